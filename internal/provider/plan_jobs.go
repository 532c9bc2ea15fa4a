// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// warnOfRunning says which job holds the database now: Doris runs one backup or restore of a database at a time. It
// reports whether that job is this backup's own.
func (r *backupResource) warnOfRunning(ctx context.Context, plan backupModel, clusterID string, diags *diag.Diagnostics) (ours bool) {
	database := plan.Database.ValueString()
	if r.in.runner.Working(database) {
		return false // Terraform plans again during an apply: the job is that of another resource of this very apply
	}
	read := r.in.jobsAtPlan(ctx, database)
	if read.err != nil || !plan.known(ctx) {
		return false // the look into the tables has said why, or the apply will
	}
	place := ""
	if repository, err := r.in.client.Repository(ctx, plan.Repository.ValueString()); err == nil && repository != nil {
		place = job.Place(clusterID, database, repository.Name, repository.Location)
	}
	found, ours := plan.request(plan.selection(diags), job.Wait{}).Meets(read.backups, read.restores, place)
	switch {
	case found == nil:
	case ours:
		diags.AddWarning(fmt.Sprintf("A job will be waited for (%s)", plan.title()), runningText(found)+
			" It looks like this backup's own, as after an interrupted apply: apply waits for its end and submits nothing.")
	default:
		r.in.warnOfHolder(found, diags)
	}
	return ours
}

// warnOfRunning says the same for a restore whose own look cannot get so far, because its snapshot comes with this plan.
func (r *restoreResource) warnOfRunning(ctx context.Context, database string, diags *diag.Diagnostics) {
	if r.in.runner.Working(database) {
		return
	}
	if read := r.in.jobsAtPlan(ctx, database); read.err == nil {
		if found := job.Running(read.backups, read.restores); found != nil {
			r.in.warnOfHolder(found, diags)
		}
	}
}

// warnOfHolder says once in a plan that a database is taken.
func (in *instance) warnOfHolder(found *job.Holder, diags *diag.Diagnostics) {
	if in.plan.first("holder " + found.Database + " " + found.Label) {
		diags.AddWarning(fmt.Sprintf("Another job holds the database (%s)", found.Database), runningText(found)+
			" Doris runs one backup or restore of a database at a time: apply waits for its end first, and the time counts towards timeouts.")
	}
}

// runningText is who holds a database, in which state, since when.
func runningText(found *job.Holder) string {
	text := fmt.Sprintf("%s is %s", holder(found), found.State)
	if !found.Since.IsZero() {
		text += "; it was submitted at " + instant(found.Since)
	}
	if found.TaskErrMsg != "" {
		text += fmt.Sprintf("; its backends report %q", doris.Plain(found.TaskErrMsg))
	}
	return text + "."
}
