// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// registerWith registers the repository of the tests anew, with properties as somebody wrote them by hand.
func registerWith(s *providertest.StandIn, properties string) {
	s.T.Helper()
	s.Exec("DROP REPOSITORY `dr_main`")
	s.Exec("CREATE REPOSITORY `dr_main` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(" + properties + ",\"use_path_style\"=\"true\")")
	again(s)
}

// The bucket is found where Doris finds it: a bare host without a scheme is plain http there (recorded: repository_bad, 4.1).
// Where Doris shows no endpoint, no other storage is asked instead.
func TestSnapshotFilesAtTheEndpointOfDoris(t *testing.T) {
	s := providertest.NewDeleting(t)
	s.Exec("BACKUP SNAPSHOT `shop`.`before_migration` TO `dr_main`")
	s.Ended()
	config := providertest.Obj{"repository": "dr_main", "name": "before_migration", "verify_files": true}
	host := strings.TrimPrefix(s.Store.Endpoint(), "http://")

	registerWith(s, fmt.Sprintf(`"s3.endpoint"="%s","s3.region"="us-east-1","s3.access_key"="%s","s3.secret_key"="%s"`, host, s.Store.AccessKey(), s.Store.SecretKey()))
	providertest.WantAttributes(t, s.MustRead("doris_snapshot", config)["files"], providertest.Obj{"count": s.ObjectsLeft(), "missing": []any{}})

	registerWith(s, fmt.Sprintf(`"AWS_ENDPOINT"="%s","AWS_REGION"="us-east-1","AWS_ACCESS_KEY"="%s","AWS_SECRET_KEY"="%s"`, s.Store.Endpoint(), s.Store.AccessKey(), s.Store.SecretKey()))
	_, diagnostics := s.ReadData("doris_snapshot", config)
	providertest.WantText(t, diagnostics, `error at AttributeName("verify_files"): The bucket cannot be reached from here`, "Doris does not show at which endpoint it lies.", "Set object_storage.endpoint of the provider")

	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "root", "object_storage": providertest.Obj{"endpoint": s.Store.Endpoint()}}))
	providertest.WantAttributes(t, s.MustRead("doris_snapshot", config)["files"], providertest.Obj{"count": s.ObjectsLeft(), "missing": []any{}})
}

// A repository whose name and location are in unicode, as 4.x takes them: backed up into, verified and deleted like any other.
func TestBackupInUnicode(t *testing.T) {
	s := providertest.NewDeleting(t)
	s.Exec(fmt.Sprintf("CREATE REPOSITORY `仓库` WITH S3 ON LOCATION \"s3://backups/备份\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		s.Store.Endpoint(), s.Store.AccessKey(), s.Store.SecretKey()))
	const folder = "备份/__palo_repository_仓库/__ss_before_migration/"
	x := s.Thing("doris_backup")
	providertest.WantSummaries(t, x.Apply(t.Context(), providertest.With(providertest.DeletedBackup, providertest.Obj{"repository": "仓库"})))
	files := len(s.Store.Objects("backups", folder))
	providertest.WantAttributes(t, s.MustRead("doris_snapshot", providertest.Obj{"repository": "仓库", "name": "before_migration", "verify_files": true})["files"], providertest.Obj{"count": files, "missing": []any{}})
	x.Again()
	_, result := x.Plan(nil)
	providertest.WantSummaries(t, result.Diags, providertest.Goes)
	providertest.WantSummaries(t, x.Apply(t.Context(), nil))
	if left := s.Store.Objects("backups", folder); files == 0 || len(left) != 0 {
		t.Errorf("of %d files %q are left", files, left)
	}
}
