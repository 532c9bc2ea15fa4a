// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
)

// AzureAccess says how this machine reaches containers of Azure Blob Storage. An empty key means the credentials that
// Azure's tools find themselves: environment, workload identity, managed identity, az login.
type AzureAccess struct {
	Endpoint    string // URL or host; "" = that of the public cloud for the account
	AccountName string
	AccountKey  string // secret
}

// azureBatch is the most that one batch of deletions takes.
const azureBatch = 256

// azureStorage is a container of Azure Blob Storage.
type azureStorage struct {
	client  *container.Client
	account *service.Client
	name    string
	secret  string
	page    int32 // blobs in one page of a listing; 0 = what the storage gives, five thousand
}

// OpenAzure prepares access to a container of Azure Blob Storage; it sends nothing. An error means that the account key is
// none, or that no credentials were found.
func OpenAzure(access AzureAccess, name string) (*Bucket, error) {
	looks := &http.Client{Timeout: answerTimeout, Transport: azureTransport(answerTimeout)}
	b := &Bucket{name: name, kind: Azure}
	var err error
	if b.looks, err = newAzure(access, name, looks, policy.RetryOptions{MaxRetries: -1}); err != nil {
		return nil, err
	}
	b.work, err = newAzure(access, name, &http.Client{Transport: azureTransport(workAnswer)}, azureRetries(0))
	if err != nil {
		return nil, err
	}
	return b, nil
}

// azureTransport bounds the time until an answer begins; a download may take longer.
func azureTransport(answer time.Duration) *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = answer
	return transport
}

// azureRetries asks again what a busy storage refused; pause is that between two attempts, 0 = growing.
func azureRetries(pause time.Duration) policy.RetryOptions {
	retries := policy.RetryOptions{MaxRetries: workAttempts - 1, MaxRetryDelay: workPause, RetryDelay: time.Second}
	if pause > 0 {
		retries.RetryDelay, retries.MaxRetryDelay = pause, pause
	}
	return retries
}

func newAzure(access AzureAccess, name string, client *http.Client, retries policy.RetryOptions) (*azureStorage, error) {
	s := &azureStorage{name: name, secret: access.AccountKey}
	options := azcore.ClientOptions{Transport: client, Retry: retries, Telemetry: policy.TelemetryOptions{Disabled: true}}
	endpoint := strings.TrimSuffix(azureEndpoint(access), "/")
	var err error
	if access.AccountKey != "" {
		err = s.withKey(access, endpoint, options)
	} else {
		err = s.withChain(endpoint, options)
	}
	if err != nil {
		return nil, err
	}
	s.client = s.account.NewContainerClient(name)
	return s, nil
}

func azureEndpoint(access AzureAccess) string {
	if access.Endpoint == "" {
		return "https://" + access.AccountName + ".blob.core.windows.net"
	}
	return withScheme(access.Endpoint)
}

func (s *azureStorage) withKey(access AzureAccess, endpoint string, options azcore.ClientOptions) error {
	key, err := service.NewSharedKeyCredential(access.AccountName, access.AccountKey)
	if err != nil { // its text may hold the key
		return &Error{Kind: WrongKeys, Operation: "open", Bucket: s.name, Storage: Azure, Message: "the account key is not base64"}
	}
	s.account, err = service.NewClientWithSharedKeyCredential(endpoint, key, &service.ClientOptions{ClientOptions: options})
	return s.explain("open", err)
}

func (s *azureStorage) withChain(endpoint string, options azcore.ClientOptions) error {
	identity, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{})
	if err != nil {
		return &Error{Kind: NoKeys, Operation: "open", Bucket: s.name, Storage: Azure, Message: "no credentials were found on this machine"}
	}
	s.account, err = service.NewClient(endpoint, identity, &service.ClientOptions{ClientOptions: options})
	return s.explain("open", err)
}

func (s *azureStorage) list(ctx context.Context, prefix string, flat bool, each func(*page) error) error {
	if flat {
		return s.listFlat(ctx, prefix, each)
	}
	pages := s.client.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{
		Prefix: &prefix, MaxResults: s.maxResults(), Include: container.ListBlobsInclude{Metadata: true},
	})
	for pages.More() {
		next, err := pages.NextPage(ctx)
		if err != nil {
			return s.explainWork(ctx, "list", err)
		}
		if next.Segment == nil || next.ContainerName == nil {
			return s.notAzure()
		}
		if err := each(blobPage(next.Segment.BlobItems)); err != nil {
			return err
		}
	}
	return nil
}

func (s *azureStorage) listFlat(ctx context.Context, prefix string, each func(*page) error) error {
	pages := s.client.NewListBlobsHierarchyPager("/", &container.ListBlobsHierarchyOptions{
		Prefix: &prefix, MaxResults: s.maxResults(), Include: container.ListBlobsInclude{Metadata: true},
	})
	for pages.More() {
		next, err := pages.NextPage(ctx)
		if err != nil {
			return s.explainWork(ctx, "list", err)
		}
		if next.Segment == nil || next.ContainerName == nil {
			return s.notAzure()
		}
		p := blobPage(next.Segment.BlobItems)
		for _, below := range next.Segment.BlobPrefixes {
			p.folders = append(p.folders, value(below.Name))
		}
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}

func (s *azureStorage) maxResults() *int32 {
	if s.page == 0 {
		return nil
	}
	return &s.page
}

// blobPage leaves out the folders that a storage with a hierarchical namespace lists among the blobs.
func blobPage(items []*container.BlobItem) *page {
	p := &page{}
	for _, item := range items {
		if item == nil || isFolder(item) {
			continue
		}
		found := object{key: value(item.Name)}
		if properties := item.Properties; properties != nil {
			found.size, found.modified, found.sum = value(properties.ContentLength), value(properties.LastModified), hex.EncodeToString(properties.ContentMD5)
		}
		p.objects = append(p.objects, found)
	}
	return p
}

// isFolder recognises a folder of a hierarchical namespace (Data Lake Storage Gen2).
func isFolder(item *container.BlobItem) bool {
	if item.Properties != nil && strings.EqualFold(value(item.Properties.ResourceType), "directory") {
		return true
	}
	return isFolderMeta(item.Metadata)
}

func isFolderMeta(metadata map[string]*string) bool {
	for name, text := range metadata {
		if strings.EqualFold(name, "hdi_isfolder") {
			return strings.EqualFold(value(text), "true")
		}
	}
	return false
}

func value[T any](pointer *T) (v T) {
	if pointer != nil {
		v = *pointer
	}
	return v
}

func (s *azureStorage) look(ctx context.Context, prefix string) (time.Time, error) {
	one := int32(1)
	pages := s.client.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{Prefix: &prefix, MaxResults: &one})
	answer, err := pages.NextPage(ctx)
	if err != nil {
		return time.Time{}, s.explainWork(ctx, "list", err)
	}
	if answer.Segment == nil || answer.ContainerName == nil {
		return time.Time{}, s.notAzure()
	}
	return value(answer.Date), nil
}

func (s *azureStorage) stat(ctx context.Context, key string) (object, error) {
	answer, err := s.client.NewBlobClient(key).GetProperties(ctx, nil)
	if err != nil {
		return object{}, keyed(s.explainWork(ctx, "read", err), key)
	}
	return object{key: key, size: value(answer.ContentLength), modified: value(answer.LastModified), sum: hex.EncodeToString(answer.ContentMD5)}, nil
}

func (s *azureStorage) open(ctx context.Context, key string) (io.ReadCloser, int64, error) {
	answer, err := s.client.NewBlobClient(key).DownloadStream(ctx, nil)
	if err != nil {
		return nil, 0, s.explainWork(ctx, "read", err)
	}
	size := int64(-1)
	if answer.ContentLength != nil {
		size = *answer.ContentLength
	}
	// The reader asks for the rest where the connection breaks.
	body := answer.NewRetryReader(ctx, &blob.RetryReaderOptions{MaxRetries: workAttempts})
	return explained{body, func(err error) error { return s.explainWork(ctx, "read", err) }}, size, nil
}

func (s *azureStorage) write(ctx context.Context, key string, content io.ReadSeeker) error {
	_, err := s.client.NewBlockBlobClient(key).Upload(ctx, streaming.NopCloser(content), nil)
	return s.explainWork(ctx, "write", err)
}

func (s *azureStorage) probe(ctx context.Context, prefix string) error {
	return writeAndDelete(ctx, s, prefix)
}

func (s *azureStorage) deleteOne(ctx context.Context, key string) (bool, error) {
	_, err := s.client.NewBlobClient(key).Delete(ctx, nil)
	return false, s.explainWork(ctx, "delete", err)
}

func (s *azureStorage) deleteBatch(ctx context.Context, keys []string) ([]deletedFile, error) {
	var files []deletedFile
	for batch := range slices.Chunk(keys, azureBatch) {
		done, err := s.batch(ctx, batch)
		files = append(files, done...)
		if err != nil {
			return files, err
		}
	}
	return files, nil
}

// batch deletes as many blobs as one request takes.
func (s *azureStorage) batch(ctx context.Context, keys []string) ([]deletedFile, error) {
	builder, err := s.client.NewBatchBuilder()
	if err != nil {
		return nil, s.explainWork(ctx, "delete", err)
	}
	for _, key := range keys {
		if err := builder.Delete(key, nil); err != nil {
			return nil, s.explainWork(ctx, "delete", err)
		}
	}
	answer, err := s.client.SubmitBatch(ctx, builder, nil)
	if err != nil {
		if lacksAzureBatches(err) {
			return nil, errNoBatches
		}
		return nil, s.explainWork(ctx, "delete", err)
	}
	var files []deletedFile
	for _, one := range answer.Responses {
		if one == nil || one.ContentID == nil || *one.ContentID < 0 || *one.ContentID >= len(keys) {
			continue // of nobody; the key is asked again
		}
		file := deletedFile{key: keys[*one.ContentID]}
		if one.Error != nil {
			errors.As(s.explain("delete", one.Error), &file.err)
		}
		files = append(files, file)
	}
	return files, nil
}

// tidy deletes the folders that a hierarchical namespace keeps when their files are gone, the deepest first.
func (s *azureStorage) tidy(ctx context.Context, prefix string) error {
	prefix = strings.TrimSuffix(prefix, "/")
	pages := s.client.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{Prefix: &prefix, Include: container.ListBlobsInclude{Metadata: true}})
	var folders []string
	for pages.More() {
		next, err := pages.NextPage(ctx)
		if err != nil {
			return s.explainWork(ctx, "list", err)
		}
		if next.Segment == nil {
			return s.notAzure()
		}
		for _, item := range next.Segment.BlobItems {
			if key := value(item.Name); isFolder(item) && (key == prefix || strings.HasPrefix(key, prefix+"/")) {
				folders = append(folders, key)
			}
		}
	}
	slices.Sort(folders)
	for _, key := range slices.Backward(folders) {
		if _, err := s.deleteOne(ctx, key); err != nil && KindOf(err) != NoObject {
			return keyed(err, key)
		}
	}
	return nil
}

// keepsVersions tells of soft delete, which the account's properties show. Versions alone they do not show.
func (s *azureStorage) keepsVersions(ctx context.Context) bool {
	answer, err := s.account.GetProperties(ctx, nil)
	return err == nil && answer.DeleteRetentionPolicy != nil && value(answer.DeleteRetentionPolicy.Enabled)
}
