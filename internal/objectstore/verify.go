// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"sort"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
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
// good when it is there, not empty unless its name says so, and, where the storage tells the MD5 of the content (S3 for
// uploads in one part without encryption with a key of its own), of the content that its name says.
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
	err = r.bucket.work.list(ctx, folder, false, func(p *page) error {
		for _, one := range p.objects {
			check.Count++
			check.SizeBytes += one.size
			name := strings.TrimPrefix(one.key, folder)
			stem, _ := splitChecksum(name)
			listed := expected[name]
			delete(expected, name)
			meta = meta || stem == doris.MetaFile
			infoFound = infoFound || one.key == file.Key
			switch judge(one, name) {
			case isEmpty:
				if listed || stem == doris.MetaFile {
					bad.add(name + " (empty)")
				}
			case isSuspect:
				if listed || stem == doris.MetaFile {
					suspects = append(suspects, one.key)
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
		bad.add(doris.MetaFile)
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
	isSuspect // what the storage tells looks like an MD5 and is not that in its name
)

// judge compares size and checksum of an object with the checksum in its name.
func judge(one object, name string) verdict {
	_, md5 := splitChecksum(name)
	if md5 == "" {
		return isGood
	}
	if one.size == 0 {
		if md5 == emptyMD5 {
			return isGood
		}
		return isEmpty
	}
	if one.sum == "" || one.sum == md5 {
		return isGood
	}
	return isSuspect
}

// confirm asks for the first suspects alone: with a key of KMS or of the client, the ETag of S3 is no MD5. Where that
// explains all that were asked, it explains the rest.
func (r *Repository) confirm(ctx context.Context, folder string, suspects []string, bad *badFiles) error {
	explained := 0
	asked := min(len(suspects), namedFiles)
	for _, key := range suspects[:asked] {
		found, err := r.bucket.work.stat(ctx, key)
		switch {
		case err != nil:
			return err
		case found.noSum:
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
