// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// pageOfTests is how many objects the tests let a page of a listing, and so a batch of deletes, have.
const pageOfTests = 10

const root = "prod/__palo_repository_repo/"

func sum(content string) string {
	sum := md5.Sum([]byte(content))
	return hex.EncodeToString(sum[:])
}

// bucketOf is a bucket with snapshots, and the repository that the tests work on.
type bucketOf struct {
	t          *testing.T
	server     *dorissim.S3
	bucket     *objectstore.Bucket
	repository *objectstore.Repository
}

func newBucket(t *testing.T) *bucketOf {
	t.Helper()
	server, access := startS3(t)
	bucket := open(t, access, "backups")
	bucket.Hurry(pageOfTests)
	return &bucketOf{t: t, server: server, bucket: bucket, repository: bucket.Repository("s3://backups/prod", "repo")}
}

func (b *bucketOf) put(key, content string) string {
	b.t.Helper()
	if err := b.server.Put("backups", key, []byte(content)); err != nil {
		b.t.Fatal(err)
	}
	return key
}

// snapshot writes a complete snapshot of one tablet with so many files.
func (b *bucketOf) snapshot(folder, label, database string, files int) objectstore.InfoFile {
	b.t.Helper()
	at := folder + "__ss_" + label + "/"
	names := []string{}
	for i := range files {
		content := fmt.Sprintf("rows %d of %s", i, label)
		name := fmt.Sprintf("%05d.dat.%s", i, sum(content))
		names = append(names, name)
		b.put(at+"__ss_content/__db_1/__tbl_2/__part_3/__idx_4/__5/"+name, content)
	}
	b.put(at+"__meta."+sum("meta"), "meta")
	list, _ := json.Marshal(names)
	info := fmt.Sprintf(`{"name":%q,"database":%q,"id":1,"backup_time":1795420139252,"content":"ALL","backup_objects":{"t":{"id":2,"partitions":{"p":{"id":3,`+
		`"indexes":{"t":{"id":4,"tablets":{"5":%s}}}}}}},"new_backup_objects":{"views":[{"id":9,"name":"v"}],"odbc_tables":[],"odbc_resources":[]},"major_version":4,"minor_version":1,"patch_version":0}`,
		label, database, list)
	file := objectstore.InfoFile{Timestamp: "2026-11-23-07-48-59", MD5: sum(info)}
	file.Key = b.put(at+"__info_2026-11-23-07-48-59."+file.MD5, info)
	return file
}

// others writes what must never be touched, and returns a check of it.
func (b *bucketOf) others(label string) (untouched func()) {
	b.t.Helper()
	b.snapshot(root, label+"_b", "shop", 2)             // a label that begins with this one
	b.snapshot(root, label[:len(label)-1], "shop", 2)   // and one that this one begins with
	b.snapshot(root, strings.ToUpper(label), "shop", 1) // Doris tells case apart
	b.snapshot("prod/__palo_repository_repo2/", label, "shop", 1)
	b.snapshot("__palo_repository_repo/", label, "shop", 1) // the same repository name at another location
	b.snapshot("prod2/__palo_repository_repo/", label, "shop", 1)
	b.put(root+"__repo_info", "{}")
	b.put(root+"__ss_"+label, "a file, not a folder")
	b.put("prod/file", "x")
	before := b.everything(root + "__ss_" + label + "/")
	return func() {
		b.t.Helper()
		after := b.everything(root + "__ss_" + label + "/")
		for key, content := range before {
			if after[key] != content {
				b.t.Errorf("%s was touched", key)
			}
		}
		if len(after) != len(before) {
			b.t.Errorf("%d objects are there, %d were", len(after), len(before))
		}
	}
}

// everything is each object with its content, but for those below a folder.
func (b *bucketOf) everything(except string) map[string]string {
	b.t.Helper()
	all := map[string]string{}
	for _, key := range b.server.Objects("backups", "") {
		if strings.HasPrefix(key, except) {
			continue
		}
		content, err := b.server.Get("backups", key)
		if err != nil {
			b.t.Fatal(err)
		}
		all[key] = string(content)
	}
	return all
}

// left lists what is below a label.
func (b *bucketOf) left(label string) []string {
	return b.server.Objects("backups", root+"__ss_"+label+"/")
}

// complete says whether Doris would show the snapshot as restorable.
func (b *bucketOf) complete(label string) bool {
	for _, key := range b.left(label) {
		if strings.Contains(key, "/__info_") {
			return true
		}
	}
	return false
}

func (b *bucketOf) delete(label string) (objectstore.Deleted, error) {
	return b.repository.Delete(context.Background(), label)
}

// kind names a request.
func kind(r *http.Request) string {
	query := r.URL.Query()
	switch {
	case query.Has("delete"):
		return "delete many"
	case r.Method == http.MethodDelete:
		return "delete one"
	case query.Has("list-type"):
		return "list"
	case r.Method == http.MethodHead:
		return "head"
	}
	return "get"
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>no</Message></Error>`, code)
}
