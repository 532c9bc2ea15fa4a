// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// TestLifecycle holds the cases of LIFECYCLE.md "Stories" that are about one process of the provider and the stand-in, under their
// names. Those under the real CLI are elsewhere.
func TestLifecycle(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"adopt_unfinished_41", adoptUnfinished41},
		{"adopt_finished", adoptFinished},
		{"finished_before_window", finishedBeforeWindow},
		{"twins_two_databases", twinsTwoDatabases},
		{"twins_two_clusters", twinsTwoClusters},
		{"twins_same_second", twinsSameSecond},
		{"restore_of_twins", restoreOfTwins},
		{"namesake_other_repository", namesakeOtherRepository},
		{"bare_label", bareLabel},
		{"cancelled_before_upload", cancelledBeforeUpload},
		{"pending_cancel_vanishes", pendingCancelVanishes},
		{"evicted", evicted},
		{"restore_killed_then_finished", restoreKilledThenFinished},
		{"restore_last_month", restoreLastMonth},
		{"restore_dropped_since", restoreDroppedSince},
		{"busy_database", busyDatabase},
		{"queue_order", queueOrder},
		{"submit_answer_lost", submitAnswerLost},
		{"cancel_guard", cancelGuard},
		{"blocked_own", blockedOwn},
		{"blocked_after_kill", blockedAfterKill},
		{"blocked_by_other", blockedByOther},
		{"stall_clears", stallClears},
		{"stall_stays", stallStays},
		{"status_lost", statusLost},
		{"cbd_guard", cbdGuard},
		{"vanished_snapshot", vanishedSnapshot},
		{"database_recreated", databaseRecreated},
		{"label_case", labelCase},
		{"server_clock_and_zone", serverClockAndZone},
		{"rights_revoked_midway", rightsRevokedMidway},
		{"restart_in_each_state", restartInEachState},
		{"hundred_backups", hundredBackups},
		{"killed_in_each_state", killedInEachState},
		{"verify_unreadable", verifyUnreadable},
		{"first_endpoint_dead", firstEndpointDead},
		{"overhead_real_clock", overheadRealClock},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

// killed starts a backup, kills its process while the job stands in a state, and returns the job's label.
func (w *world) killed(request job.BackupRequest, state string) (label string, release func()) {
	w.t.Helper()
	gate := w.sim.HoldState("backup", state)
	ctx, kill := context.WithCancel(context.Background())
	ended := backUp(ctx, w.process(), request)
	w.reached(gate)
	kill()
	w.await(ended)
	journal := w.sim.Journal()
	return journal[len(journal)-1].Label, gate.Release
}

// laterJobs runs so many further backups of a database to their ends.
func (w *world) laterJobs(database string, n int) {
	w.t.Helper()
	for i := range n {
		label := fmt.Sprintf("later_%d", i)
		w.sql(fmt.Sprintf("BACKUP SNAPSHOT %s.%s TO repo ON (customers)", database, label))
		w.ended(label)
	}
}
