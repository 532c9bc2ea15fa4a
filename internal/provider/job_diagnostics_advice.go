// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// backupAdvices are what to do when Doris refuses or cancels a backup for the sake of what it was to hold, by Doris's own
// words (reference 4.5, 5.1, 7.3).
var backupAdvices = []struct{ words, advice string }{
	{"with temp partitions", "Put the temporary partitions in the place of formal ones, drop them, or leave the table out with exclude_tables; or have Doris leave temporary partitions out of every backup, where it has this setting: " + setConfig("ignore_backup_tmp_partitions", "true") + " Then apply again."},
	{"is not a OLAP table", "Leave the table out with exclude_tables; or have Doris leave tables of other engines out of every backup: " + setConfig(ignoreOtherTypes, "true") + " Then apply again."},
	{"is a temporary table", "It is all that the selection takes: create a table or a view that is not temporary, and apply again."},
	{"cooldowned remote data", "Data of a table was moved to remote storage by its storage policy, and Doris cannot back that up: leave the table out with exclude_tables, or take its hot partitions only, with partitions; then apply again."},
	{"[NOT_FOUND, msg: table ", "It was dropped between the submission and the beginning of the job, a few seconds: apply again, and leave tables that come and go out with exclude_tables."},
	{"[NOT_FOUND, msg: partition ", "It was dropped between the submission and the beginning of the job, a few seconds: apply again."},
	{"table will be dropped or truncated", "A table was dropped, truncated or altered while it was backed up: apply again."},
	{"version already merged", "A compaction merged the rows of a tablet before they were copied: apply again, at a time with fewer loads."},
	{"failed to choose replica", "No replica of a tablet holds all its rows: look at SHOW BACKENDS; and at SHOW PROC '/cluster_health/tablet_health'; repair what is damaged, or leave the table out with exclude_tables; then apply again."},
	{"[TIMEOUT,", "It was older than Doris's own limit for jobs (column Timeout of SHOW BACKUP): raise job_timeout, where this Doris takes it, or as an administrator run: " + setConfig("backup_job_default_timeout_ms", "172800000") + " Then apply again."},
	{tabletLimit, "Split the backup by tables or partitions, or raise the limit with " + setConfig(tabletLimit, "...") + " then apply again."},
}

// backupAdvice is "" where Doris's words say nothing that is known, and for restores.
func backupAdvice(e *job.Error) string {
	if e.Kind != "backup" {
		return ""
	}
	for _, known := range backupAdvices {
		if strings.Contains(words(e), known.words) {
			return known.advice
		}
	}
	return ""
}

// addRunError reports why a backup or a restore failed. A job that waits for a backend that is down has no message at all:
// then the list of backends, which needs no right on 4.1 and ADMIN or OPERATOR on 3.0, tells it.
func (in *instance) addRunError(ctx context.Context, diags *diag.Diagnostics, err error) {
	failure, ok := errors.AsType[*job.Error](err)
	if ok && failure.Code == job.CodeDeadline && !failure.Cancelled && words(failure) == "" {
		explained := *failure
		backends, _ := in.client.Backends(ctx)
		for _, backend := range backends {
			if !backend.Alive {
				explained.Down = append(explained.Down, backend.Host)
			}
		}
		err = &explained
	}
	in.addJobError(diags, err)
}

// noJobsText: Doris would answer OK and forget the job at once.
func noJobsText(e *job.Error, _ *instance) jobText {
	return jobText{
		summary:  "This cluster runs no backups and restores",
		happened: subject(e) + " cannot run: max_backup_restore_job_num_per_db is 0 in this cluster, and then Doris takes every job and runs none. Nothing was submitted.",
		next:     "As an administrator run: " + setConfig("max_backup_restore_job_num_per_db", "10") + " Then apply again.",
	}
}

// setConfig is the statement that changes a setting of the frontends until their next restart.
func setConfig(name, value string) string {
	return fmt.Sprintf("ADMIN SET FRONTEND CONFIG (%q = %q);", name, value)
}
