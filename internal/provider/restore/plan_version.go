// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// refuseNewNames refuses new names that this Doris takes for no table.
func (m restoreModel) refuseNewNames(version doris.Version, diags *diag.Diagnostics) {
	renames := tfvalue.StringMapOf(m.Rename)
	for _, key := range slices.Sorted(maps.Keys(renames)) {
		name, at := renames[key], path.Root("rename").AtMapKey(key)
		if name == "" || doris.TakesTableName(version, name) { // what is not known yet is ""
			continue
		}
		diags.AddAttributeError(at, "The new name is not valid", explain.ThreeParts(
			fmt.Sprintf("%s is %q; before Doris 4.0 a table's name is a letter, then letters, digits, - and _, without the database, and this cluster is %s.", at, name, version), "",
			"Write the new name alone, such as orders_0911. If the cluster misreports its version, set doris_version in the provider."))
	}
}

// refuseUnsupported refuses arguments that this cluster does not have: RESTORE would answer "Unknown restore job
// properties", or in storage-compute decoupled clusters "not supported now." (DORIS.md "Properties of RESTORE", "Which release has what").
func (m restoreModel) refuseUnsupported(cluster doris.Cluster, diags *diag.Diagnostics) {
	if tfvalue.Given(m.JobTimeout) && !cluster.Version.Has(doris.RestoreTimeout) {
		diags.AddAttributeError(path.Root("job_timeout"), "This Doris does not have the argument", explain.ThreeParts(
			fmt.Sprintf("RESTORE refuses the property timeout on 4.0.0 to 4.0.5; this cluster is %s.", cluster.Version), "",
			"Remove job_timeout or upgrade. If the cluster misreports its version, set doris_version in the provider."))
	}
	m.refuseNewNames(cluster.Version, diags)
	for _, option := range []struct {
		argument string
		set      bool
		feature  doris.Feature
		local    bool // not in storage-compute decoupled clusters
	}{
		{"reserve_colocate", m.ReserveColocate.ValueBool(), doris.ReserveColocate, true},
		{"atomic_restore", m.AtomicRestore.ValueBool(), doris.AtomicRestore, true},
		{"force_replace", m.ForceReplace.ValueBool(), doris.ForceReplace, true},
		{"clean_tables", m.CleanTables.ValueBool(), doris.CleanRestore, false},
		{"clean_partitions", m.CleanPartitions.ValueBool(), doris.CleanRestore, false},
		{"storage_vault_name", tfvalue.Given(m.StorageVaultName), doris.StorageVault, false},
	} {
		switch at := path.Root(option.argument); {
		case !option.set:
		case option.feature == doris.StorageVault && !cluster.Cloud:
			diags.AddAttributeError(at, "This cluster has no storage vaults", explain.ThreeParts(
				"storage_vault_name is set; only storage-compute decoupled clusters have storage vaults, and this one is not.", "", "Remove storage_vault_name."))
		case option.local && cluster.Cloud:
			diags.AddAttributeError(at, "Not in a storage-compute decoupled cluster", explain.ThreeParts(
				fmt.Sprintf("%s is set; Doris does not have it in storage-compute decoupled clusters, such as this one.", option.argument), "",
				fmt.Sprintf("Remove %s.", option.argument)))
		case cluster.Version.Has(option.feature):
		case cluster.Version.MayHave(option.feature):
			diags.AddAttributeWarning(at, "This Doris may lack the argument", explain.ThreeParts(
				fmt.Sprintf("%s needs Doris %s; this cluster does not say its version and is taken for %s. Where it lacks the argument, the apply fails and nothing is submitted.",
					option.argument, doris.Since(option.feature), cluster.Version), "",
				fmt.Sprintf("Remove %s, or set doris_version in the provider.", option.argument)))
		default:
			diags.AddAttributeError(at, "This Doris does not have the argument", explain.ThreeParts(
				fmt.Sprintf("%s needs Doris %s; this cluster is %s.", option.argument, doris.Since(option.feature), cluster.Version), "",
				fmt.Sprintf("Remove %s or upgrade. If the cluster misreports its version, set doris_version in the provider.", option.argument)))
		}
	}
}
