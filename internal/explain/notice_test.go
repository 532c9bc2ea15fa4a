// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestNotices holds every warning that a job gives besides its result.
func TestNotices(t *testing.T) {
	restores := []job.NoticeCode{
		job.NoticeTakenBack, job.NoticeWillWait, job.NoticeWillAdopt, job.NoticeWillDrop, job.NoticeImportLacks, job.NoticeTablesGone,
		job.NoticeRestoredDatabaseGone, job.NoticeRestoreDatabaseGone, job.NoticeRestoreCancelled, job.NoticeRestoreVanished,
	}
	of := map[job.NoticeCode]string{}
	for _, code := range restores {
		of[code] = "restore"
	}
	notice := func(code job.NoticeCode, kind string, nameFixed bool) string {
		if kind == "" {
			kind = "backup"
		}
		summary, detail := explain.Notice(job.Notice{
			Code: code, Kind: kind, Database: "shop", Repository: "dr_main", Label: "before_migration", NameFixed: nameFixed,
			JobID: "17352", State: "UPLOADING", Doris: "[CANCELLED, msg: user cancelled]", At: providertest.Taken, Queued: 90 * time.Second,
			Names: []string{"orders", "v_orders"}, Source: "ods",
			Twins: []job.Twin{{Timestamp: "2026-09-11-01-15-02", Database: "ods", TakenAt: providertest.Taken}, {Timestamp: "2026-09-11-01-15-04"}},
		})
		return string(code) + ": " + summary + "\n" + detail + "\n\n"
	}
	text := ""
	for _, code := range job.NoticeCodes() {
		text += notice(code, of[code], true)
	}
	for _, code := range []job.NoticeCode{job.NoticeRunningAdopted, job.NoticeFinishedAdopted} {
		text += notice(code, "backup", false) + notice(code, "restore", true)
	}
	compare.Golden(t, "notices", text)
}

// TestNoticesAreComplete fails when a fact has no text.
func TestNoticesAreComplete(t *testing.T) {
	for _, code := range job.NoticeCodes() {
		if summary, _ := explain.Notice(job.Notice{Code: code, Label: "x"}); summary == "A job has something to tell" {
			t.Errorf("%q has no text", code)
		}
	}
}
