// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// warnOfRunning says the same for a restore whose own look cannot get so far, because its snapshot comes with this plan.
func (r *restoreResource) warnOfRunning(ctx context.Context, database string, diags *diag.Diagnostics) {
	if r.instance.Runner.Working(database) {
		return
	}
	if read := r.instance.JobsAtPlan(ctx, database); read.Err == nil {
		if found := job.Running(read.Backups, read.Restores); found != nil {
			r.instance.WarnOfHolder(found, diags)
		}
	}
}

// needs are the privileges that the restore's statements ask for, those of a later destroy included.
func (r *restoreResource) needs(ctx context.Context, plan restoreModel, cluster doris.Cluster) []explain.Need {
	database := plan.Database.ValueString()
	needs := instance.JobNeeds(cluster.Version, "RESTORE", database)
	if database == "" {
		return needs
	}
	add := func(privilege, statement string) {
		needs = append(needs, explain.Need{Privilege: privilege, Database: database, Statement: statement})
	}
	if plan.CreateDatabase.ValueBool() {
		if present, err := r.instance.Client.Databases(ctx); err == nil && !slices.Contains(present, database) {
			add(doris.CreatePrivilege, "CREATE DATABASE")
		}
	}
	switch plan.OnDestroy.ValueString() {
	case destroyDropTables:
		add(doris.DropPrivilege, "DROP TABLE")
	case destroyDropDatabase:
		add(doris.DropPrivilege, "DROP DATABASE")
	}
	if plan.verification() != nil {
		add(doris.SelectPrivilege, "SELECT")
	}
	return needs
}

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
	planned, err := r.instance.Runner.PlanRestore(ctx, plan.request(plan.Selection(diags), plan.CreateWait(ctx, diags)))
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
	request := plan.request(plan.Selection(diags), plan.UpdateWait(ctx, diags))
	planned, err := r.instance.Runner.PlanRestoreAgain(ctx, request, job.RestoreState{Created: private.Created})
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
	instance.AddNotices(diags, planned.Notices)
	if planned.Holder != nil && !r.instance.Runner.Working(planned.Holder.Database) {
		r.instance.WarnOfHolder(planned.Holder, diags)
	}
}

// checkRun looks at what a job of its own would meet in the snapshot and in the database. It reports whether it could.
func (r *restoreResource) checkRun(ctx context.Context, plan restoreModel, planned job.RestorePlan, diags *diag.Diagnostics) bool {
	if !planned.Submits {
		return true // nothing but what was announced before
	}
	if r.instance.Client.HistoryLimit(ctx) == 0 {
		r.instance.AddJobError(diags, &job.Error{Code: job.CodeNoJobs, Kind: "restore", Database: plan.Database.ValueString(), Label: plan.Snapshot.ValueString()})
		return false
	}
	files := r.filesAtPlan(ctx, plan)
	r.refuseNewerSnapshot(ctx, plan, files, diags)
	details, err := r.instance.Client.SnapshotDetails(ctx, plan.Repository.ValueString(), plan.Snapshot.ValueString(), planned.BackupTimestamp)
	if err != nil {
		r.instance.AddPlanProblem(diags, plan.Database.ValueString(), err)
		return false
	}
	cluster, _ := r.instance.ClusterAtPlan(ctx, diags)
	targets := restoreTargets(details, plan.Selection(diags), group.ByName(tfvalue.StringMapOf(plan.Rename)), cluster.LowerCaseTableNames == 1)
	seen, err := r.sight(ctx, plan.Database.ValueString(), targets)
	if err != nil {
		r.instance.AddPlanProblem(diags, plan.Database.ValueString(), err)
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
	if !r.instance.Known() {
		return false
	}
	if database := plan.Database.ValueString(); database != "" {
		r.instance.NoteRestore(database)
		if plan.CreateDatabase.ValueBool() {
			r.instance.NoteDatabase(database)
		}
	}
	cluster, ok := r.instance.ClusterAtPlan(ctx, diags)
	if !ok {
		return false
	}
	plan.refuseUnsupported(cluster, diags)
	if refuseCloudRestore(r.instance, ctx, cluster, diags) || !r.instance.CheckPrivileges(ctx, r.needs(ctx, plan, cluster), diags) {
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
		!m.ExistingTables.IsUnknown() && m.Known(ctx) && tfvalue.WhollyKnown(ctx, m.Rename) &&
		!m.AtomicRestore.IsUnknown() && !m.ForceReplace.IsUnknown() && !m.CleanTables.IsUnknown() && !m.CleanPartitions.IsUnknown()
}

// addPlanError reports what a restore would meet. What this plan may yet create is no error of the plan.
func (r *restoreResource) addPlanError(ctx context.Context, plan restoreModel, err error, create bool, diags *diag.Diagnostics) {
	repository, snapshot, database := plan.Repository.ValueString(), plan.Snapshot.ValueString(), plan.Database.ValueString()
	decided, ok := errors.AsType[*job.Error](err)
	if !ok {
		r.instance.AddPlanProblem(diags, database, err)
		return
	}
	addNearNames(r.instance, ctx, decided)
	comes := decided.Code == job.CodeNoSnapshot && r.instance.BackupNoted(repository, snapshot) ||
		decided.Code == job.CodeNoDatabase && r.instance.DatabaseNoted(database) ||
		doris.KindOf(decided.Cause) == doris.KindRepositoryMissing && r.instance.RepositoryComes(ctx, repository)
	mayCome := create && (decided.Code == job.CodeNoSnapshot && !explain.IsTimestamps(job.DetailOf[job.NearNames](decided)) || decided.Code == job.CodeNoDatabase)
	switch {
	case comes:
		r.warnOfRunning(ctx, database, diags)
	case mayCome:
		r.instance.AddJobWarning(diags, err)
	case decided.Code == job.CodeDoris, decided.Code == job.CodeLost:
		r.instance.AddPlanProblem(diags, database, decided.Cause)
	default:
		r.instance.AddJobError(diags, err)
	}
}

// addNearNames adds what is likely meant by the name of a repository or a database that is not there.
func addNearNames(in *instance.Instance, ctx context.Context, e *job.Error) {
	switch {
	case doris.KindOf(e.Cause) == doris.KindRepositoryMissing:
		if rows, err := in.Client.Repositories(ctx); err == nil {
			e.Detail = job.NearNames(explain.LikelyMeant([]string{e.Repository}, explain.RepositoryNames(rows)))
		}
	case e.Code == job.CodeNoDatabase:
		if present, err := in.Client.Databases(ctx); err == nil {
			e.Detail = job.NearNames(explain.LikelyMeant([]string{e.Database}, present))
		}
	}
}
