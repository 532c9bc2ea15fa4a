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
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
)

// kindsAtPlan are the types of what the selection takes: of all objects by SHOW PROC, which needs ADMIN, else by the
// definitions that were read. Temporary tables, which only their own session sees, come with their short name.
func (r *backupResource) kindsAtPlan(ctx context.Context, c chosen, facts map[string]doris.TableFacts) map[string]string {
	kinds := map[string]string{}
	for name, fact := range facts {
		kinds[name] = strings.ReplaceAll(fact.Kind, " ", "_")
	}
	types, err := r.instance.Client.TableTypes(ctx, c.database)
	if err != nil {
		return kinds
	}
	for _, name := range c.taken {
		if known, ok := types[name]; ok {
			kinds[name] = known
		}
	}
	for name := range types {
		if short, ok := doris.TempTableName(name); ok && c.selection.Tables == nil && c.selection.Includes(short) {
			kinds[short] = group.TemporaryTable
		}
	}
	return kinds
}

// checkKinds refuses objects named one by one that a backup cannot hold, and kinds that make Doris refuse the whole
// backup; it names what the backup will leave out although the selection takes it. It reports whether anything is left.
func (r *backupResource) checkKinds(ctx context.Context, plan backupModel, c chosen, kinds map[string]string, diags *diag.Diagnostics) bool {
	var skipped, refused []string
	left := 0
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		kind := kinds[name]
		switch {
		case doris.IsBackedUp(kind):
			left++
		case c.there(group.LiteralNames(c.selection.Tables), name) != "":
			diags.AddAttributeError(path.Root("tables"), "Doris does not back this up", explain.ThreeParts(
				fmt.Sprintf("A backup of Doris cannot hold %q of database %q (%s).", name, c.database, group.SkippedKind(kind)), "",
				"Remove it from tables, and create it again after a restore."))
			return false
		case kind == group.MaterializedView || kind == group.TemporaryTable || r.leavesOthersOut(ctx):
			skipped = append(skipped, fmt.Sprintf("%s (%s)", name, group.SkippedKind(kind)))
		default:
			refused = append(refused, name)
		}
	}
	switch {
	case len(refused) > 0:
		r.refuseKinds(plan, c, kinds, refused, left > 0, diags)
		return false
	case left == 0 && len(kinds) >= len(c.taken):
		diags.AddAttributeWarning(path.Root("database"), "There is nothing to back up", fmt.Sprintf(
			"Doris backs up none of what the selection takes of database %q now: %s. Unless something creates a table or a view before, the apply of backup %q will fail and submit nothing.",
			c.database, explain.Names(skipped), plan.title()))
		return false
	case len(skipped) > 0:
		diags.AddWarning(fmt.Sprintf("Some objects will not be in the snapshot (%s)", plan.title()),
			fmt.Sprintf("Database %q holds %s that Doris does not back up: %s. Create %s again after a restore. To silence this warning, name %s in exclude_tables.",
				c.database, explain.Count(len(skipped), "object"), explain.Names(skipped), itOrThem(skipped), itOrThem(skipped)))
	}
	return true
}

// leavesOthersOut reports whether BACKUP leaves tables of other engines out. Where that cannot be read, the apply shows it.
func (r *backupResource) leavesOthersOut(ctx context.Context) bool {
	value, known, err := r.instance.Client.FrontendConfig(ctx, explain.IgnoreOtherTypes)
	return err != nil || known && value == "true"
}

// refuseKinds: one table of another engine makes Doris refuse the whole backup ("Table 'x' is not a OLAP table").
func (r *backupResource) refuseKinds(plan backupModel, c chosen, kinds map[string]string, refused []string, others bool, diags *diag.Diagnostics) {
	attribute, next := "tables", "Write tables without "+itOrThem(refused)
	if c.selection.Tables == nil {
		attribute, next = "exclude_tables", "Leave "+itOrThem(refused)+" out with exclude_tables = "+explain.HCLList(slices.Concat(c.selection.Exclude, explain.Escaped(refused)))
	}
	next += "; or have Doris leave such tables out of every backup, where it has this setting: " + explain.SetConfig(explain.IgnoreOtherTypes, "true")
	if !others {
		attribute, next = "database", "A backup can hold none of what is selected: select something else."
	}
	texts := make([]string, len(refused))
	for i, name := range refused {
		texts[i] = fmt.Sprintf("%s (%s)", name, group.SkippedKind(kinds[name]))
	}
	diags.AddAttributeError(path.Root(attribute), "Doris would refuse the whole backup", explain.ThreeParts(
		fmt.Sprintf("Database %q holds %s that a backup cannot hold: %s. Backup %q would not be submitted because of %s.",
			c.database, explain.Count(len(refused), "object"), explain.Names(texts), plan.title(), itOrThem(refused)), "",
		next))
}

func itOrThem(list []string) string {
	if len(list) == 1 {
		return "it"
	}
	return "them"
}
