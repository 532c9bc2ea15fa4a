// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// refuseCombinations refuses what Doris accepts and then destroys or ignores (recorded: restore_options,
// restore_over_existing; DORIS.md "Properties of RESTORE", "Atomic restore"). Unknown values are looked at again when they are known.
func (m restoreModel) refuseCombinations(diags *diag.Diagnostics) {
	m.refuseWithoutOverwrite(diags)
	m.refuseTwoReplicas(diags)
	refuse := func(argument, other, why, next string) {
		diags.AddAttributeError(path.Root(argument), "Two arguments exclude each other",
			explain.ThreeParts(fmt.Sprintf("%s and %s are both set. %s", argument, other, why), "", next))
	}
	if m.AtomicRestore.ValueBool() && tfvalue.Given(m.Partitions) {
		refuse("atomic_restore", "partitions",
			"The swap would leave the table with just the partitions that partitions names; Doris accepts that and the others are lost.",
			"Remove partitions, or remove atomic_restore, which then keeps all other partitions.")
	}
	if m.ForceReplace.ValueBool() && tfvalue.Known(m.AtomicRestore) && !m.AtomicRestore.ValueBool() {
		diags.AddAttributeError(path.Root("force_replace"), "force_replace needs atomic_restore", explain.ThreeParts(
			"force_replace is set without atomic_restore: Doris accepts that, ignores it, and cancels the restore of a table whose schema differs.", "",
			"Set atomic_restore = true as well, or remove force_replace."))
	}
	if m.CleanTables.ValueBool() {
		for _, selection := range []struct {
			argument string
			value    attr.Value
		}{{"tables", m.Tables}, {"exclude_tables", m.ExcludeTables}, {"rename", m.Rename}} {
			if tfvalue.Given(selection.value) {
				refuse("clean_tables", selection.argument,
					"Doris drops every table and view that is not restored under its own name: with a selection all others of the database, with rename also the restored table itself.",
					fmt.Sprintf("Remove clean_tables and drop by hand what shall go, or remove %s.", selection.argument))
				break
			}
		}
	}
	if m.CleanPartitions.ValueBool() && tfvalue.Given(m.Rename) {
		refuse("clean_partitions", "rename",
			"Doris looks for partitions to drop in the table that bears the name in the snapshot, which is not the restored one.",
			"Remove clean_partitions, or remove rename.")
	}
}

// refuseWithoutOverwrite: these arguments replace or drop what is there, so the switch for that must be set as well.
func (m restoreModel) refuseWithoutOverwrite(diags *diag.Diagnostics) {
	if !tfvalue.Known(m.ExistingTables) || m.ExistingTables.ValueString() == existingOverwrite {
		return
	}
	for _, option := range []struct {
		argument, does string
		value          types.Bool
	}{
		{"atomic_restore", "replaces tables that exist", m.AtomicRestore},
		{"clean_tables", "drops tables that exist", m.CleanTables},
		{"clean_partitions", "drops partitions of tables that exist", m.CleanPartitions},
	} {
		if option.value.ValueBool() {
			diags.AddAttributeError(path.Root(option.argument), "The argument needs existing_tables", explain.ThreeParts(
				fmt.Sprintf("%s %s, which existing_tables = %q forbids.", option.argument, option.does, tfvalue.TextElse(m.ExistingTables, existingError)), "",
				fmt.Sprintf("Set existing_tables = %q, or remove %s.", existingOverwrite, option.argument)))
		}
	}
}

func (m restoreModel) refuseTwoReplicas(diags *diag.Diagnostics) {
	var set []string
	for name, value := range map[string]attr.Value{
		"replication_num": m.ReplicationNum, "replication_allocation": m.ReplicationAllocation, "reserve_replica": m.ReserveReplica,
	} {
		if tfvalue.Given(value) {
			set = append(set, name)
		}
	}
	if len(set) > 1 {
		diags.AddError("The replicas are given twice", explain.ThreeParts(
			"At most one of replication_num, replication_allocation and reserve_replica may be set; these are: "+sortedList(set)+".", "",
			"Keep one of them, or none to have the snapshot's number of replicas."))
	}
}

// restorePropertyKeys refuses keys of properties that an argument sets, that mark tables as the target of a
// replication, and that hold secrets: state must not. Doris trims keys (DORIS.md "Quoting"), so they are compared trimmed.
type restorePropertyKeys struct{}

func (restorePropertyKeys) Description(context.Context) string {
	return "no key that an argument sets, no is_being_synced, no secret"
}

func (v restorePropertyKeys) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (restorePropertyKeys) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if !tfvalue.Given(req.ConfigValue) {
		return
	}
	elements := req.ConfigValue.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		summary, happened, next := "", "", "Remove it."
		name := strings.ToLower(strings.TrimSpace(key))
		argument := explain.RestoreArguments[name]
		switch {
		case name == "":
			summary, happened = "The property has no name", "properties has an empty key."
		case argument != "":
			summary, happened = "The property has an argument", fmt.Sprintf("properties has the key %q, which the argument %s sets.", key, argument)
			next = fmt.Sprintf("Use %s, and remove the key.", argument)
		case name == "is_being_synced":
			summary = "The property is not for restores by hand"
			happened = fmt.Sprintf("properties has the key %q, which marks tables as the target of a cross-cluster replication: Doris then refuses much that is done to them.", key)
		case validate.SecretKey.MatchString(name):
			summary, happened = "The property holds a secret", fmt.Sprintf("properties has the key %s, and everything in it is kept in state.", redact.Quote(key))
			next = "Remove it: RESTORE takes no secrets, the repository has those of its storage."
		default:
			continue
		}
		resp.Diagnostics.AddAttributeError(req.Path.AtMapKey(key), summary, explain.ThreeParts(happened, "", next))
	}
}

// ValidateConfig checks what concerns several arguments.
func (r *restoreResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config restoreModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	create := config.CreateDatabase
	if config.OnDestroy.ValueString() == destroyDropDatabase && !create.IsUnknown() && !create.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("on_destroy"), "The database is not this restore's", explain.ThreeParts(
			"on_destroy is \"drop_database\", but create_database is not set: this restore never creates the database, so it never drops it.", "",
			"Set create_database = true, or on_destroy = \"drop_tables\"."))
	}
	config.refuseCombinations(&resp.Diagnostics)
}
