// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"sort"
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

// answerTimeout bounds one request: a bucket that this machine cannot reach must not hold up an apply.
const answerTimeout = 10 * time.Second

// Access says how this machine reaches buckets. Empty keys mean the credentials that AWS tools find themselves.
type Access struct {
	Endpoint     string // URL or host; "" = that of AWS for the region
	Region       string // "" = us-east-1
	UsePathStyle bool
	AccessKey    string
	SecretKey    string // secret
	SessionToken string // secret
}

// Bucket is one bucket.
type Bucket struct {
	client  *s3.Client
	name    string
	secrets []string
	looks   aws.HTTPClient    // what looks are sent with
	work    func(*s3.Options) // settings of requests that handle files
	page    int32             // objects in one page of a listing; 0 = what the storage gives, a thousand
	pause   time.Duration     // between two attempts of those; 0 = growing, at most workPause
}

// Open prepares access to a bucket; it sends nothing. An error means that no credentials were found.
func Open(ctx context.Context, access Access, bucket string) (*Bucket, error) {
	b := &Bucket{name: bucket, secrets: []string{access.SecretKey, access.SessionToken}}
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
		return nil, b.explain("open", err)
	}
	b.client = s3.NewFromConfig(settings, func(o *s3.Options) {
		o.UsePathStyle = access.UsePathStyle
		o.APIOptions = append(o.APIOptions, unsignedEncoding)
		if access.Endpoint != "" {
			o.BaseEndpoint = aws.String(withScheme(access.Endpoint))
		}
	})
	b.looks = settings.HTTPClient
	b.work = b.worker()
	return b, nil
}

// Versioned reports whether the bucket keeps old versions, as far as this machine may know: without the right to ask
// (s3:GetBucketVersioning), and on storages without versions, it says no.
func (b *Bucket) Versioned(ctx context.Context) bool {
	answer, err := b.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: aws.String(b.name)})
	return err == nil && answer.Status == types.BucketVersioningStatusEnabled
}

// withScheme completes a bare host; https, because keys and data are worth it.
func withScheme(endpoint string) string {
	if strings.Contains(endpoint, "://") {
		return endpoint
	}
	return "https://" + endpoint
}

// Folders lists the names directly under a prefix that have something below them, sorted. "" is the bucket's root; other
// prefixes need no slash at their end.
func (b *Bucket) Folders(ctx context.Context, prefix string) ([]string, error) {
	prefix = folder(prefix)
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{
		Bucket: aws.String(b.name), Prefix: aws.String(prefix), Delimiter: aws.String("/"),
	})
	var names []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, b.explain("list", err)
		}
		if !isListing(page) {
			return nil, b.notS3()
		}
		for _, common := range page.CommonPrefixes {
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(aws.ToString(common.Prefix), prefix), "/"))
		}
	}
	sort.Strings(names)
	return names, nil
}

// Readable asks for one name under a prefix: whether the bucket is there, the keys are right and listing is allowed. It
// returns the storage's clock, zero when it does not tell.
func (b *Bucket) Readable(ctx context.Context, prefix string) (time.Time, error) {
	answer, err := b.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
		Bucket: aws.String(b.name), Prefix: aws.String(folder(prefix)), MaxKeys: aws.Int32(1),
	})
	if err != nil {
		return time.Time{}, b.explain("list", err)
	}
	if !isListing(answer) {
		return time.Time{}, b.notS3()
	}
	clock, _ := awsmiddleware.GetServerTime(answer.ResultMetadata)
	return clock, nil
}

// probeName is written and deleted at once. Doris looks only at names that begin with __ss_ or __repo.
const probeName = ".terraform-provider-doris-probe"

// Writable writes a small object under a prefix and deletes it again.
func (b *Bucket) Writable(ctx context.Context, prefix string) error {
	key := aws.String(folder(prefix) + probeName)
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(b.name), Key: key, Body: strings.NewReader("")})
	if err != nil {
		return b.explain("write", err)
	}
	_, err = b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String(b.name), Key: key})
	return b.explain("delete", err)
}

func folder(prefix string) string {
	prefix = strings.Trim(prefix, "/")
	if prefix == "" {
		return ""
	}
	return prefix + "/"
}
