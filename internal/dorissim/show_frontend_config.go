// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// frontendConfig is one row of SHOW FRONTEND CONFIG.
type frontendConfig struct {
	key, value, kind    string
	mutable, masterOnly bool
	when                func(*profile.Profile) bool // nil: on every line
}

// frontendConfigs are the configs that matter to backups (ref 4.7; identity), in the order of SHOW FRONTEND CONFIG.
var frontendConfigs = []frontendConfig{
	{"backup_handler_update_interval_millis", "3000", "long", false, false, hasJobConfigs},
	{"backup_job_compressed_serialization", "false", "boolean", false, false, since("3.0")},
	{"backup_job_default_timeout_ms", "86400000", "int", true, true, nil},
	{"backup_plugin_path", "/tools/trans_file_tool/trans_files.sh", "String", false, false, nil},
	{"backup_restore_batch_task_num_per_rpc", "10000", "int", true, true, since("3.0")},
	{"backup_upload_snapshot_batch_size", "10", "int", true, true, hasJobConfigs},
	{"backup_upload_task_num_per_be", "3", "int", true, true, lacksJobConfigs},
	{"cloud_unique_id", "", "String", false, false, since("3.0")},
	{"deploy_mode", "", "String", false, false, since("3.0")},
	{"experimental_enable_cloud_restore_job", "false", "boolean", true, true, since("3.1")},
	{"force_olap_table_replication_allocation", "", "String", true, true, nil},
	{"ignore_backup_not_support_table_type", "false", "boolean", true, true, since("2.1")},
	{"ignore_backup_tmp_partitions", "false", "boolean", true, true, hasJobConfigs},
	{"label_regex_length", "128", "int", false, false, nil},
	{"max_backup_restore_job_num_per_db", "10", "int", true, true, nil},
	{"max_backup_tablets_per_job", "300000", "int", true, true, since("2.1")},
	{"restore_download_snapshot_batch_size", "10", "int", true, true, hasJobConfigs},
	{"restore_download_task_num_per_be", "3", "int", true, true, lacksJobConfigs},
	{"restore_job_compressed_serialization", "false", "boolean", false, false, since("3.0")},
	{"restore_reset_index_id", "false", "boolean", true, true, hasJobConfigs},
	{"restore_task_concurrency_per_be", "5000", "int", true, true, since("4.0")},
}

func hasJobConfigs(p *profile.Profile) bool   { return p.JobConfigs }
func lacksJobConfigs(p *profile.Profile) bool { return !p.JobConfigs }

func since(name string) func(*profile.Profile) bool {
	return func(p *profile.Profile) bool { return p.AtLeast(name) }
}

// lookConfig is the value of a config as it is now; false when the line does not have it.
func (s *Server) lookConfig(key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lookConfigLocked(key)
}

func (s *Server) lookConfigLocked(key string) (string, bool) {
	for _, c := range frontendConfigs {
		if c.key == key && (c.when == nil || c.when(s.profile)) {
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
		if c.when != nil && !c.when(s.profile) || stmt.HasLike && !like(c.key, stmt.Like) {
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
			return c.mutable && (c.when == nil || c.when(s.profile))
		}
	}
	return false
}
