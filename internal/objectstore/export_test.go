// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/colinmarc/hdfs/v2"
)

// Hurry makes the pauses between two attempts as short as a test wants them, and pages of a listing so short that few
// objects make many.
func (b *Bucket) Hurry(page int32) {
	looks, work := b.looks.(*s3Storage), b.work.(*s3Storage)
	looks.page = page
	client := looks.client.Options().HTTPClient
	hurried := looks.patient(worker(client, time.Millisecond))
	*work = *hurried
}

// LeadTo opens every connection to one address, whatever host is asked for.
func (b *Bucket) LeadTo(address string) {
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, address)
		}
	})
	for _, s := range []storage{b.looks, b.work} {
		s := s.(*s3Storage)
		s.settings = append(s.settings, func(o *s3.Options) { o.HTTPClient = client })
	}
}

// HurryAzure is Hurry for Azure.
func (b *Bucket) HurryAzure(access AzureAccess) {
	work, err := newAzure(access, b.name, &http.Client{Transport: azureTransport(workAnswer)}, azureRetries(time.Millisecond))
	if err != nil {
		panic(err)
	}
	b.work = work
}

// AzurePage makes pages of a listing so short.
func (b *Bucket) AzurePage(blobs int32) {
	b.looks.(*azureStorage).page, b.work.(*azureStorage).page = blobs, blobs
}

// HurryHDFS makes the pauses between two attempts short.
func (b *Bucket) HurryHDFS() { b.work.(*hdfsStorage).connection.pause = time.Millisecond }

// MakeFolder makes an empty folder.
func (b *Bucket) MakeFolder(key string) error {
	return b.work.(*hdfsStorage).connection.do(context.Background(), func(c *hdfs.Client) error { return c.MkdirAll(absolute(key), 0o755) })
}

// MakeFiles makes so many empty files.
func (b *Bucket) MakeFiles(folder string, n int) error {
	return b.work.(*hdfsStorage).connection.do(context.Background(), func(c *hdfs.Client) error {
		if err := c.MkdirAll(absolute(folder), 0o755); err != nil {
			return err
		}
		for i := range n {
			if err := c.CreateEmptyFile(absolute(folder) + "/" + strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepFolder makes a snapshot of HDFS of a folder.
func (b *Bucket) KeepFolder(key string) error {
	return b.work.(*hdfsStorage).connection.do(context.Background(), func(c *hdfs.Client) error {
		if err := c.AllowSnapshots(absolute(key)); err != nil {
			return err
		}
		_, err := c.CreateSnapshot(absolute(key), "kept")
		return err
	})
}
