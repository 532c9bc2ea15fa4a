// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// realStorage is a bucket on a real storage, with what tests do behind the back of the provider through its operations.
type realStorage struct {
	t          *testing.T
	bucket     *objectstore.Bucket
	repository *objectstore.Repository
	root       string
}

func onRealStorage(t *testing.T, bucket *objectstore.Bucket, location string) *realStorage {
	t.Helper()
	repository := bucket.Repository(location, "repo")
	return &realStorage{t: t, bucket: bucket, repository: repository, root: repository.Root()}
}

func (r *realStorage) put(key, content string) {
	r.t.Helper()
	if err := r.bucket.Put(r.t.Context(), key, []byte(content)); err != nil {
		r.t.Fatalf("%s: %v", key, err)
	}
}

// snapshot writes a complete snapshot of one tablet with so many files.
func (r *realStorage) snapshot(root, label string, files int) objectstore.InfoFile {
	r.t.Helper()
	at := root + "__ss_" + label + "/"
	names := []string{}
	for n := range files {
		content := fmt.Sprintf("rows %d of %s", n, label)
		name := fmt.Sprintf("%05d.dat.%s", n, sum(content))
		names = append(names, name)
		r.put(at+tablet+name, content)
	}
	r.put(at+"__meta."+sum("meta"), "meta")
	text, err := json.Marshal(map[string]any{
		"name": label, "database": "shop", "id": 1, "backup_time": 1764540000000, "content": "ALL",
		"backup_objects": map[string]any{"t": map[string]any{"id": 2, "partitions": map[string]any{"t": map[string]any{"id": 3,
			"indexes": map[string]any{"t": map[string]any{"id": 4, "tablets": map[string][]string{"5": names}}}}}}},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	file := objectstore.InfoFile{Timestamp: "2025-12-01-00-00-00", MD5: sum(string(text))}
	file.Key = at + "__info_" + file.Timestamp + "." + file.MD5
	r.put(file.Key, string(text))
	return file
}

func (r *realStorage) everything() map[string]string {
	r.t.Helper()
	files, err := r.bucket.Files(r.t.Context(), "")
	if err != nil {
		r.t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range files {
		content, err := r.bucket.Get(r.t.Context(), file.Key)
		if err != nil {
			r.t.Fatal(err)
		}
		all[file.Key] = string(content)
	}
	return all
}

// operations goes through all operations on a snapshot of so many files: looks, verification, and a deletion that touches
// nothing else and is resumed.
func (r *realStorage) operations(content int) {
	t, ctx := r.t, r.t.Context()
	t.Helper()
	above := strings.TrimSuffix(r.root, "__palo_repository_repo/")
	r.put(r.root+"__repo_info", `{"name":"repo"}`)
	for _, label := range []string{"snap_b", "sna", "snap-1", "other"} {
		r.snapshot(r.root, label, 1)
	}
	r.snapshot(above+"__palo_repository_repo2/", "snap", 1)
	before := r.everything()

	if look, err := r.repository.Look(ctx, "nothing"); err != nil || !look.Empty {
		t.Fatalf("Look at nothing: %+v, %v", look, err)
	}
	if deleted, err := r.repository.Delete(ctx, "nothing"); err != nil || deleted.Objects != 0 {
		t.Fatalf("Delete of nothing: %+v, %v", deleted, err)
	}
	file := r.snapshot(r.root, "snap", content)
	if _, err := r.bucket.Readable(ctx, above); err != nil {
		t.Fatalf("Readable: %v", err)
	}
	if err := r.bucket.Writable(ctx, above); err != nil {
		t.Fatalf("Writable: %v", err)
	}
	if folders, err := r.bucket.Folders(ctx, above); err != nil || !slices.Equal(folders, []string{"__palo_repository_repo", "__palo_repository_repo2"}) {
		t.Fatalf("Folders: %q, %v", folders, err)
	}
	if folders, err := r.bucket.Folders(ctx, above+"nowhere"); err != nil || len(folders) != 0 {
		t.Fatalf("Folders of nowhere: %q, %v", folders, err)
	}
	look, err := r.repository.Look(ctx, "snap")
	if err != nil || look.Empty || len(look.Infos) != 1 || look.Infos[0].Key != file.Key || len(look.Metas) != 1 || !look.Content || len(look.Others) != 0 {
		t.Fatalf("Look: %+v, %v", look, err)
	}
	if info, err := r.repository.Info(ctx, "snap", look.Infos[0]); err != nil || info.Database != "shop" || info.Name != "snap" {
		t.Fatalf("Info: %+v, %v", info, err)
	}
	if newest, err := r.repository.Newest(ctx, "snap"); err != nil || newest.IsZero() {
		t.Fatalf("Newest: %s, %v", newest, err)
	}
	if check, err := r.repository.Verify(ctx, "snap", file); err != nil || check.MissingCount != 0 || check.Count != content+2 {
		t.Fatalf("Verify: %+v, %v", check, err)
	}

	// Damage, then verify.
	gone, empty := r.root+"__ss_snap/"+file5(0), r.root+"__ss_snap/"+file5(1)
	if err := r.bucket.Remove(ctx, gone); err != nil {
		t.Fatalf("Remove: %v", err)
	}
	r.put(empty, "")
	want := []string{file5(0), file5(1) + " (empty)"}
	if check, err := r.repository.Verify(ctx, "snap", file); err != nil || !slices.Equal(check.Missing, want) || check.Count != content+1 {
		t.Fatalf("Verify of a damaged one: %+v, %v", check, err)
	}

	// A deletion that was cut short after the info file leaves nothing that looks restorable, and the next one ends it.
	if err := r.bucket.Remove(ctx, file.Key); err != nil {
		t.Fatal(err)
	}
	if look, err := r.repository.Look(ctx, "snap"); err != nil || len(look.Infos) != 0 || look.Empty {
		t.Fatalf("Look at a half one: %+v, %v", look, err)
	}
	deleted, err := r.repository.Delete(ctx, "snap")
	if err != nil || deleted.Objects != content || deleted.Bytes == 0 || deleted.Versioned {
		t.Fatalf("Delete: %+v, %v", deleted, err)
	}
	if look, err := r.repository.Look(ctx, "snap"); err != nil || !look.Empty {
		t.Fatalf("after the deletion: %+v, %v", look, err)
	}
	if folders, err := r.bucket.Folders(ctx, r.root); err != nil || slices.Contains(folders, "__ss_snap") {
		t.Fatalf("after the deletion: folders %q, %v", folders, err)
	}
	if after := r.everything(); !maps.Equal(before, after) {
		t.Fatalf("something else was touched: %d files, %d before", len(after), len(before))
	}
	_, err = r.repository.Info(ctx, "snap", file)
	if objectstore.KindOf(err) != objectstore.NoObject {
		t.Fatalf("Info of a file that is gone: %v (%s)", err, objectstore.KindOf(err))
	}
}

// file5 is the name of the n-th file of the snapshot "snap".
func file5(n int) string {
	return fmt.Sprintf("%s%05d.dat.%s", tablet, n, sum(fmt.Sprintf("rows %d of snap", n)))
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
