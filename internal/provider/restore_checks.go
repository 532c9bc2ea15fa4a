// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// checkCreate runs, while planning, the decisions of a first restore; only its errors are errors. What is unknown, or
// made by this very plan, is checked when the plan is applied.
func (r *restoreResource) checkCreate(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) {
	if !r.seesCreate(ctx, plan, diags) {
		r.announce(ctx, plan, nil, diags)
	}
}

// seesCreate reports whether it could look at what the restore brings, and so has named what is lost.
func (r *restoreResource) seesCreate(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) bool {
	if !r.checkCluster(ctx, plan, diags) || !plan.namesKnown(ctx) {
		return false
	}
	planned, err := r.in.runner.PlanRestore(ctx, plan.request(plan.selection(diags), plan.createWait(ctx, diags)))
	r.say(planned, diags)
	if err != nil {
		r.addPlanError(ctx, plan, err, true, diags)
		return false
	}
	return r.checkRun(ctx, plan, planned, diags)
}

// checkAgain checks a run that triggers ask for. Unlike a create it never takes an earlier run for its own, unless one
// is newer than the run in state: then an apply was killed and the next one only waits.
func (r *restoreResource) checkAgain(ctx context.Context, plan, state restoreModel, private restorePrivate, diags *diag.Diagnostics) {
	if !r.seesRun(ctx, plan, private, diags) {
		r.announce(ctx, plan, state.restoredBefore(private), diags)
	}
}

// seesRun is seesCreate of such a run.
func (r *restoreResource) seesRun(ctx context.Context, plan restoreModel, private restorePrivate, diags *diag.Diagnostics) bool {
	if !r.checkCluster(ctx, plan, diags) || !plan.namesKnown(ctx) {
		return false
	}
	request := plan.request(plan.selection(diags), plan.updateWait(ctx, diags))
	planned, err := r.in.runner.PlanRestoreAgain(ctx, request, job.RestoreState{Created: private.Created})
	r.say(planned, diags)
	if err != nil {
		r.addPlanError(ctx, plan, err, false, diags)
		return false
	}
	return r.checkRun(ctx, plan, planned, diags)
}

// say gives the warnings of the look that decides. While this apply runs, a job in the database may be that of another
// resource of it.
func (r *restoreResource) say(planned job.RestorePlan, diags *diag.Diagnostics) {
	addNotices(diags, planned.Notices)
	if planned.Holder != nil && !r.in.runner.Working(planned.Holder.Database) {
		r.in.warnOfHolder(planned.Holder, diags)
	}
}

// checkRun looks at what a job of its own would meet in the snapshot and in the database. It reports whether it could.
func (r *restoreResource) checkRun(ctx context.Context, plan restoreModel, planned job.RestorePlan, diags *diag.Diagnostics) bool {
	if !planned.Submits {
		return true // nothing but what was announced before
	}
	if r.in.client.HistoryLimit(ctx) == 0 {
		r.in.addJobError(diags, &job.Error{Code: job.CodeNoJobs, Kind: "restore", Database: plan.Database.ValueString(), Label: plan.Snapshot.ValueString()})
		return false
	}
	files := r.filesAtPlan(ctx, plan)
	r.refuseNewerSnapshot(ctx, plan, files, diags)
	details, err := r.in.client.SnapshotDetails(ctx, plan.Repository.ValueString(), plan.Snapshot.ValueString(), planned.BackupTimestamp)
	if err != nil {
		r.in.addPlanProblem(diags, plan.Database.ValueString(), err)
		return false
	}
	cluster, _ := r.in.clusterAtPlan(ctx, diags)
	targets := restoreTargets(details, plan.selection(diags), byName(stringMapOf(plan.Rename)), cluster.LowerCaseTableNames == 1)
	seen, err := r.sight(ctx, plan.Database.ValueString(), targets)
	if err != nil {
		r.in.addPlanProblem(diags, plan.Database.ValueString(), err)
		return false
	}
	if plan.ExistingTables.ValueString() == existingOverwrite { // else no target is there
		r.warnOfLosses(ctx, plan, seen, planned.Holder != nil, diags)
	}
	if !cluster.Cloud {
		r.checkSnapshot(ctx, plan, files, seen, planned.Holder != nil, diags)
	}
	r.lookAtSource(ctx, plan, details.Database, seen, diags)
	return true
}

// checkCluster makes the checks that need no snapshot, notes the database that this plan creates, and reports whether
// more can be checked.
func (r *restoreResource) checkCluster(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) bool {
	if !r.in.known() {
		return false
	}
	if database := plan.Database.ValueString(); database != "" {
		r.in.noteRestore(database)
		if plan.CreateDatabase.ValueBool() {
			r.in.noteDatabase(database)
		}
	}
	cluster, ok := r.in.clusterAtPlan(ctx, diags)
	if !ok {
		return false
	}
	plan.refuseUnsupported(cluster, diags)
	if r.in.refuseCloudRestore(ctx, cluster, diags) || !r.in.checkPrivileges(ctx, r.needs(ctx, plan, cluster), diags) {
		return false
	}
	if !cluster.Cloud {
		r.checkReplicas(ctx, plan, diags)
	}
	return true
}

// namesKnown reports whether all is known that decides what is restored from where, and what is lost by it.
func (m restoreModel) namesKnown(ctx context.Context) bool {
	return !m.Repository.IsUnknown() && !m.Snapshot.IsUnknown() && !m.Database.IsUnknown() &&
		!m.ExistingTables.IsUnknown() && m.known(ctx) && valueKnown(ctx, m.Rename) &&
		!m.AtomicRestore.IsUnknown() && !m.ForceReplace.IsUnknown() && !m.CleanTables.IsUnknown() && !m.CleanPartitions.IsUnknown()
}

// addPlanError reports what a restore would meet. What this plan may yet create is no error of the plan.
func (r *restoreResource) addPlanError(ctx context.Context, plan restoreModel, err error, create bool, diags *diag.Diagnostics) {
	repository, snapshot, database := plan.Repository.ValueString(), plan.Snapshot.ValueString(), plan.Database.ValueString()
	decided, ok := errors.AsType[*job.Error](err)
	if !ok {
		r.in.addPlanProblem(diags, database, err)
		return
	}
	r.in.addNearNames(ctx, decided)
	comes := decided.Code == job.CodeNoSnapshot && r.in.backupNoted(repository, snapshot) ||
		decided.Code == job.CodeNoDatabase && r.in.databaseNoted(database) ||
		doris.KindOf(decided.Cause) == doris.KindRepositoryMissing && r.in.repositoryComes(ctx, repository)
	mayCome := create && (decided.Code == job.CodeNoSnapshot && !isTimestamps(decided.Others) || decided.Code == job.CodeNoDatabase)
	switch {
	case comes:
		r.warnOfRunning(ctx, database, diags)
	case mayCome:
		r.in.addJobWarning(diags, err)
	case decided.Code == job.CodeDoris, decided.Code == job.CodeLost:
		r.in.addPlanProblem(diags, database, decided.Cause)
	default:
		r.in.addJobError(diags, err)
	}
}

// addNearNames adds what is likely meant by the name of a repository or a database that is not there.
func (in *instance) addNearNames(ctx context.Context, e *job.Error) {
	switch {
	case doris.KindOf(e.Cause) == doris.KindRepositoryMissing:
		if rows, err := in.client.Repositories(ctx); err == nil {
			e.Others = likelyMeant([]string{e.Repository}, repositoryNames(rows))
		}
	case e.Code == job.CodeNoDatabase:
		if present, err := in.client.Databases(ctx); err == nil {
			e.Others = likelyMeant([]string{e.Database}, present)
		}
	}
}
