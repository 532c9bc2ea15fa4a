// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
)

// registerWith registers the repository of the tests anew, with properties as somebody wrote them by hand.
func (s *standIn) registerWith(properties string) {
	s.t.Helper()
	s.exec("DROP REPOSITORY `dr_main`")
	s.exec("CREATE REPOSITORY `dr_main` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(" + properties + ",\"use_path_style\"=\"true\")")
	s.again()
}

// The bucket is found where Doris finds it: a bare host without a scheme is plain http there (recorded: repository_bad, 4.1).
// Where Doris shows no endpoint, no other storage is asked instead.
func TestSnapshotFilesAtTheEndpointOfDoris(t *testing.T) {
	s := newDeleting(t)
	s.exec("BACKUP SNAPSHOT `shop`.`before_migration` TO `dr_main`")
	s.ended()
	config := obj{"repository": "dr_main", "name": "before_migration", "verify_files": true}
	host := strings.TrimPrefix(s.store.Endpoint(), "http://")

	s.registerWith(fmt.Sprintf(`"s3.endpoint"="%s","s3.region"="us-east-1","s3.access_key"="%s","s3.secret_key"="%s"`, host, s.store.AccessKey(), s.store.SecretKey()))
	wantAttributes(t, s.mustRead("doris_snapshot", config)["files"], obj{"count": s.objectsLeft(), "missing": []any{}})

	s.registerWith(fmt.Sprintf(`"AWS_ENDPOINT"="%s","AWS_REGION"="us-east-1","AWS_ACCESS_KEY"="%s","AWS_SECRET_KEY"="%s"`, s.store.Endpoint(), s.store.AccessKey(), s.store.SecretKey()))
	_, diagnostics := s.readData("doris_snapshot", config)
	wantText(t, diagnostics, `error at AttributeName("verify_files"): The bucket cannot be reached from here`, "Doris does not show at which endpoint it lies.", "Set object_storage.endpoint of the provider")

	wantText(t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": "root", "object_storage": obj{"endpoint": s.store.Endpoint()}}))
	wantAttributes(t, s.mustRead("doris_snapshot", config)["files"], obj{"count": s.objectsLeft(), "missing": []any{}})
}

// A repository whose name and location are in unicode, as 4.x takes them: backed up into, verified and deleted like any other.
func TestBackupInUnicode(t *testing.T) {
	s := newDeleting(t)
	s.exec(fmt.Sprintf("CREATE REPOSITORY `仓库` WITH S3 ON LOCATION \"s3://backups/备份\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		s.store.Endpoint(), s.store.AccessKey(), s.store.SecretKey()))
	const folder = "备份/__palo_repository_仓库/__ss_before_migration/"
	x := s.thing("doris_backup")
	wantSummaries(t, x.apply(t.Context(), with(deletedBackup, obj{"repository": "仓库"})))
	files := len(s.store.Objects("backups", folder))
	wantAttributes(t, s.mustRead("doris_snapshot", obj{"repository": "仓库", "name": "before_migration", "verify_files": true})["files"], obj{"count": files, "missing": []any{}})
	x.again()
	_, result := x.plan(nil)
	wantSummaries(t, result.diags, goes)
	wantSummaries(t, x.apply(t.Context(), nil))
	if left := s.store.Objects("backups", folder); files == 0 || len(left) != 0 {
		t.Errorf("of %d files %q are left", files, left)
	}
}
