// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// A cluster whose storage and compute are decoupled (Options.Cloud) says so in version_comment and refuses backups. All of
// this follows DORIS.md "Decoupled storage" and is not recorded; what the jobs themselves do differently there is not modelled.

func (s *Server) cloud() bool { return s.options.Cloud && s.profile.CloudMode }

// versionComment is @@version_comment.
func (s *Server) versionComment() string {
	if s.cloud() {
		return s.profile.VersionComment + " (Cloud Mode)"
	}
	return s.profile.VersionComment
}

// refusedInCloud is the answer to a statement that such a cluster does not have, nil for the others.
func (s *Server) refusedInCloud(statement sql.Statement) error {
	if !s.cloud() {
		return nil
	}
	switch stmt := statement.(type) {
	case *sql.Backup:
		if s.profile.Nereids {
			return s.profile.Err(profile.Analysis, "denied")
		}
		return s.unsupported()
	case *sql.Restore:
		return s.restoreInCloud(stmt)
	case *sql.CancelJob, *sql.CreateRepository, *sql.DropRepository:
		if !s.profile.CloudRestore {
			return s.unsupported()
		}
	}
	return nil
}

func (s *Server) unsupported() error { return s.profile.Err(profile.Common, "Unsupported operation") }

// restoreInCloud: RESTORE is an experiment behind a switch, where there is one, and lacks some properties.
func (s *Server) restoreInCloud(stmt *sql.Restore) error {
	if !s.profile.CloudRestore {
		return s.unsupported()
	}
	if on, _ := s.lookConfig("experimental_enable_cloud_restore_job"); on != "true" {
		return s.profile.Err(profile.Common, "Restore is an experimental feature in cloud mode. "+
			"Set config `experimental_enable_cloud_restore_job` = `true` to enable.")
	}
	for _, key := range []string{"atomic_restore", "reserve_colocate", "force_replace"} {
		if value, ok := stmt.Properties.Get(key); ok && strings.EqualFold(value, "true") {
			return s.profile.Err(profile.Common, "not supported now.")
		}
	}
	return nil
}

// showStorageVaults is SHOW STORAGE VAULTS: only such clusters have any (recorded: properties_read).
func (s *Server) showStorageVaults() (*result.Result, error) {
	if !s.cloud() {
		return nil, s.profile.Err(profile.Analysis, "Storage Vault is only supported for cloud mode")
	}
	return result.Of("Name", "Id", "Properties", "IsDefault"), nil
}
