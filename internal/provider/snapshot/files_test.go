// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestSnapshotFiles compares the files of a snapshot with its manifest.
func TestSnapshotFiles(t *testing.T) {
	s := providertest.NewDeleting(t)
	s.Exec("BACKUP SNAPSHOT `shop`.`before_migration` TO `dr_main`")
	s.Ended()
	config := providertest.Obj{"repository": "dr_main", "name": "before_migration", "verify_files": true}
	var content string
	size := 0
	for _, key := range s.Store.Objects("backups", providertest.ShopFolder) {
		data, err := s.Store.Get("backups", key)
		if err != nil {
			t.Fatal(err)
		}
		size += len(data)
		if strings.Contains(key, "/__ss_content/") {
			content = strings.TrimPrefix(key, providertest.ShopFolder)
		}
	}
	whole := s.MustRead("doris_snapshot", config)
	providertest.WantAttributes(t, whole["files"], providertest.Obj{"count": s.ObjectsLeft(), "size_bytes": size, "missing": []any{}})

	s.Store.Delete("backups", providertest.ShopFolder+content)
	damaged, diagnostics := s.ReadData("doris_snapshot", config)
	providertest.WantText(t, diagnostics, "warning: Files of the snapshot are missing (before_migration) | ", "1 is missing or damaged. files.missing names the first: "+content)
	providertest.WantAttributes(t, damaged["files"], providertest.Obj{"count": s.ObjectsLeft(), "missing": []any{content}})

	providertest.WantAttributes(t, s.MustRead("doris_snapshot", providertest.Obj{"repository": "dr_main", "name": "before_migration"}), providertest.Obj{"files": nil})

	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	again(s)
	_, diagnostics = s.ReadData("doris_snapshot", config)
	providertest.WantText(t, diagnostics, `error at AttributeName("verify_files"): The storage refuses the keys of this machine | verify_files needs bucket "backups" of repository "dr_main"`)

	t.Setenv("AWS_SECRET_ACCESS_KEY", s.Store.SecretKey())
	again(s)
	s.Store.Delete("backups", providertest.ShopFolder+"__info_")
	providertest.WantAttributes(t, s.MustRead("doris_snapshot", config), providertest.Obj{"files": nil, "finished": false})
}

// again is the provider configured anew, as the next Terraform command does.
func again(s *providertest.StandIn) {
	s.T.Helper()
	providertest.WantText(s.T, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
}
