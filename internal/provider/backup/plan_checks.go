// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// checkCreate looks, while planning, at what the snapshot needs. What is unknown, or made by this very plan, is checked
// when the plan is applied.
func (r *backupResource) checkCreate(ctx context.Context, plan backupModel, old backupPrivate, diags *diag.Diagnostics) {
	if !r.instance.Known() {
		return
	}
	repository, database, name := plan.Repository.ValueString(), plan.Database.ValueString(), plan.Name.ValueString()
	if repository != "" && name != "" {
		r.instance.NoteBackup(repository, name)
	}
	cluster, ok := r.instance.ClusterAtPlan(ctx, diags)
	if !ok {
		return
	}
	plan.checkVersion(cluster, diags)
	if refuseCloudBackup(cluster, diags) || !r.instance.CheckPrivileges(ctx, plan.needs(cluster), diags) {
		return
	}
	if r.instance.Client.HistoryLimit(ctx) == 0 {
		r.instance.AddJobError(diags, &job.Error{Code: job.CodeNoJobs, Kind: "backup", Database: database, Label: name})
		return
	}
	if repository != "" {
		r.instance.CheckRepository(ctx, plan.subjectAtPlan(), repository, diags)
	}
	r.refuseColon(ctx, plan, cluster, diags)
	r.refuseShared(ctx, plan, old, cluster.ID, diags)
	resumes := false
	if database != "" && r.instance.CheckDatabase(ctx, "backup", plan.title(), database, diags) {
		r.checkSelection(ctx, plan, cluster, diags)
		resumes = r.warnOfRunning(ctx, plan, cluster.ID, diags)
	}
	if repository != "" && name != "" && !resumes && !diags.HasError() {
		r.warnOfName(ctx, plan, diags)
	}
}

// needs are the privileges that the backup's statements ask for.
func (m backupModel) needs(cluster doris.Cluster) []explain.Need {
	needs := instance.JobNeeds(cluster.Version, "BACKUP", m.Database.ValueString())
	if tfvalue.Given(m.NamePrefix) && cluster.ID == "" && !cluster.NoMaster { // a generated name tells clusters apart
		needs = append(needs, explain.Need{Privilege: doris.AdminPrivilege, Statement: "SHOW FRONTENDS", Certain: true})
	}
	return needs
}

// checkVersion refuses what this Doris does not have.
func (m backupModel) checkVersion(cluster doris.Cluster, diags *diag.Diagnostics) {
	if tfvalue.Given(m.JobTimeout) && !cluster.Version.Has(doris.BackupTimeout) {
		diags.AddAttributeError(path.Root("job_timeout"), "This Doris does not have the argument", explain.ThreeParts(
			fmt.Sprintf("BACKUP refuses the property timeout from 4.0 on; this cluster is %s.", cluster.Version), "",
			"Remove job_timeout; to raise the limit for all jobs run: ADMIN SET FRONTEND CONFIG (\"backup_job_default_timeout_ms\" = \"86400000\");"))
	}
	label := m.Name
	attribute := "name"
	if !m.NamePrefix.IsNull() {
		label, attribute = m.NamePrefix, "name_prefix"
	}
	if cluster.LowerCaseTableNames == 1 && strings.ToLower(label.ValueString()) != label.ValueString() {
		diags.AddAttributeError(path.Root(attribute), "This Doris writes names in lower case", explain.ThreeParts(
			fmt.Sprintf("%s is %q, but the cluster runs with lower_case_table_names = 1 and would change it.", attribute, label.ValueString()), "",
			fmt.Sprintf("Write %s = %q.", attribute, strings.ToLower(label.ValueString()))))
	}
}

// warnOfName says what a create meets when its name is in the repository already: a plan cannot tell whether an earlier
// apply of this very configuration was killed.
func (r *backupResource) warnOfName(ctx context.Context, plan backupModel, diags *diag.Diagnostics) {
	repository, name := plan.Repository.ValueString(), plan.Name.ValueString()
	if nameToBeFree(r.instance, repository, name) {
		return // the old snapshot's files go first
	}
	if registered, err := r.instance.Client.Repository(ctx, repository); err != nil || registered == nil {
		return // it comes with this plan
	}
	snapshots, err := r.instance.Client.Snapshots(ctx, repository)
	if err != nil {
		r.instance.AddPlanProblem(diags, "", err)
		return
	}
	for _, snapshot := range snapshots {
		if snapshot.Name != name {
			continue
		}
		if len(snapshot.Timestamps) == 0 {
			diags.AddAttributeWarning(path.Root("name"), "The snapshot name is in use",
				fmt.Sprintf("Repository %q holds an unfinished snapshot %q. If its job still runs and is this one's, the apply waits for it; else the name is used up and the apply will fail.",
					repository, name))
			return
		}
		diags.AddAttributeWarning(path.Root("name"), "The snapshot exists already",
			fmt.Sprintf("Repository %q holds a snapshot %q already. It is taken over if it is this backup and finished within adopt_finished_within (%s), because then an earlier apply was killed; else the apply will fail.",
				repository, name, plan.AdoptFinishedWithin.ValueString()))
		return
	}
}

// subjectAtPlan names a backup that does not exist yet.
func (m backupModel) subjectAtPlan() string {
	if m.title() == "" {
		return "The backup"
	}
	return fmt.Sprintf("Backup %q", m.title())
}

// instantOf reads an instant of the state; the zero time when there is none.
func instantOf(value types.String) (at time.Time) {
	at, _ = time.Parse(time.RFC3339, value.ValueString())
	return at
}

// refuseCloudBackup: no version has BACKUP where storage and compute are decoupled (DORIS.md "Decoupled storage").
func refuseCloudBackup(cluster doris.Cluster, diags *diag.Diagnostics) bool {
	if !cluster.Cloud {
		return false
	}
	diags.AddError("This Doris has no backups", explain.ThreeParts(
		"The cluster runs with storage and compute decoupled, where Doris has no BACKUP.", "",
		"Use the versioning or replication of the object storage, or cluster snapshots of Doris 4.0 and newer."))
	return true
}
