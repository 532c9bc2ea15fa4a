// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

func TestRoot(t *testing.T) {
	b := newBucket(t)
	for _, same := range []string{"s3://backups/prod/", "s3://backups//prod//", "oss://backups/prod"} {
		if got := b.bucket.Repository(same, "repo").Root(); got != root {
			t.Errorf("%s: %s", same, got)
		}
	}
	if got := b.bucket.Repository("s3://backups", "repo").Root(); got != "__palo_repository_repo/" {
		t.Errorf("at the top: %s", got)
	}
	if got := b.bucket.Repository("s3://backups/资料", "répo").Root(); got != "资料/__palo_repository_répo/" { // recorded: repository_bad, 4.1
		t.Errorf("in unicode: %s", got)
	}
}

func TestLook(t *testing.T) {
	b := newBucket(t)
	b.others("snap")
	look := func() objectstore.Look {
		t.Helper()
		look, err := b.repository.Look(t.Context(), "snap")
		if err != nil {
			t.Fatal(err)
		}
		return look
	}
	if got := look(); !got.Empty || got.Content || got.Infos != nil {
		t.Errorf("nothing: %+v", got)
	}
	at := root + "__ss_snap/"
	b.put(at+"__ss_content/__db_1/x", "x")
	if got := look(); got.Empty || !got.Content || got.Infos != nil || got.Metas != nil {
		t.Errorf("content only: %+v", got)
	}
	file := b.snapshot(root, "snap", "shop", 1)
	got := look()
	if len(got.Infos) != 1 || got.Infos[0].Key != file.Key || got.Infos[0].MD5 != file.MD5 || got.Infos[0].Timestamp != file.Timestamp ||
		time.Since(got.Infos[0].Modified).Abs() > time.Minute || len(got.Metas) != 1 || got.Others != nil {
		t.Errorf("complete: %+v", got)
	}
	b.put(at+"__info_2026-11-23-07-49-00."+sum("twin"), "twin")
	b.put(at+"__info_2026-11-23-07-49-01.part", "x")
	b.put(at+"__info_yesterday."+sum("x"), "x")
	got = look()
	if len(got.Infos) != 2 || len(got.Others) != 2 {
		t.Errorf("twins and temporary files: %+v", got)
	}
	newest, err := b.repository.Newest(t.Context(), "snap")
	if err != nil || time.Since(newest).Abs() > time.Minute {
		t.Errorf("newest %s, %v", newest, err)
	}
	if newest, err := b.repository.Newest(t.Context(), "nothing"); err != nil || !newest.IsZero() {
		t.Errorf("of nothing: %s, %v", newest, err)
	}
}

// withSample is a bucket whose snapshot snap_full has one file that a real frontend wrote, and the look at that snapshot.
func withSample(t *testing.T, line, pattern string) (*bucketOf, objectstore.Look) {
	t.Helper()
	files, err := filepath.Glob("../dorissim/testdata/conformance/" + line + "/samples/" + pattern)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	b := newBucket(t)
	b.put(root+"__ss_snap_full/"+filepath.Base(files[0]), string(content))
	look, err := b.repository.Look(t.Context(), "snap_full")
	if err != nil {
		t.Fatal(err)
	}
	return b, look
}

// Info files that real frontends wrote.
func TestInfoOfRealFrontends(t *testing.T) {
	versions := map[string]int{"3.0": 0, "4.1": 4} // that build of 3.0 has no number
	for line, major := range versions {
		b, look := withSample(t, line, "__info_*")
		if len(look.Infos) != 1 {
			t.Fatalf("%+v", look)
		}
		info, err := b.repository.Info(t.Context(), "snap_full", look.Infos[0])
		if err != nil {
			t.Fatal(err)
		}
		if info.Name != "snap_full" || !strings.HasPrefix(info.Database, "shop_") || info.Content != "ALL" || info.Major != major ||
			!slices.Equal(info.Views, []string{"v_orders"}) || len(info.Tables) != 2 || info.Tables[1].Name != "orders" ||
			!slices.Equal(info.Tables[1].Partitions, []string{"p1", "p2"}) {
			t.Errorf("%s: %+v", line, info)
		}
		// The info file's name is the second of its backup_time, in the zone of the frontend: UTC there.
		if got := info.BackupTime.Format("2006-01-02-15-04-05"); got != look.Infos[0].Timestamp {
			t.Errorf("%s: backup_time %s, timestamp %s", line, got, look.Infos[0].Timestamp)
		}
		files := slices.Sorted(info.Files())
		if len(files) != 10 || !strings.HasPrefix(files[0], "__ss_content/__db_") || strings.Count(files[0], "/") != 6 {
			t.Errorf("%s: %v", line, files)
		}
	}
}

func TestInfoThatCannotBeRead(t *testing.T) {
	b := newBucket(t)
	at := root + "__ss_snap/__info_2026-11-23-07-48-59."
	for name, test := range map[string]struct {
		key, content string
		want         objectstore.Kind
	}{
		"other checksum":      {at + sum("x"), `{"name":"snap","database":"shop"}`, objectstore.BadContent},
		"no JSON":             {at + sum("oops"), "oops", objectstore.BadContent},
		"nothing in it":       {at + sum("{}"), "{}", objectstore.BadContent},
		"gone":                {at + sum("gone"), "", objectstore.NoObject},
		"of another snapshot": {root + "__ss_other/__info_2026-11-23-07-48-59." + sum("x"), "x", objectstore.BadContent},
	} {
		if test.content != "" {
			b.put(test.key, test.content)
		}
		_, checksum, _ := strings.Cut(test.key, "59.")
		_, err := b.repository.Info(t.Context(), "snap", objectstore.InfoFile{Key: test.key, MD5: checksum})
		if objectstore.KindOf(err) != test.want {
			t.Errorf("%s: %v (%s), want %s", name, err, objectstore.KindOf(err), test.want)
		}
	}
}
