// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// warnOfRunning says which job holds the database now: Doris runs one backup or restore of a database at a time. It
// reports whether that job is this backup's own.
func (r *backupResource) warnOfRunning(ctx context.Context, plan backupModel, clusterID string, diags *diag.Diagnostics) (ours bool) {
	database := plan.Database.ValueString()
	if r.instance.Runner.Working(database) {
		return false // Terraform plans again during an apply: the job is that of another resource of this very apply
	}
	read := r.instance.JobsAtPlan(ctx, database)
	if read.Err != nil || !plan.Known(ctx) {
		return false // the look into the tables has said why, or the apply will
	}
	place := ""
	if repository, err := r.instance.Client.Repository(ctx, plan.Repository.ValueString()); err == nil && repository != nil {
		place = job.Place(clusterID, database, repository.Name, repository.Location)
	}
	found, ours := plan.request(plan.Selection(diags), job.Wait{}).Meets(read.Backups, read.Restores, place)
	switch {
	case found == nil:
	case ours:
		diags.AddWarning(fmt.Sprintf("A job will be waited for (%s)", plan.title()), explain.RunningText(found)+
			" It looks like this backup's own, as after an interrupted apply: apply waits for its end and submits nothing.")
	default:
		r.instance.WarnOfHolder(found, diags)
	}
	return ours
}
