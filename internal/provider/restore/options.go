// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// restoreOptionsModel is the group of arguments that say what a restore makes of the tables. Embed it.
type restoreOptionsModel struct {
	ReserveColocate               types.Bool   `tfsdk:"reserve_colocate"`
	ReserveDynamicPartitionEnable types.Bool   `tfsdk:"reserve_dynamic_partition_enable"`
	AtomicRestore                 types.Bool   `tfsdk:"atomic_restore"`
	ForceReplace                  types.Bool   `tfsdk:"force_replace"`
	CleanTables                   types.Bool   `tfsdk:"clean_tables"`
	CleanPartitions               types.Bool   `tfsdk:"clean_partitions"`
	StorageVaultName              types.String `tfsdk:"storage_vault_name"`
	Properties                    types.Map    `tfsdk:"properties"`
}

// options are the group as Doris takes it.
func (m restoreOptionsModel) options() doris.RestoreOptions {
	return doris.RestoreOptions{
		ReserveColocate:          m.ReserveColocate.ValueBool(),
		ReserveDynamicPartitions: m.ReserveDynamicPartitionEnable.ValueBool(),
		AtomicRestore:            m.AtomicRestore.ValueBool(),
		ForceReplace:             m.ForceReplace.ValueBool(),
		CleanTables:              m.CleanTables.ValueBool(),
		CleanPartitions:          m.CleanPartitions.ValueBool(),
		StorageVault:             m.StorageVaultName.ValueString(),
	}
}

// optionDefaults fills the defaults of the group, as an import must.
func (m *restoreOptionsModel) optionDefaults() {
	for _, option := range []*types.Bool{
		&m.ReserveColocate, &m.ReserveDynamicPartitionEnable, &m.AtomicRestore, &m.ForceReplace, &m.CleanTables, &m.CleanPartitions,
	} {
		*option = types.BoolValue(false)
	}
}

// restoreOptionAttributes is the group; nextRun is the sentence about a change.
func restoreOptionAttributes(nextRun string) map[string]schema.Attribute {
	option := func(text string) schema.BoolAttribute {
		return schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: text + " Default `false`. " + nextRun,
		}
	}
	return map[string]schema.Attribute{
		"reserve_colocate": option("Keeps the colocate groups of the tables, which a restore loses otherwise. Doris 4.0 and newer; not in " +
			"storage-compute decoupled clusters."),
		"reserve_dynamic_partition_enable": option("Keeps dynamic partitioning switched on where it was. Otherwise Doris switches it off in the " +
			"tables that it creates, and a warning after the run names them. Once it is on, Doris's scheduler drops partitions that are " +
			"older than the table's window, restored ones too."),
		"atomic_restore": option("Loads each table beside the one that is there and swaps them at the end: readers see the old rows or the " +
			"new ones, never half, and the tables take loads meanwhile. Those rows are lost in the swap, and so is every partition that is " +
			"not in the snapshot; the old table does not go into the recycle bin. Needs `existing_tables = \"overwrite\"`; not together " +
			"with `partitions`. Another number of replicas than the tables have that are there is taken from Doris 4.0 on. Doris 2.0.15, 2.1.7, 3.0.3 and newer; not in storage-compute decoupled clusters."),
		"force_replace": option("Replaces a table even if its schema differs from the snapshot's, from Doris 4.0 on also a view. Needs `atomic_restore`, without which Doris " +
			"ignores it. Doris 2.1.9, 3.0.5 and newer; not in storage-compute decoupled clusters."),
		"clean_tables": option("At the end drops all tables and views of the database that are not in the snapshot; the plan names them. " +
			"Needs `existing_tables = \"overwrite\"`; not together with `tables`, `exclude_tables` or `rename`, because Doris would drop what " +
			"those leave out. Asynchronous materialized views and tables of other engines stay. What is dropped goes into Doris's recycle " +
			"bin. Doris 2.0.15, 2.1.6, 3.0.2 and newer; before 2.0.16, 2.1.7 and 3.0.3 the restored views are dropped as well."),
		"clean_partitions": option("At the end drops the partitions of restored tables that are not restored; the plan names them. Needs " +
			"`existing_tables = \"overwrite\"`; not together with `rename`. What is dropped goes into Doris's recycle bin. Doris 2.0.15, " +
			"2.1.6, 3.0.2 and newer."),
		"storage_vault_name": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Storage vault that keeps the restored tables; left out, the default vault does. The user needs USAGE on it. " +
				"Storage-compute decoupled clusters of Doris 3.1 and newer only. " + nextRun,
			Validators: []validator.String{validate.NotEmpty()},
		},
		"properties": schema.MapAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Further properties of RESTORE, passed as they are, such as `allow_load` (`\"true\"` lets tables take loads " +
				"into partitions that are not being restored) and `meta_version`. Doris refuses keys that it does not know. Not for what an " +
				"argument sets, `is_being_synced`, and secrets. " + nextRun,
			Validators: []validator.Map{validate.NotEmptyCollection{}, restorePropertyKeys{}},
		},
	}
}
