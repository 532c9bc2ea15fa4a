// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// Every text of DORIS.md "What a restore finds", and those of other reasons for which Doris cancels a restore, with what helps.
func TestRestoreAdvice(t *testing.T) {
	const nothingKnown = "A cancelled restore changes nothing and uses nothing up: correct the cause and apply again."
	for status, want := range map[string]string{
		"[COMMON_ERROR, msg: Table customers already exist but with different schema]":                                                                                             "set atomic_restore and force_replace",
		"[COMMON_ERROR, msg: View v_orders already exist but with different schema]":                                                                                               `Drop view "v_orders"`,
		"[COMMON_ERROR, msg: Table's partition type is different]":                                                                                                                 "set atomic_restore and force_replace",
		"[COMMON_ERROR, msg: Partition p1 in table orders has different partition item with partition in repository]":                                                              "divides its partitions otherwise",
		"[COMMON_ERROR, msg: Partition p1 in table orders has conflict partition item with existing items]":                                                                        "divides its partitions otherwise",
		"[COMMON_ERROR, msg: Partition p1 in table orders has different replication num '3' with partition in repository, which is 1]":                                             "Set replication_num = 3,",
		"[COMMON_ERROR, msg: Table orders's state is not NORMAL: SCHEMA_CHANGE]":                                                                                                   "Another operation holds the table",
		"[COMMON_ERROR, msg: Table orders's has unfinished load job]":                                                                                                              "wait for their end, or set atomic_restore",
		"[COMMON_ERROR, msg: Do not support restoring table with temp partitions]":                                                                                                 "DROP TEMPORARY PARTITION",
		"[COMMON_ERROR, msg: Only support restore OLAP table: orders]":                                                                                                             "of another kind",
		"[COMMON_ERROR, msg: Only support retore OLAP table: orders]":                                                                                                              "of another kind",
		"[COMMON_ERROR, msg: The local table v with the same name but a different type of backup meta.]":                                                                           "of another kind",
		"[COMMON_ERROR, msg: The type of local table should be same as type of remote table: orders]":                                                                              "of another kind",
		"[COMMON_ERROR, msg: Not support to restore to local table orders with colocate group.]":                                                                                   "take that out of its group",
		"[COMMON_ERROR, msg: Restore table colo with colocate group g1 failed: errCode = 2, detailMessage = Colocate tables must have same bucket num: 1]":                         "The colocate group of colo is in the database already",
		"[COMMON_ERROR, msg: No partition exist in single partitioned table orders]":                                                                                               "created under another name",
		"[COMMON_ERROR, msg: errCode = 2, detailMessage = replication num should be less than the number of available backends. replication num is 3, available backend num is 1]": "Set replication_num = 1, because",
		"[COMMON_ERROR, msg: Failed to find enough backend, please check the replication num,replication tag and storage medium]":                                                  "Set replication_num = 2, because",
		"[COMMON_ERROR, msg: Failed to create replicas for restore. unfinished marks: ]":                                                                                           "Look at the backends",
		"[COMMON_ERROR, msg: Expected one file with path: s3://b/__meta. get: 2]":                                                                                                  "Choose another snapshot",
		"[COMMON_ERROR, msg: cloud mode don't allow restore on a exising partition now.]":                                                                                          "restore into a new database", //nolint:misspell // as Doris writes it
		"[COMMON_ERROR, msg: disk /data on backend 10002 exceed limit usage]":                                                                                                      "A disk of a backend is too full",
		"[COMMON_ERROR, msg: Table orders already exist in db: stage]":                                                                                                             "created while the restore ran",
		"[COMMON_ERROR, msg: Failed create backup meta from file: /doris/meta_1, msg: x]":                                                                                          "cannot read the snapshot's meta file",
		"[BAD_FILE, msg: md5sum does not equal. local: a, remote: b]":                                                                                                              "cannot read the snapshot's meta file",
		"[NOT_FOUND, msg: table 10042 has been dropped]":                                                                                                                           "Somebody dropped it",
		"[NOT_FOUND, msg: database 10001 does not exist]":                                                                                                                          "Somebody dropped it",
		"[TIMEOUT, msg: restore job with label: before_migration  timeout.]":                                                                                                       "Raise job_timeout",
		"[COMMON_ERROR, msg: user cancelled, current state: DOWNLOADING]":                                                                                                          "Somebody cancelled it",
		"[COMMON_ERROR, msg: something new]":                                                                                                                                       nothingKnown,
		"[OK]":                                                                                                                                                                     nothingKnown,
		"":                                                                                                                                                                         nothingKnown,
	} {
		got := explain.RestoreAdvice(providertest.RestoreError(job.CodeCancelled, func(e *job.Error) { e.Doris, e.Detail = status, job.Replicas{Fit: 2} }))
		if !strings.Contains(got, want) {
			t.Errorf("%s\ngot  %s\nwant %s", status, got, want)
		}
		if !strings.Contains(got, "pply again") && !strings.Contains(got, "Choose another") || strings.Contains(got, "$1") {
			t.Errorf("%s: %s", status, got)
		}
	}
	unknown := explain.RestoreAdvice(providertest.RestoreError(job.CodeCancelled, func(e *job.Error) { e.Doris = "Failed to find enough backend" }))
	if !strings.Contains(unknown, "such as replication_num = 1") {
		t.Error(unknown)
	}
}

// What RESTORE refuses at once, as an apply shows it: a plan could not look, or Doris misreports its version.
func TestRestoreRefused(t *testing.T) {
	for name, c := range map[string]struct{ answer, attribute, summary, next string }{
		"an argument":   {"Unknown restore job properties: [force_replace]", "force_replace", "This Doris does not have the argument", "Remove force_replace, or upgrade"},
		"two arguments": {"Unknown restore job properties: [clean_tables, clean_partitions]", "clean_tables", "This Doris does not have the argument", "Remove clean_tables and clean_partitions, or"},
		"the timeout":   {"Unknown restore job properties: [timeout]", "job_timeout", "This Doris does not have the argument", "Remove job_timeout, or"},
		"a property":    {"Unknown restore job properties: [foo]", "properties", "This Doris does not have the property", `Remove "foo" from properties, or`},
		"a boolean":     {"Invalid boolean property allow_load value: maybe", "properties", "A property of RESTORE is not valid", "Correct the property"},
		"a number":      {"Invalid meta version format: x", "properties", "A property of RESTORE is not valid", "Correct the property"},
		"cloud":         {"not supported now.", "", "Not in a storage-compute decoupled cluster", "Remove atomic_restore"},
		"cloud 3.0":     {"Unsupported operation", "", "This cluster cannot restore", "upgrade to 3.1"},
		"cloud, off": {
			"Restore is an experimental feature in cloud mode. Set config `experimental_enable_cloud_restore_job` = `true` to enable.", "",
			"Restores are switched off in this cluster", "ADMIN SET FRONTEND CONFIG",
		},
		"a vault": {"USAGE denied to user 'tf'@'%' for storage vault 'v1'", "storage_vault_name", "The Doris user lacks a privilege", "GRANT USAGE_PRIV ON STORAGE VAULT"},
		"a tag": {
			"Failed to find enough backend, please check the replication num,replication tag", "replication_allocation", "There are not enough backends", "such as replication_num = 1",
		},
		"something new": {"Something else", "", "Doris refused a statement", ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := &instance.Instance{Settings: instance.Settings{Username: "tf"}}
			text := in.Explain().JobError(providertest.RestoreError(job.CodeDoris, func(e *job.Error) {
				e.Cause = &doris.Error{Message: c.answer, Statement: "RESTORE SNAPSHOT stage.monday", Endpoint: "fe1:9030"}
			}))
			if text.Attribute != c.attribute || text.Summary != c.summary || !strings.Contains(text.Detail(), c.next) || !strings.Contains(text.Detail(), c.answer) {
				t.Errorf("at %q: %s\n%s", text.Attribute, text.Summary, text.Detail())
			}
		})
	}
}
