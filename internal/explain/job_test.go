// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// backupError and RestoreError are jobs to fail; change sets what the code adds.
func backupError(code job.Code, change func(*job.Error)) *job.Error {
	e := &job.Error{Code: code, Kind: "backup", Database: "shop", Repository: "dr_main", Label: "before_migration", NameFixed: true}
	if change != nil {
		change(e)
	}
	return e
}

// deletionError is why the files of that backup were not deleted; storageCause what the bucket answered.
func deletionError(code job.Code, change func(*job.Error)) *job.Error {
	e := backupError(code, change)
	e.Purpose = job.ToDelete
	return e
}

func storageCause(kind objectstore.Kind, code, message string) func(*job.Error) {
	return func(e *job.Error) {
		answer := &objectstore.Error{Kind: kind, Operation: "delete", Bucket: "acme-doris", Code: code, Message: message}
		if kind == objectstore.Denied || kind == objectstore.Locked {
			answer.Key, answer.Keys = "prod/__palo_repository_dr_main/__ss_before_migration/__info_2026-09-11-01-15-02.00000000000000000000000000000000", 1
		}
		e.Cause = answer
	}
}

var stuckJob = &job.Holder{Kind: "backup", Database: "ods", Label: "nightly", State: "PENDING", JobID: "20991", Since: providertest.Taken}

var jobErrorCases = map[string]error{
	"repository_missing": backupError(job.CodeRepository, func(e *job.Error) {
		e.Cause = &doris.Error{Kind: doris.KindRepositoryMissing, Message: "Repository dr_main does not exist"}
	}),
	"repository_read_only": backupError(job.CodeRepository, func(e *job.Error) {
		e.Cause = &doris.Error{Kind: doris.KindRepositoryReadOnly, Message: "Repository dr_main is read only"}
	}),
	"repository_unreadable": providertest.RestoreError(job.CodeRepository, func(e *job.Error) {
		e.Cause = &doris.Error{Kind: doris.KindRepositoryUnreadable, Message: "Failed to list snapshot in repo: 403 Forbidden"}
	}),
	"repository_denied": backupError(job.CodeRepository, func(e *job.Error) {
		e.Cause = &doris.Error{
			Kind: doris.KindAccessDenied, Statement: "SHOW SNAPSHOT",
			Message: "Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation",
		}
	}),
	"repository_login": backupError(job.CodeRepository, func(e *job.Error) {
		e.Cause = &doris.Error{
			Kind: doris.KindAccessDenied, Code: 1045, Statement: "SHOW SNAPSHOT", Endpoint: "fe1:9030",
			Message: "Access denied for user 'tf_backup@10.0.0.7' (using password: YES)",
		}
	}),
	"duplicate_backup":  backupError(job.CodeDuplicate, nil),
	"duplicate_restore": providertest.RestoreError(job.CodeDuplicate, nil),
	"empty":             backupError(job.CodeEmpty, nil),
	"empty_views":       backupError(job.CodeEmpty, func(e *job.Error) { e.Detail = job.NotBackedUp{"mv_daily", "mv_weekly"} }),
	"empty_cancelled": backupError(job.CodeEmpty, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris = "17352", "PENDING", "[NOT_FOUND, msg: no valid tables found for backup]"
	}),
	"exists": backupError(job.CodeExists, func(e *job.Error) { e.Detail = job.AnotherSnapshot{Database: "shop", TakenAt: providertest.Taken} }),
	"exists_other_objects": backupError(job.CodeExists, func(e *job.Error) {
		e.Detail = job.AnotherSnapshot{Database: "ods", TakenAt: providertest.Taken, Wanted: []string{"orders"}, Held: []string{"clicks", "visits"}}
	}),
	"exists_other_content": backupError(job.CodeExists, func(e *job.Error) {
		e.Detail = job.AnotherSnapshot{Database: "shop", TakenAt: providertest.Taken, Content: "all"}
	}),
	"other_partitions": backupError(job.CodeOther, func(e *job.Error) {
		e.Detail = job.AnotherSnapshot{Database: "shop", TakenAt: providertest.Taken, Wanted: []string{"*"}, Held: []string{"orders (p2025)"}}
	}),
	"tables_renamed": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.Detail = job.TablesInTheWay{Names: []string{"orders_old"}, Of: 1, Renamed: map[string]string{"orders_old": "orders"}}
	}),
	"tables_one_by_one": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.Detail = job.TablesInTheWay{Names: []string{"fact_orders", "dim_user"}, Of: 41, OneByOne: true}
	}),
	"rename": providertest.RestoreError(job.CodeRename, func(e *job.Error) {
		e.Detail = job.TablesInTheWay{Of: 3, Renamed: map[string]string{"Orders": "orders", "customers": "customers"}}
	}),
	"exists_cancelled": backupError(job.CodeExists, func(e *job.Error) {
		e.LastState, e.JobID, e.Detail = "CANCELLED", "17352", job.AnotherSnapshot{TakenAt: providertest.Taken}
	}),
	"exists_running": backupError(job.CodeExists, func(e *job.Error) {
		e.LastState, e.JobID, e.Detail = "UPLOADING", "17352", job.AnotherSnapshot{TakenAt: providertest.Taken}
	}),
	"other_objects": backupError(job.CodeOther, func(e *job.Error) {
		e.Detail = job.AnotherSnapshot{Database: "shop", TakenAt: providertest.Taken, Wanted: []string{"orders"}, Held: []string{"customers"}}
	}),
	"used_up":          backupError(job.CodeUsedUp, nil),
	"used_up_replaced": backupError(job.CodeUsedUp, func(e *job.Error) { e.UsedUp, e.Detail = true, job.AnotherSnapshot{TakenAt: providertest.Taken} }),
	"twice_backup": backupError(job.CodeTwice, func(e *job.Error) {
		e.Doris = "Expected one file with path: s3://acme-doris/prod/__ss_x/__meta. get: 2"
	}),
	"twice_generated": backupError(job.CodeTwice, func(e *job.Error) {
		e.NameFixed, e.Detail = false, job.Twins{{Timestamp: "shop at 01:15:02"}, {Timestamp: "ods at 01:15:04"}}
	}),
	"twice_restore": providertest.RestoreError(job.CodeTwice, nil),
	"shared":        backupError(job.CodeShared, func(e *job.Error) { e.Detail = job.AnotherSnapshot{Database: "ods", TakenAt: providertest.Taken} }),
	"vanished":      backupError(job.CodeVanished, func(e *job.Error) { e.JobID = "17352" }),
	"incomplete": backupError(job.CodeIncomplete, func(e *job.Error) {
		e.UsedUp, e.Detail = true, job.MissingObjects{Names: []string{"tmp_a", "tmp_b"}}
	}),
	"incomplete_partitions": backupError(job.CodeIncomplete, func(e *job.Error) {
		e.UsedUp, e.Detail = true, job.MissingObjects{Names: []string{"orders.p202609", "tmp_b"}, Partitions: []string{"orders.p202609"}}
	}),
	"no_snapshot": providertest.RestoreError(job.CodeNoSnapshot, func(e *job.Error) { e.Doris = "ERROR: No info file found" }),
	"no_snapshot_near": providertest.RestoreError(job.CodeNoSnapshot, func(e *job.Error) {
		e.Detail = job.NearNames{"before_migration_2", "before_migrations"}
	}),
	"other_timestamp":     providertest.RestoreError(job.CodeNoSnapshot, func(e *job.Error) { e.Doris, e.Detail = "OK", job.NearNames{"2026-09-11-01-15-02"} }),
	"no_database_restore": providertest.RestoreError(job.CodeNoDatabase, nil),
	"no_database_backup":  backupError(job.CodeNoDatabase, func(e *job.Error) { e.Doris = "Unknown database 'shop'" }),
	"tables": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.Detail = job.TablesInTheWay{Names: []string{"fact_orders", "dim_user"}, Of: 41}
	}),
	"tables_all": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.FinishedAt, e.Detail = providertest.Finished, job.TablesInTheWay{Names: []string{"fact_orders"}, Of: 1}
	}),
	"tables_hidden": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.Detail = job.TablesInTheWay{Names: []string{"customers", "orders"}, Of: 2, Hidden: true}
	}),
	"tables_cancelled": providertest.RestoreError(job.CodeTables, func(e *job.Error) {
		e.LastState, e.Detail = "CANCELLED", job.TablesInTheWay{Names: []string{"orders"}, Of: 2}
		e.FinishedAt = time.Date(2026, 9, 12, 9, 0, 0, 0, time.UTC)
	}),
	"partly": providertest.RestoreError(job.CodePartly, func(e *job.Error) {
		e.JobID, e.FinishedAt, e.Detail = "20811", providertest.Finished, job.MissingObjects{Names: []string{"dim_user"}}
	}),
	"partly_import":      providertest.RestoreError(job.CodePartly, func(e *job.Error) { e.Detail = job.MissingObjects{Names: []string{"dim_user"}, Of: 3} }),
	"no_snapshot_import": backupError(job.CodeNoSnapshot, nil),
	"history":            providertest.RestoreError(job.CodeHistory, nil),
	"cancelled_used_up": backupError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris, e.UsedUp = "17352", "UPLOADING", "[COMMON_ERROR, msg: user cancelled]", true
	}),
	"repository_unproven": backupError(job.CodeRepository, func(e *job.Error) {
		e.JobID, e.LastState, e.Submitted = "17352", "FINISHED", true
		e.Cause = &doris.Error{Kind: doris.KindRepositoryUnreadable, Message: "Failed to get info: errors while get file status Forbidden (Status Code: 403)"}
	}),
	"cancelled_timeout": backupError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris, e.UsedUp = "17352", "UPLOADING", "[TIMEOUT, msg: ]", true
	}),
	"cancelled_table": backupError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris = "17352", "PENDING", "[NOT_FOUND, msg: table customers does not exist]"
	}),
	"cancelled_replica": backupError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState = "17352", "PENDING"
		e.Doris = "[COMMON_ERROR, msg: failed to choose replica to make snapshot for tablet 10031. visible version: 2]"
	}),
	"cancelled_gone": backupError(job.CodeCancelled, func(e *job.Error) { e.Detail = job.Vanished{} }),
	"cancelled_no_database": backupError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.UsedUp = "17352", "SNAPSHOTING", true
		e.Cause = &doris.Error{Kind: doris.KindUnknownDatabase, Message: "Unknown database 'shop'"}
	}),
	"cancelled_no_database_restore": providertest.RestoreError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState = "20811", "DOWNLOADING"
		e.Cause = &doris.Error{Kind: doris.KindUnknownDatabase, Message: "Unknown database 'shop_stage'"}
	}),
	"no_jobs": backupError(job.CodeNoJobs, nil),
	"cancelled_free": backupError(job.CodeCancelled, func(e *job.Error) {
		e.LastState, e.Doris = "PENDING", "[NOT_FOUND, msg: no valid tables found for backup]"
	}),
	"cancelled_reason": backupError(job.CodeCancelled, func(e *job.Error) { e.JobID, e.LastState, e.Doris, e.UsedUp = "17352", "UPLOADING", "[OK]", true }),
	"cancelled_restore": providertest.RestoreError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris = "20811", "PENDING", "[COMMON_ERROR, msg: Table customers already exist but with different schema]"
	}),
	"cancelled_backends": providertest.RestoreError(job.CodeCancelled, func(e *job.Error) {
		e.Doris = "[COMMON_ERROR, msg: Failed to find enough backend, please check the replication num]"
	}),
	"deadline": backupError(job.CodeDeadline, func(e *job.Error) {
		e.JobID, e.LastState, e.After, e.Submitted = "17352", "UPLOADING", 6*time.Hour, true
	}),
	"deadline_queued": providertest.RestoreError(job.CodeDeadline, func(e *job.Error) {
		e.JobID, e.LastState, e.After, e.Queued, e.Doris = "20811", "DOWNLOADING", 6*time.Hour, 90*time.Minute, "[10007: 403 Forbidden]"
	}),
	"deadline_cancelled": backupError(job.CodeDeadline, func(e *job.Error) {
		e.JobID, e.LastState, e.After, e.Cancelled, e.UsedUp = "17352", "UPLOADING", 6*time.Hour, true, true
	}),
	"struck": backupError(job.CodeDeadline, func(e *job.Error) {
		e.JobID, e.LastState, e.After = "17352", "UPLOADING", 6*time.Hour
		e.Struck = &job.Holder{Kind: "backup", Database: "shop", Label: "hourly", JobID: "17360"}
	}),
	"cancelled_in_commit": providertest.RestoreError(job.CodeCancelled, func(e *job.Error) {
		e.JobID, e.LastState, e.Doris = "20811", "COMMITTING", "[TIMEOUT, msg: restore job with label: before_migration  timeout.]"
	}),
	"stall": backupError(job.CodeStall, func(e *job.Error) {
		e.JobID, e.LastState, e.After, e.Doris, e.Detail = "17352", "UPLOADING", 15*time.Minute, "[10007: … 403 Forbidden]", job.UnfinishedTasks(42)
	}),
	"stall_cancelled": providertest.RestoreError(job.CodeStall, func(e *job.Error) {
		e.JobID, e.LastState, e.After, e.Doris, e.Cancelled = "20811", "DOWNLOADING", 15*time.Minute, "[10007: … 403 Forbidden]", true
	}),
	"blocked_own":       backupError(job.CodeBlocked, func(e *job.Error) { e.Resubmitted = true }),
	"blocked_cancelled": backupError(job.CodeBlocked, func(e *job.Error) { e.Resubmitted, e.Cancelled = true, true }),
	"blocked_namesake":  backupError(job.CodeBlocked, nil),
	"blocked_by":        providertest.RestoreError(job.CodeBlocked, func(e *job.Error) { e.Holder = stuckJob }),
	"queue": backupError(job.CodeQueue, func(e *job.Error) {
		e.After = 6 * time.Hour
		e.Holder = &job.Holder{Kind: "restore", Database: "shop", Label: "nightly", State: "DOWNLOADING", JobID: "20990", Since: providertest.Taken, Moving: true}
	}),
	"queue_same_apply": backupError(job.CodeQueue, func(e *job.Error) {
		e.After = 6 * time.Hour
		e.Holder = &job.Holder{Kind: "backup", Database: "shop", Label: "first", Since: providertest.Taken, Moving: true}
	}),
	"queue_unseen": backupError(job.CodeQueue, func(e *job.Error) { e.After = 3 * time.Second }),
	"queue_failing": providertest.RestoreError(job.CodeQueue, func(e *job.Error) {
		e.After = 6 * time.Hour
		e.Holder = &job.Holder{Kind: "backup", Database: "shop_stage", Label: "nightly", State: "UPLOADING", TaskErrMsg: "[10007: 403 Forbidden]", Since: providertest.Taken}
	}),
	"lost": backupError(job.CodeLost, func(e *job.Error) {
		e.JobID, e.LastState, e.After = "17352", "UPLOADING", 5*time.Minute
		e.Cause = &doris.Unreachable{Attempts: []doris.Attempt{{Endpoint: "fe1:9030", Reason: "connection refused"}}}
	}),
	"lost_evicted":    providertest.RestoreError(job.CodeLost, func(e *job.Error) { e.Detail = job.Unseen{Evicted: true} }),
	"lost_submission": providertest.RestoreError(job.CodeLost, func(e *job.Error) { e.Doris = "unexpected EOF" }),
	"interrupted":     backupError(job.CodeInterrupted, func(e *job.Error) { e.Holder = stuckJob }),
	"selection_backup": backupError(job.CodeSelection, func(e *job.Error) {
		e.Detail = job.Unmatched{Names: []string{"ordrs"}, Near: []string{"orders", "orders_old"}}
	}),
	"selection_partition": backupError(job.CodeSelection, func(e *job.Error) {
		e.Detail = job.Unmatched{Names: []string{"orders.p2030"}, Partitions: []string{"orders.p2030"}, Near: []string{"p2025", "p2026"}}
	}),
	"selection_excluded": providertest.RestoreError(job.CodeSelection, func(e *job.Error) { e.Detail = job.Unmatched{Names: []string{"*"}, Excluded: true} }),
	"unprepared_another": providertest.RestoreError(job.CodeBlocked, nil),
	"unprepared":         providertest.RestoreError(job.CodeBlocked, func(e *job.Error) { e.Cancelled, e.Resubmitted = true, true }),
	"selection_empty":    providertest.RestoreError(job.CodeSelection, func(e *job.Error) { e.Detail = job.Unmatched{Excluded: true} }),
	"selection_doubled":  providertest.RestoreError(job.CodeSelection, func(e *job.Error) { e.Detail = job.DoubledNames{"customers": "orders"} }),
	"selection_restore":  providertest.RestoreError(job.CodeSelection, func(e *job.Error) { e.Detail = job.Unmatched{Names: []string{"tmp_*", "orders.p2030"}} }),
	"occupied":           providertest.RestoreError(job.CodeOccupied, func(e *job.Error) { e.Detail = job.Dropped{Others: []string{"theirs"}} }),
	"claimed":            deletionError(job.CodeClaimed, nil),
	"not_ours":           deletionError(job.CodeNotOurs, nil),
	"in_use": deletionError(job.CodeInUse, func(e *job.Error) {
		e.Holder = &job.Holder{Kind: "restore", Database: "shop_stage", Label: "before_migration", State: "DOWNLOADING", JobID: "20811"}
	}),
	"in_use_by_a_backup": deletionError(job.CodeInUse, func(e *job.Error) {
		e.Holder = &job.Holder{Kind: "backup", Database: "ods", Label: "before_migration", State: "UPLOADING", JobID: "20812", TaskErrMsg: "[10007: 403 Forbidden]"}
	}),
	"delete_shared": deletionError(job.CodeShared, func(e *job.Error) { e.Detail = job.AnotherSnapshot{Database: "ods", TakenAt: providertest.Taken} }),
	"delete_twice":  deletionError(job.CodeTwice, nil),
	"elsewhere":     deletionError(job.CodeElsewhere, nil),
	"not_begun":     deletionError(job.CodeInterrupted, nil),
	"copy_deleted":  deletionError(job.CodeElsewhere, func(e *job.Error) { e.Detail = job.DeletedFiles(12) }),
	"written":       deletionError(job.CodeWritten, nil),
	"files_half": deletionError(job.CodeFiles, func(e *job.Error) {
		storageCause(objectstore.Throttled, "SlowDown", "Please reduce your request rate.")(e)
		e.Detail = job.DeletedFiles(2002)
	}),
	"files_denied":  deletionError(job.CodeFiles, storageCause(objectstore.Denied, "AccessDenied", "Access Denied")),
	"files_locked":  deletionError(job.CodeFiles, storageCause(objectstore.Locked, "AccessDenied", "Access Denied because object protected by object lock.")),
	"files_busy":    deletionError(job.CodeFiles, storageCause(objectstore.Throttled, "SlowDown", "Please reduce your request rate.")),
	"files_stopped": deletionError(job.CodeFiles, storageCause(objectstore.Stopped, "", "the time was over")),
	"files_damaged": deletionError(job.CodeFiles, storageCause(objectstore.BadContent, "", "the content of x cannot be read")),
	"files_nobody":  deletionError(job.CodeFiles, storageCause(objectstore.Unreachable, "", "connection refused")),
	"other_restore": providertest.RestoreError(job.CodeOther, func(e *job.Error) { e.JobID, e.LastState = "20811", "DOWNLOADING" }),
	"verification": providertest.RestoreError(job.CodeVerification, func(e *job.Error) {
		e.JobID, e.Detail = "20811", job.MissingObjects{Names: []string{"dim_user"}, Of: 3}
	}),
	"doris": backupError(job.CodeDoris, func(e *job.Error) {
		e.Cause = &doris.Error{Kind: doris.KindOther, Statement: "BACKUP SNAPSHOT", Endpoint: "fe1:9030", Message: "Table 'mysql_orders' is not a OLAP table"}
	}),
	"job_timeout": providertest.RestoreError(job.CodeDoris, func(e *job.Error) {
		e.JobTimeout = true
		e.Cause = &doris.Error{Kind: doris.KindUnsupportedOperation, Statement: "RESTORE SNAPSHOT", Endpoint: "fe1:9030", Message: "java.lang.UnsupportedOperationException"}
	}),
	"doris_denied": providertest.RestoreError(job.CodeDoris, func(e *job.Error) {
		e.Cause = &doris.Error{
			Kind: doris.KindAccessDenied, Statement: "RESTORE SNAPSHOT", Endpoint: "fe1:9030",
			Message: "Access denied; you need (at least one of) the (LOAD) privilege(s) for this operation",
		}
	}),
	"unreachable": &doris.Unreachable{Attempts: []doris.Attempt{
		{Endpoint: "fe1:9030", Reason: "connection refused"}, {Endpoint: "fe2:9030", Reason: "no answer within 10s"},
	}},
}

func testInstance() *instance.Instance {
	return &instance.Instance{Settings: instance.Settings{Username: "tf_backup"}}
}

// TestJobErrors holds every text that a failed job shows. The files are made to be read.
func TestJobErrors(t *testing.T) {
	for name, err := range jobErrorCases {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			testInstance().AddJobError(&diags, err)
			compare.Golden(t, "error_"+name, compare.Shown(diags))
			if len(diags) != 1 || strings.Contains(diags[0].Detail(), "context ") {
				t.Errorf("not one error in plain words: %v", diags)
			}
			_, decided := errors.AsType[*job.Error](err)
			if parts := strings.Count(diags[0].Detail(), "\n\n") + 1; decided && (parts < 2 || parts > 3) {
				t.Errorf("%d parts, want what happened, Doris's words where there are any, and what to do", parts)
			}
		})
	}
}

// TestJobErrorsAreComplete fails when a code of the job package has no text or no golden file.
func TestJobErrorsAreComplete(t *testing.T) {
	covered := map[job.Code]bool{}
	for _, err := range jobErrorCases {
		if decided, ok := errors.AsType[*job.Error](err); ok {
			covered[decided.Code] = true
		}
	}
	for code := range explain.JobTexts {
		if !covered[code] {
			t.Errorf("%s has a text but no golden file", code)
		}
	}
	source, err := os.ReadFile(filepath.Join("..", "job", "errors.go"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(source)) {
		_, rest, found := strings.Cut(line, `Code = "`)
		if code, _, ok := strings.Cut(rest, `"`); found && ok && explain.JobTexts[job.Code(code)] == nil {
			t.Errorf("%s has no text", code)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "golden", "error_*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "error_"), ".txt")
		if _, ok := jobErrorCases[name]; !ok {
			t.Errorf("%s belongs to no case", file)
		}
	}
}
