// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// frontendConfig is one row of SHOW FRONTEND CONFIG.
type frontendConfig struct {
	key, value, kind    string
	mutable, masterOnly bool
}

// frontendConfigs are the configs that matter to backups (DORIS.md "Settings of frontends"; identity), in the order of SHOW FRONTEND CONFIG.
var frontendConfigs = []frontendConfig{
	{"backup_handler_update_interval_millis", "3000", "long", false, false},
	{"backup_job_compressed_serialization", "false", "boolean", false, false},
	{"backup_job_default_timeout_ms", "86400000", "int", true, true},
	{"backup_plugin_path", "/tools/trans_file_tool/trans_files.sh", "String", false, false},
	{"backup_restore_batch_task_num_per_rpc", "10000", "int", true, true},
	{"backup_upload_snapshot_batch_size", "10", "int", true, true},
	{"backup_upload_task_num_per_be", "3", "int", true, true},
	{"cloud_unique_id", "", "String", false, false},
	{"deploy_mode", "", "String", false, false},
	{"experimental_enable_cloud_restore_job", "false", "boolean", true, true},
	{"force_olap_table_replication_allocation", "", "String", true, true},
	{"ignore_backup_not_support_table_type", "false", "boolean", true, true},
	{"ignore_backup_tmp_partitions", "false", "boolean", true, true},
	{"label_regex_length", "128", "int", false, false},
	{"max_backup_restore_job_num_per_db", "10", "int", true, true},
	{"max_backup_tablets_per_job", "300000", "int", true, true},
	{"restore_download_snapshot_batch_size", "10", "int", true, true},
	{"restore_download_task_num_per_be", "3", "int", true, true},
	{"restore_job_compressed_serialization", "false", "boolean", false, false},
	{"restore_reset_index_id", "false", "boolean", true, true},
	{"restore_task_concurrency_per_be", "5000", "int", true, true},
}

// hasConfig says whether the line has a config.
func (s *Server) hasConfig(c frontendConfig) bool { return slices.Contains(s.profile.Configs, c.key) }

// lookConfig is the value of a config as it is now; false when the line does not have it.
func (s *Server) lookConfig(key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lookConfigLocked(key)
}

func (s *Server) lookConfigLocked(key string) (string, bool) {
	for _, c := range frontendConfigs {
		if c.key == key && s.hasConfig(c) {
			if value, ok := s.configs[key]; ok {
				return value, true
			}
			return c.value, true
		}
	}
	return "", false
}

// showFrontendConfig is [ADMIN] SHOW FRONTEND CONFIG [LIKE …].
func (s *Server) showFrontendConfig(stmt *sql.Show) *result.Result {
	r := result.Of("Key", "Value", "Type", "IsMutable", "MasterOnly", "Comment")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range frontendConfigs {
		if !s.hasConfig(c) || stmt.HasLike && !like(c.key, stmt.Like) {
			continue
		}
		value, _ := s.lookConfigLocked(c.key)
		r.Add(c.key, value, c.kind, c.mutable, c.masterOnly, "")
	}
	return r
}

// setConfig is ADMIN SET FRONTEND CONFIG. What it sets is lost at the next restart.
func (s *Server) setConfig(stmt *sql.AdminSetConfig) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, property := range stmt.Properties {
		if !s.isMutable(property.Key) {
			return s.profile.Err(profile.Common, "Config '%s' does not exist or is not mutable", property.Key)
		}
		s.configs[property.Key] = property.Value
	}
	return nil
}

func (s *Server) isMutable(key string) bool {
	for _, c := range frontendConfigs {
		if c.key == key {
			return c.mutable && s.hasConfig(c)
		}
	}
	return false
}
