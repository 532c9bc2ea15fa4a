// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/logging"
)

// answerTimeout bounds one look: a bucket that this machine cannot reach must not hold up an apply.
const answerTimeout = 10 * time.Second

// Access says how this machine reaches buckets of S3. Empty keys mean the credentials that AWS tools find themselves.
type Access struct {
	Endpoint     string // URL or host; "" = that of AWS for the region
	Region       string // "" = us-east-1
	UsePathStyle bool
	AccessKey    string
	SecretKey    string // secret
	SessionToken string // secret
}

// s3Storage is a bucket of S3 or of what speaks it.
type s3Storage struct {
	client   *s3.Client
	name     string
	secrets  []string
	settings []func(*s3.Options) // of each request
	page     int32               // objects in one page of a listing; 0 = what the storage gives, a thousand
}

// Open prepares access to a bucket of S3; it sends nothing. An error means that no credentials were found.
func Open(ctx context.Context, access Access, bucket string) (*Bucket, error) {
	looks := &s3Storage{name: bucket, secrets: []string{access.SecretKey, access.SessionToken}}
	region := access.Region
	if region == "" {
		region = "us-east-1"
	}
	options := []func(*config.LoadOptions) error{
		config.WithRegion(region),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(answerTimeout)),
		config.WithLogger(logging.Nop{}), // what matters is in the errors
		config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }),
		// Other servers than AWS know no checksum trailers.
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired),
	}
	if access.AccessKey != "" {
		options = append(options, config.WithCredentialsProvider(
			credentials.NewStaticCredentialsProvider(access.AccessKey, access.SecretKey, access.SessionToken)))
	}
	settings, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, looks.explain("open", err)
	}
	looks.client = s3.NewFromConfig(settings, func(o *s3.Options) {
		o.UsePathStyle = access.UsePathStyle
		o.APIOptions = append(o.APIOptions, unsignedEncoding)
		if access.Endpoint != "" {
			o.BaseEndpoint = aws.String(withScheme(access.Endpoint))
		}
	})
	return &Bucket{name: bucket, looks: looks, work: looks.patient(worker(settings.HTTPClient, 0))}, nil
}

// patient is the same bucket with other settings of its requests.
func (s *s3Storage) patient(settings func(*s3.Options)) *s3Storage {
	other := *s
	other.settings = []func(*s3.Options){settings}
	return &other
}

// withScheme completes a bare host; https, because keys and data are worth it.
func withScheme(endpoint string) string {
	if strings.Contains(endpoint, "://") {
		return endpoint
	}
	return "https://" + endpoint
}

func (s *s3Storage) list(ctx context.Context, prefix string, flat bool, each func(*page) error) error {
	input := &s3.ListObjectsV2Input{Bucket: aws.String(s.name), Prefix: aws.String(prefix)}
	if s.page > 0 {
		input.MaxKeys = aws.Int32(s.page)
	}
	if flat {
		input.Delimiter = aws.String("/")
	}
	pages := s3.NewListObjectsV2Paginator(s.client, input)
	for pages.HasMorePages() {
		next, err := pages.NextPage(ctx, s.settings...)
		if err != nil {
			return s.explainWork(ctx, "list", err)
		}
		if !isListing(next) {
			return s.notS3()
		}
		if err := each(pageOf(next)); err != nil {
			return err
		}
	}
	return nil
}

func pageOf(answer *s3.ListObjectsV2Output) *page {
	p := &page{objects: make([]object, 0, len(answer.Contents))}
	for _, one := range answer.Contents {
		p.objects = append(p.objects, object{
			key: aws.ToString(one.Key), size: aws.ToInt64(one.Size), modified: aws.ToTime(one.LastModified), sum: sumOfETag(one.ETag),
		})
	}
	for _, common := range answer.CommonPrefixes {
		p.folders = append(p.folders, aws.ToString(common.Prefix))
	}
	return p
}

// sumOfETag is the MD5 in an ETag; uploads in several parts have ETags of another form.
func sumOfETag(etag *string) string {
	tag := strings.ToLower(strings.Trim(aws.ToString(etag), `"`))
	if !checksumPattern.MatchString(tag) {
		return ""
	}
	return tag
}

func (s *s3Storage) look(ctx context.Context, prefix string) (time.Time, error) {
	answer, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
		Bucket: aws.String(s.name), Prefix: aws.String(prefix), MaxKeys: aws.Int32(1),
	}, s.settings...)
	if err != nil {
		return time.Time{}, s.explainWork(ctx, "list", err)
	}
	if !isListing(answer) {
		return time.Time{}, s.notS3()
	}
	clock, _ := awsmiddleware.GetServerTime(answer.ResultMetadata)
	return clock, nil
}

func (s *s3Storage) stat(ctx context.Context, key string) (object, error) {
	head, err := s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(s.name), Key: aws.String(key)}, s.settings...)
	if err != nil {
		return object{}, keyed(s.explainWork(ctx, "read", err), key)
	}
	found := object{key: key, size: aws.ToInt64(head.ContentLength), modified: aws.ToTime(head.LastModified), sum: sumOfETag(head.ETag)}
	// With a key of KMS or of the client, an ETag is no MD5.
	found.noSum = head.SSECustomerAlgorithm != nil || head.ServerSideEncryption != "" && head.ServerSideEncryption != types.ServerSideEncryptionAes256
	return found, nil
}

func (s *s3Storage) open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	answer, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(s.name), Key: aws.String(key)}, s.settings...)
	if err != nil {
		return nil, 0, s.explainWork(ctx, "read", err)
	}
	size := int64(-1)
	if answer.ContentLength != nil {
		size = *answer.ContentLength
	}
	return explained{answer.Body, func(err error) error { return s.explainWork(ctx, "read", err) }}, size, nil
}

func (s *s3Storage) write(ctx context.Context, key string, content io.ReadSeeker) error {
	_, err := s.client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(s.name), Key: aws.String(key), Body: content}, s.settings...)
	return s.explainWork(ctx, "write", err)
}

func (s *s3Storage) probe(ctx context.Context, prefix string) error {
	return writeAndDelete(ctx, s, prefix)
}

func (s *s3Storage) deleteOne(ctx context.Context, key string) (bool, error) {
	answer, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(s.name), Key: aws.String(key)}, s.settings...)
	if err != nil {
		return false, s.explainWork(ctx, "delete", err)
	}
	return aws.ToBool(answer.DeleteMarker), nil
}

func (s *s3Storage) deleteBatch(ctx context.Context, keys []string) ([]deletedFile, error) {
	input := &s3.DeleteObjectsInput{Bucket: aws.String(s.name), Delete: &types.Delete{}}
	for _, key := range keys {
		input.Delete.Objects = append(input.Delete.Objects, types.ObjectIdentifier{Key: aws.String(key)})
	}
	answer, err := s.client.DeleteObjects(ctx, input, append(s.settings, withContentMD5)...)
	if err != nil {
		if lacksBatches(err) {
			return nil, errNoBatches
		}
		return nil, s.explainWork(ctx, "delete", err)
	}
	var files []deletedFile
	for _, one := range answer.Deleted {
		files = append(files, deletedFile{key: aws.ToString(one.Key), kept: aws.ToBool(one.DeleteMarker)})
	}
	for _, one := range answer.Errors {
		files = append(files, deletedFile{key: aws.ToString(one.Key), err: s.refusedKey(aws.ToString(one.Code), aws.ToString(one.Message))})
	}
	return files, nil
}

// refusedKey reads an error inside an answer that is a success as a whole.
func (s *s3Storage) refusedKey(code, message string) *Error {
	if busyCodes[code] {
		return &Error{Kind: Throttled, Operation: "delete", Bucket: s.name, Code: code, Message: s.scrub(message)}
	}
	return s.answered("delete", code, message, 0)
}

func (s *s3Storage) tidy(context.Context, string) error { return nil }

func (s *s3Storage) keepsVersions(ctx context.Context) bool {
	answer, err := s.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: aws.String(s.name)}, s.settings...)
	return err == nil && answer.Status == types.BucketVersioningStatusEnabled
}
