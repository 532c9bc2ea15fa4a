// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
)

// TestSnapshotFiles compares the files of a snapshot with its manifest.
func TestSnapshotFiles(t *testing.T) {
	s := newDeleting(t)
	s.exec("BACKUP SNAPSHOT `shop`.`before_migration` TO `dr_main`")
	s.ended()
	config := obj{"repository": "dr_main", "name": "before_migration", "verify_files": true}
	var content string
	size := 0
	for _, key := range s.store.Objects("backups", shopFolder) {
		data, err := s.store.Get("backups", key)
		if err != nil {
			t.Fatal(err)
		}
		size += len(data)
		if strings.Contains(key, "/__ss_content/") {
			content = strings.TrimPrefix(key, shopFolder)
		}
	}
	whole := s.mustRead("doris_snapshot", config)
	wantAttributes(t, whole["files"], obj{"count": s.objectsLeft(), "size_bytes": size, "missing": []any{}})

	s.store.Delete("backups", shopFolder+content)
	damaged, diagnostics := s.readData("doris_snapshot", config)
	wantText(t, diagnostics, "warning: Files of the snapshot are missing (before_migration) | ", "1 is missing or damaged. files.missing names the first: "+content)
	wantAttributes(t, damaged["files"], obj{"count": s.objectsLeft(), "missing": []any{content}})

	wantAttributes(t, s.mustRead("doris_snapshot", obj{"repository": "dr_main", "name": "before_migration"}), obj{"files": nil})

	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	s.again()
	_, diagnostics = s.readData("doris_snapshot", config)
	wantText(t, diagnostics, `error at AttributeName("verify_files"): The storage refuses the keys of this machine | verify_files needs bucket "backups" of repository "dr_main"`)

	t.Setenv("AWS_SECRET_ACCESS_KEY", s.store.SecretKey())
	s.again()
	s.store.Delete("backups", shopFolder+"__info_")
	wantAttributes(t, s.mustRead("doris_snapshot", config), obj{"files": nil, "finished": false})
}

// again is the provider configured anew, as the next Terraform command does.
func (s *standIn) again() {
	s.t.Helper()
	wantText(s.t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
}
