// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// namedFiles is how many missing files a Check names.
const namedFiles = 20

// emptyMD5 is the checksum of a file without content.
const emptyMD5 = "d41d8cd98f00b204e9800998ecf8427e"

// Check is how the files of a snapshot compare with its info file.
type Check struct {
	Count        int      // files in the bucket, those that the info file does not list included
	SizeBytes    int64    // their size
	MissingCount int      // files that are listed and not there, empty or of other content
	Missing      []string // the first 20 of them, sorted; keys below the snapshot's folder, damaged ones with a word
}

// Verify compares the info file of a snapshot with one listing of its folder, and downloads nothing else. A file is
// good when it is there, not empty unless its name says so, and, where the storage's ETag is the MD5 of the content
// (uploads in one part, no encryption with a key of its own), of the content that its name says.
func (r *Repository) Verify(ctx context.Context, label string, file InfoFile) (Check, error) {
	var check Check
	info, err := r.Info(ctx, label, file)
	if err != nil {
		return check, err
	}
	folder, err := r.folder(label)
	if err != nil {
		return check, err
	}
	expected := map[string]bool{}
	for name := range info.Files() {
		expected[name] = true
	}
	bad := &badFiles{}
	meta, infoFound := false, false
	var suspects []string
	err = r.bucket.pages(ctx, folder, "", func(p *page) error {
		for _, object := range p.Contents {
			check.Count++
			check.SizeBytes += aws.ToInt64(object.Size)
			key := aws.ToString(object.Key)
			name := strings.TrimPrefix(key, folder)
			stem, _ := splitChecksum(name)
			listed := expected[name]
			delete(expected, name)
			meta = meta || stem == metaFront
			infoFound = infoFound || key == file.Key
			switch judge(object, name) {
			case isEmpty:
				if listed || stem == metaFront {
					bad.add(name + " (empty)")
				}
			case isSuspect:
				if listed || stem == metaFront {
					suspects = append(suspects, key)
				}
			}
		}
		return nil
	})
	if err != nil {
		return check, err
	}
	if !infoFound {
		bad.add(strings.TrimPrefix(file.Key, folder)) // deleted between the download and the listing
	}
	if !meta {
		bad.add(metaFront)
	}
	for name := range expected {
		bad.add(name)
	}
	if err := r.confirm(ctx, folder, suspects, bad); err != nil {
		return check, err
	}
	check.MissingCount, check.Missing = bad.result()
	return check, nil
}

type verdict int

const (
	isGood verdict = iota
	isEmpty
	isSuspect // its ETag looks like an MD5 and is not that in its name
)

// judge compares size and ETag of an object with the checksum in its name.
func judge(object types.Object, name string) verdict {
	_, md5 := splitChecksum(name)
	if md5 == "" {
		return isGood
	}
	if aws.ToInt64(object.Size) == 0 {
		if md5 == emptyMD5 {
			return isGood
		}
		return isEmpty
	}
	tag := strings.ToLower(strings.Trim(aws.ToString(object.ETag), `"`))
	if !checksumPattern.MatchString(tag) || tag == md5 {
		return isGood // uploads in several parts have ETags of another form
	}
	return isSuspect
}

// confirm asks for the encryption of the first suspects: with a key of KMS or of the client, an ETag is no MD5. Where
// that explains all that were asked, it explains the rest.
func (r *Repository) confirm(ctx context.Context, folder string, suspects []string, bad *badFiles) error {
	explained := 0
	asked := min(len(suspects), namedFiles)
	for _, key := range suspects[:asked] {
		head, err := r.bucket.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(r.bucket.name), Key: aws.String(key)}, r.bucket.work)
		if err != nil {
			return keyed(r.bucket.explainWork(ctx, "read", err), key)
		}
		switch {
		case head.SSECustomerAlgorithm != nil, head.ServerSideEncryption != "" && head.ServerSideEncryption != types.ServerSideEncryptionAes256:
			explained++
		default:
			bad.add(strings.TrimPrefix(key, folder) + " (other content)")
		}
	}
	if explained == asked {
		return nil
	}
	for _, key := range suspects[asked:] {
		bad.add(strings.TrimPrefix(key, folder) + " (other content)")
	}
	return nil
}

// badFiles counts files and keeps the first in order.
type badFiles struct{ names []string }

func (b *badFiles) add(name string) { b.names = append(b.names, name) }

func (b *badFiles) result() (int, []string) {
	sort.Strings(b.names)
	return len(b.names), b.names[:min(len(b.names), namedFiles)]
}
