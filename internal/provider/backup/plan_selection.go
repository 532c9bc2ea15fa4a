// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// chosen is what a selection takes of a database as it is while planning.
type chosen struct {
	database   string
	selection  job.Selection
	present    []string            // tables and views that are there
	views      []string            // of them
	taken      []string            // of those that are there, sorted
	partitions map[string][]string // of the tables whose partitions are selected
	lacking    string              // the first table that lacks a selected partition
}

// checkSelection compares the selection with the database: names that do not exist, what patterns match now, and what of
// it Doris does not back up or a restore will lose.
func (r *backupResource) checkSelection(ctx context.Context, plan backupModel, cluster doris.Cluster, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	if !plan.Known(ctx) {
		return
	}
	tables, err := r.instance.Client.Tables(ctx, database, false)
	if err != nil {
		r.instance.AddPlanProblem(diags, database, err)
		return
	}
	c := chosen{database: database, selection: plan.Selection(diags)}
	c.selection.AnyCase = cluster.LowerCaseTableNames != 0
	for _, table := range tables {
		c.present = append(c.present, table.Name)
		if table.Kind == doris.View {
			c.views = append(c.views, table.Name)
		}
	}
	if !r.choose(ctx, plan, &c, diags) {
		return
	}
	if text := c.matchesNow(); text != "" {
		diags.AddWarning(fmt.Sprintf("What the patterns match now (%s)", plan.title()), text)
	}
	r.checkObjects(ctx, plan, c, cluster, diags)
}

// choose expands the selection, and reports names and patterns that match nothing. It reports whether something is taken.
func (r *backupResource) choose(ctx context.Context, plan backupModel, c *chosen, diags *diag.Diagnostics) bool {
	for _, table := range slices.Sorted(maps.Keys(c.selection.Partitions)) {
		if c.there(c.views, table) != "" {
			diags.AddAttributeError(path.Root("partitions"), "A view has no partitions", explain.ThreeParts(
				fmt.Sprintf("partitions names %q of database %q, which is a view.", table, c.database), "", "Remove it from partitions; tables alone takes the view."))
			return false
		}
	}
	var asked job.Unmatched
	c.taken, asked.Names = c.selection.Choose(c.present)
	asked.Near = explain.LikelyMeant(asked.Names, c.present)
	there, inVain, err := r.choosePartitions(ctx, c)
	if err != nil {
		r.instance.AddPlanProblem(diags, c.database, err)
		return false
	}
	if len(asked.Names) == 0 {
		asked.Near = there
	}
	asked.Names, asked.Partitions = append(asked.Names, inVain...), inVain
	failure := &job.Error{Code: job.CodeSelection, Kind: "backup", Database: c.database, Detail: asked}
	switch {
	case len(asked.Names) > 0:
		if !r.refuseTemporaryPartition(ctx, *c, inVain, diags) {
			r.instance.ReportJobError(diags, failure, r.instance.RestoreNoted(c.database))
		}
		return false
	case len(c.present) == 0:
		diags.AddAttributeWarning(path.Root("database"), "There is nothing to back up", fmt.Sprintf(
			"Database %q holds no tables and views now. Unless something creates one before, the apply of backup %q will fail and submit nothing.",
			c.database, plan.title()))
		return false
	case len(c.taken) == 0:
		failure.Detail = job.Unmatched{Names: c.selection.Exclude, Excluded: true}
		r.instance.AddJobError(diags, failure)
		return false
	}
	return true
}

// there is a table as the database writes it, "" where the list has none.
func (c chosen) there(list []string, table string) string {
	i := slices.IndexFunc(list, func(name string) bool {
		return name == table || c.selection.AnyCase && strings.EqualFold(name, table)
	})
	if i < 0 {
		return ""
	}
	return list[i]
}

// choosePartitions expands the partitions of the selection; there are those of the first table that lacks one.
func (r *backupResource) choosePartitions(ctx context.Context, c *chosen) (there, inVain []string, err error) {
	c.partitions = map[string][]string{}
	for _, table := range slices.Sorted(maps.Keys(c.selection.Partitions)) {
		if table = c.there(c.taken, table); table == "" {
			continue
		}
		present, err := r.instance.Client.Partitions(ctx, c.database, table)
		if err != nil {
			return nil, nil, err
		}
		matched, vain := c.selection.ChoosePartitions(table, present)
		if len(vain) > 0 && len(inVain) == 0 {
			there, c.lacking = present, table
		}
		c.partitions[table], inVain = matched, append(inVain, vain...)
	}
	return there, inVain, nil
}

// refuseTemporaryPartition says so where a partition that was not found is a temporary one: Doris backs up none of them
// (DORIS.md "What a backup holds").
func (r *backupResource) refuseTemporaryPartition(ctx context.Context, c chosen, inVain []string, diags *diag.Diagnostics) bool {
	if len(inVain) == 0 {
		return false
	}
	database, table, partition := c.database, c.lacking, strings.TrimPrefix(inVain[0], c.lacking+".")
	temporary, err := r.instance.Client.TemporaryPartitions(ctx, database, table)
	if err != nil || !slices.Contains(temporary, partition) {
		return false
	}
	diags.AddAttributeError(path.Root("partitions"), "The partition is temporary", explain.ThreeParts(
		fmt.Sprintf("%q is a temporary partition of table %q of database %q; Doris backs up no temporary partitions.", partition, table, database), "",
		fmt.Sprintf("Put it in the place of a formal one with ALTER TABLE %s.%s REPLACE PARTITION ..., or name a formal one.",
			doris.Identifier(database), doris.Identifier(table))))
	return true
}

// matchesNow lists what patterns match; "" when there are none.
func (c chosen) matchesNow() string {
	patterns := slices.ContainsFunc(c.selection.Tables, job.IsPattern)
	for _, wanted := range c.selection.Partitions {
		patterns = patterns || slices.ContainsFunc(wanted, job.IsPattern)
	}
	switch {
	case patterns:
		var texts []string
		for _, table := range c.taken {
			if matched, some := c.partitions[table]; some {
				table += " (" + explain.Count(len(matched), "partition") + ")"
			}
			texts = append(texts, table)
		}
		return fmt.Sprintf("Database %q: %s.", c.database, explain.Names(texts))
	case slices.ContainsFunc(c.selection.Exclude, job.IsPattern):
		var left []string
		for _, name := range c.present {
			if !slices.Contains(c.taken, name) {
				left = append(left, name)
			}
		}
		if len(left) == 0 {
			return fmt.Sprintf("Database %q: exclude_tables leaves nothing out.", c.database)
		}
		return fmt.Sprintf("Database %q: exclude_tables leaves out %s.", c.database, explain.Names(left))
	}
	return ""
}
