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
func (r *backupResource) checkCreate(ctx context.Context, plan backupModel, diags *diag.Diagnostics) {
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
	if repository != "" {
		r.in.checkRepository(ctx, plan.subjectAtPlan(), repository, diags)
	}
	if database != "" && r.in.checkDatabase(ctx, "backup", plan.title(), database, diags) {
		r.checkSelection(ctx, plan, diags)
	}
	if repository != "" && name != "" && !diags.HasError() {
		r.warnOfName(ctx, plan, diags)
	}
}

// checkVersion refuses what this Doris does not have.
func (m backupModel) checkVersion(cluster doris.Cluster, diags *diag.Diagnostics) {
	if cluster.Cloud {
		diags.AddError("This Doris has no backups", threeParts(
			"The cluster runs with storage and compute decoupled, where Doris has no BACKUP.", "",
			"Use the versioning or replication of the object storage, or cluster snapshots of Doris 4.0 and newer."))
	}
	if !m.JobTimeout.IsNull() && !cluster.Version.Has(doris.BackupTimeout) {
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
	case repository == nil && !in.repositoryNoted(name):
		diags.AddAttributeError(path.Root("repository"), "The repository cannot be read",
			threeParts(fmt.Sprintf("%s needs repository %q, which is not registered in this cluster and which this plan does not create.", subject, name), "",
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
	exists, err := in.client.DatabaseExists(ctx, name)
	if err != nil {
		in.addPlanProblem(diags, name, err)
		return false
	}
	if !exists && !in.databaseNoted(name) {
		diags.AddAttributeWarning(path.Root("database"), "The database does not exist yet",
			fmt.Sprintf("Database %q, which the %s %q needs, is not in this cluster. Unless something creates it before, the apply will fail.", name, kind, title))
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

// checkSelection compares the selection with the database: names that do not exist, kinds that Doris does not back up,
// and what patterns match now.
func (r *backupResource) checkSelection(ctx context.Context, plan backupModel, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	if !plan.known(ctx) {
		return
	}
	tables, err := r.in.client.Tables(ctx, database, false)
	if err != nil {
		r.in.addPlanProblem(diags, database, err)
		return
	}
	present := make([]string, 0, len(tables))
	for _, table := range tables {
		present = append(present, table.Name)
	}
	selection := plan.selection(diags)
	taken, inVain := selection.Choose(present)
	partitions, partitionsInVain, partitionsThere, err := r.matchPartitions(ctx, database, selection, taken)
	if err != nil {
		r.in.addPlanProblem(diags, database, err)
		return
	}
	near := likelyMeant(inVain, present)
	if len(inVain) == 0 {
		near = partitionsThere
	}
	if inVain = append(inVain, partitionsInVain...); len(inVain) > 0 {
		r.in.addJobError(diags, &job.Error{Code: job.CodeSelection, Kind: "backup", Database: database, Objects: inVain, Others: near})
		return
	}
	switch {
	case len(present) == 0:
		diags.AddAttributeWarning(path.Root("database"), "The database is empty", fmt.Sprintf(
			"Database %q holds no tables and views now. Unless something creates one before, Doris will cancel the backup %q.", database, plan.title()))
	case len(taken) == 0:
		r.in.addJobError(diags, &job.Error{Code: job.CodeSelection, Kind: "backup", Database: database, Objects: selection.Exclude, Excluded: true})
		return
	}
	if text := matchesNow(database, selection, taken, present, partitions); text != "" {
		diags.AddWarning("What the patterns match now", text)
	}
	r.warnOfSkipped(ctx, plan, selection, taken, diags)
}

// matchPartitions expands the partitions of the selection; there are those of the first table that lacks one.
func (r *backupResource) matchPartitions(ctx context.Context, database string, selection job.Selection, taken []string) (counts map[string]int, inVain, there []string, err error) {
	counts = map[string]int{}
	for _, table := range sortedKeys(selection.Partitions) {
		if !slices.Contains(taken, table) {
			continue
		}
		present, err := r.in.client.Partitions(ctx, database, table)
		if err != nil {
			return nil, nil, nil, err
		}
		matched, vain := selection.ChoosePartitions(table, present)
		if len(vain) > 0 && len(inVain) == 0 {
			there = present
		}
		counts[table], inVain = len(matched), append(inVain, vain...)
	}
	return counts, inVain, there, nil
}

// matchesNow lists what patterns match; "" when there are none.
func matchesNow(database string, selection job.Selection, taken, present []string, partitions map[string]int) string {
	patterns := slices.ContainsFunc(selection.Tables, job.IsPattern)
	for _, wanted := range selection.Partitions {
		patterns = patterns || slices.ContainsFunc(wanted, job.IsPattern)
	}
	switch {
	case patterns:
		var texts []string
		for _, table := range taken {
			if n, some := partitions[table]; some {
				table += " (" + count(n, "partition") + ")"
			}
			texts = append(texts, table)
		}
		return fmt.Sprintf("Database %q: %s.", database, names(texts))
	case slices.ContainsFunc(selection.Exclude, job.IsPattern):
		var left []string
		for _, name := range present {
			if !slices.Contains(taken, name) {
				left = append(left, name)
			}
		}
		if len(left) == 0 {
			return fmt.Sprintf("Database %q: exclude_tables leaves nothing out.", database)
		}
		return fmt.Sprintf("Database %q: exclude_tables leaves out %s.", database, names(left))
	}
	return ""
}

// backedUpTypes are the types of tables that BACKUP takes (reference 5.1); "" is what an old frontend shows of a view.
var backedUpTypes = []string{"", "OLAP", "VIEW", "ODBC"}

// skippedKind says in words what Doris does not back up.
func skippedKind(tableType string) string {
	if tableType == "MATERIALIZED_VIEW" {
		return "asynchronous materialized view"
	}
	return strings.ToLower(strings.ReplaceAll(tableType, "_", " ")) + " table"
}

// warnOfSkipped names what the backup will leave out although the selection takes it.
func (r *backupResource) warnOfSkipped(ctx context.Context, plan backupModel, selection job.Selection, taken []string, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	kinds, err := r.in.client.TableTypes(ctx, database)
	if err != nil {
		return // SHOW PROC needs ADMIN; without it the apply still reports skipped_objects
	}
	var skipped []string
	for _, name := range taken {
		if slices.Contains(backedUpTypes, kinds[name]) {
			continue
		}
		if slices.Contains(selection.Tables, name) {
			diags.AddAttributeError(path.Root("tables"), "Doris does not back this up", threeParts(
				fmt.Sprintf("A backup of Doris cannot hold %q of database %q (%s).", name, database, skippedKind(kinds[name])), "",
				"Remove it from tables, and create it again after a restore."))
			continue
		}
		skipped = append(skipped, fmt.Sprintf("%s (%s)", name, skippedKind(kinds[name])))
	}
	if len(skipped) > 0 {
		diags.AddWarning(fmt.Sprintf("Some objects will not be in the snapshot (%s)", plan.title()),
			fmt.Sprintf("Database %q holds %s that Doris does not back up: %s. Create %s again after a restore. To silence this warning, name %s in exclude_tables.",
				database, count(len(skipped), "object"), names(skipped), itOrThem(skipped), itOrThem(skipped)))
	}
}

// warnOfName says what a create meets when its name is in the repository already: a plan cannot tell whether an earlier
// apply of this very configuration was killed.
func (r *backupResource) warnOfName(ctx context.Context, plan backupModel, diags *diag.Diagnostics) {
	repository, name := plan.Repository.ValueString(), plan.Name.ValueString()
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

func itOrThem(list []string) string {
	if len(list) == 1 {
		return "it"
	}
	return "them"
}

// likelyMeant picks those of the present names that are likely meant by the ones that match nothing.
func likelyMeant(wanted, present []string) []string {
	var near []string
	for _, name := range present {
		if slices.ContainsFunc(wanted, func(w string) bool { return alike(strings.Trim(w, "*?"), name) }) {
			near = append(near, name)
		}
		if len(near) == 5 {
			break
		}
	}
	return near
}

// alike reports whether two names differ in case, in a few letters, or in their ends only.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || strings.Contains(a, b) || strings.Contains(b, a) {
		return a != ""
	}
	shared := 0
	for shared < min(len(a), len(b)) && a[shared] == b[shared] {
		shared++
	}
	return editDistance(a, b) <= 2 || shared >= max(3, len(a)/2)
}

// editDistance counts the letters to change, add or remove.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			substitute := diagonal
			if a[i-1] != b[j-1] {
				substitute++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, substitute)
		}
	}
	return row[len(b)]
}

// instantOf reads an instant of the state; the zero time when there is none.
func instantOf(value types.String) (at time.Time) {
	at, _ = time.Parse(time.RFC3339, value.ValueString())
	return at
}
