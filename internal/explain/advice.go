// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// IgnoreOtherTypes makes BACKUP leave out what it cannot hold instead of refusing all (DORIS.md "Settings of frontends", "What a backup holds").
const IgnoreOtherTypes = "ignore_backup_not_support_table_type"

// TabletLimit is the setting that bounds the tablets of a backup; older releases have none (DORIS.md "How jobs fail", "Settings of frontends").
const TabletLimit = "max_backup_tablets_per_job"

// backupAdvices are what to do when Doris refuses or cancels a backup for the sake of what it was to hold, by Doris's own
// words (DORIS.md "How jobs fail", "What a backup holds", "Decoupled storage").
var backupAdvices = []struct{ words, advice string }{
	{"with temp partitions", "Put the temporary partitions in the place of formal ones, drop them, or leave the table out with exclude_tables; or have Doris leave temporary partitions out of every backup, where it has this setting: " + SetConfig("ignore_backup_tmp_partitions", "true") + " Then apply again."},
	{"is not a OLAP table", "Leave the table out with exclude_tables; or have Doris leave tables of other engines out of every backup: " + SetConfig(IgnoreOtherTypes, "true") + " Then apply again."},
	{"is a temporary table", "It is all that the selection takes: create a table or a view that is not temporary, and apply again."},
	{"cooldowned remote data", "Data of a table was moved to remote storage by its storage policy, and Doris cannot back that up: leave the table out with exclude_tables, or take its hot partitions only, with partitions; then apply again."},
	{"[NOT_FOUND, msg: table ", "It was dropped between the submission and the beginning of the job, a few seconds: apply again, and leave tables that come and go out with exclude_tables."},
	{"[NOT_FOUND, msg: partition ", "It was dropped between the submission and the beginning of the job, a few seconds: apply again."},
	{"table will be dropped or truncated", "A table was dropped, truncated or altered while it was backed up: apply again."},
	{"version already merged", "A compaction merged the rows of a tablet before they were copied: apply again, at a time with fewer loads."},
	{"failed to choose replica", "No replica of a tablet holds all its rows: look at SHOW BACKENDS; and at SHOW PROC '/cluster_health/tablet_health'; repair what is damaged, or leave the table out with exclude_tables; then apply again."},
	{"[TIMEOUT,", "It was older than Doris's own limit for jobs (column Timeout of SHOW BACKUP): raise job_timeout, where this Doris takes it, or as an administrator run: " + SetConfig("backup_job_default_timeout_ms", "172800000") + " Then apply again."},
	{TabletLimit, "Split the backup by tables or partitions, or raise the limit with " + SetConfig(TabletLimit, "...") + " then apply again."},
}

// backupAdvice is "" where Doris's words say nothing that is known, and for restores.
func backupAdvice(e *job.Error) string {
	if e.Kind != "backup" {
		return ""
	}
	for _, known := range backupAdvices {
		if strings.Contains(DorisWords(e), known.words) {
			return known.advice
		}
	}
	return ""
}

// noJobsText: Doris would answer OK and forget the job at once.
func noJobsText(e *job.Error, _ Provider) Text {
	return Text{
		Summary:  "This cluster runs no backups and restores",
		Happened: subject(e) + " cannot run: max_backup_restore_job_num_per_db is 0 in this cluster, and then Doris takes every job and runs none. Nothing was submitted.",
		Next:     "As an administrator run: " + SetConfig("max_backup_restore_job_num_per_db", "10") + " Then apply again.",
	}
}

// SetConfig is the statement that changes a setting of the frontends until their next restart.
func SetConfig(name, value string) string {
	return fmt.Sprintf("ADMIN SET FRONTEND CONFIG (%q = %q);", name, value)
}
