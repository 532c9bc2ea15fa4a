// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// checkCreate looks, while planning, at what the snapshot needs. What is unknown, or made by this very plan, is checked
// when the plan is applied.
func (r *backupResource) checkCreate(ctx context.Context, plan backupModel, old backupPrivate, diags *diag.Diagnostics) {
	if !r.in.known() {
		return
	}
	repository, database, name := plan.Repository.ValueString(), plan.Database.ValueString(), plan.Name.ValueString()
	if repository != "" && name != "" {
		r.in.noteBackup(repository, name)
	}
	cluster, ok := r.in.clusterAtPlan(ctx, diags)
	if !ok {
		return
	}
	plan.checkVersion(cluster, diags)
	if refuseCloudBackup(cluster, diags) || !r.in.checkPrivileges(ctx, plan.needs(cluster), diags) {
		return
	}
	if r.in.client.HistoryLimit(ctx) == 0 {
		r.in.addJobError(diags, &job.Error{Code: job.CodeNoJobs, Kind: "backup", Database: database, Label: name})
		return
	}
	if repository != "" {
		r.in.checkRepository(ctx, plan.subjectAtPlan(), repository, diags)
	}
	r.refuseColon(ctx, plan, cluster, diags)
	r.refuseShared(ctx, plan, old, cluster.ID, diags)
	resumes := false
	if database != "" && r.in.checkDatabase(ctx, "backup", plan.title(), database, diags) {
		r.checkSelection(ctx, plan, cluster, diags)
		resumes = r.warnOfRunning(ctx, plan, cluster.ID, diags)
	}
	if repository != "" && name != "" && !resumes && !diags.HasError() {
		r.warnOfName(ctx, plan, diags)
	}
}

// needs are the privileges that the backup's statements ask for.
func (m backupModel) needs(cluster doris.Cluster) []need {
	needs := jobNeeds(cluster.Version, "BACKUP", m.Database.ValueString())
	if given(m.NamePrefix) && cluster.ID == "" && !cluster.NoMaster { // a generated name tells clusters apart
		needs = append(needs, need{privilege: doris.AdminPrivilege, statement: "SHOW FRONTENDS", certain: true})
	}
	return needs
}

// checkVersion refuses what this Doris does not have.
func (m backupModel) checkVersion(cluster doris.Cluster, diags *diag.Diagnostics) {
	if given(m.JobTimeout) && !cluster.Version.Has(doris.BackupTimeout) {
		diags.AddAttributeError(path.Root("job_timeout"), "This Doris does not have the argument", threeParts(
			fmt.Sprintf("BACKUP refuses the property timeout from 4.0 on; this cluster is %s.", cluster.Version), "",
			"Remove job_timeout; to raise the limit for all jobs run: ADMIN SET FRONTEND CONFIG (\"backup_job_default_timeout_ms\" = \"86400000\");"))
	}
	label := m.Name
	attribute := "name"
	if !m.NamePrefix.IsNull() {
		label, attribute = m.NamePrefix, "name_prefix"
	}
	if cluster.LowerCaseTableNames == 1 && strings.ToLower(label.ValueString()) != label.ValueString() {
		diags.AddAttributeError(path.Root(attribute), "This Doris writes names in lower case", threeParts(
			fmt.Sprintf("%s is %q, but the cluster runs with lower_case_table_names = 1 and would change it.", attribute, label.ValueString()), "",
			fmt.Sprintf("Write %s = %q.", attribute, strings.ToLower(label.ValueString()))))
	}
}

// checkRepository refuses a repository that cannot be written to.
func (in *instance) checkRepository(ctx context.Context, subject, name string, diags *diag.Diagnostics) {
	repository, err := in.client.Repository(ctx, name)
	switch {
	case err != nil:
		in.addPlanProblem(diags, "", err)
	case repository == nil && !in.repositoryComes(ctx, name):
		rows, _ := in.client.Repositories(ctx)
		diags.AddAttributeError(path.Root("repository"), "The repository cannot be read",
			threeParts(fmt.Sprintf("%s needs repository %q, which is not registered in this cluster and which this plan does not create.%s",
				subject, name, nearSentence(name, repositoryNames(rows))), "",
				"Correct the name, or register it with a doris_repository; refer to it as doris_repository.example.name, so that it comes first."))
	case repository != nil && repository.ReadOnly:
		diags.AddAttributeError(path.Root("repository"), "The repository is read-only",
			threeParts(fmt.Sprintf("%s cannot be written to repository %q, which is registered with read_only = true in this cluster.", subject, name), "",
				"Back up to another repository, or register this one without read_only."))
	}
}

// checkDatabase warns of a database that is not there yet: something else in this plan may create it. It reports whether
// the database can be looked into.
func (in *instance) checkDatabase(ctx context.Context, kind, title, name string, diags *diag.Diagnostics) bool {
	present, err := in.client.Databases(ctx)
	if err != nil {
		in.addPlanProblem(diags, name, err)
		return false
	}
	exists := slices.Contains(present, name)
	if !exists && !in.databaseNoted(name) {
		diags.AddAttributeWarning(path.Root("database"), "The database does not exist yet",
			fmt.Sprintf("Database %q, which the %s %q needs, is not in this cluster.%s Unless something creates it before, the apply will fail.",
				name, kind, title, nearSentence(name, present)))
	}
	return exists
}

// addPlanProblem reports that a check of the plan could not be made: a missing right would stop the apply as well and is
// an error, anything else may have passed by then and is a warning.
func (in *instance) addPlanProblem(diags *diag.Diagnostics, database string, err error) {
	summary, detail := in.dorisErrorText(database, err)
	if doris.KindOf(err) == doris.KindAccessDenied {
		diags.AddError(summary, detail)
		return
	}
	diags.AddWarning(summary, detail+"\n\nThe checks against the cluster move to the apply.")
}

// warnOfName says what a create meets when its name is in the repository already: a plan cannot tell whether an earlier
// apply of this very configuration was killed.
func (r *backupResource) warnOfName(ctx context.Context, plan backupModel, diags *diag.Diagnostics) {
	repository, name := plan.Repository.ValueString(), plan.Name.ValueString()
	if r.in.nameToBeFree(repository, name) {
		return // the old snapshot's files go first
	}
	if registered, err := r.in.client.Repository(ctx, repository); err != nil || registered == nil {
		return // it comes with this plan
	}
	snapshots, err := r.in.client.Snapshots(ctx, repository)
	if err != nil {
		r.in.addPlanProblem(diags, "", err)
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
