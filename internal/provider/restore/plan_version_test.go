// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestRestoreRefusesWhatTheClusterLacks(t *testing.T) {
	var everything restoreModel
	everything.optionDefaults()
	for _, option := range []*types.Bool{
		&everything.ReserveColocate, &everything.ReserveDynamicPartitionEnable, &everything.AtomicRestore, &everything.ForceReplace,
		&everything.CleanTables, &everything.CleanPartitions,
	} {
		*option = types.BoolValue(true)
	}
	inCloud := everything
	inCloud.StorageVaultName = types.StringValue("v1")
	var nothing restoreModel
	nothing.optionDefaults()
	release := func(major, minor, patch int) doris.Cluster {
		return doris.Cluster{Version: doris.Version{Major: major, Minor: minor, Patch: patch}}
	}
	cloud := func(major, minor int) doris.Cluster {
		return doris.Cluster{Version: doris.Version{Major: major, Minor: minor}, Cloud: true}
	}
	guessed := func(major, minor, patch int) doris.Cluster {
		return doris.Cluster{Version: doris.Version{Major: major, Minor: minor, Patch: patch, Guessed: true}}
	}
	const may = "Warning: This Doris may lack the argument"
	const lacks, local, vaults = "This Doris does not have the argument", "Not in a storage-compute decoupled cluster", "This cluster has no storage vaults"
	for name, c := range map[string]struct {
		plan    restoreModel
		cluster doris.Cluster
		want    []string
	}{
		"nothing is asked for":   {nothing, release(2, 0, 0), nil},
		"the newest":             {everything, release(4, 1, 0), nil},
		"not known":              {everything, doris.Cluster{}, nil},
		"3.1":                    {everything, release(3, 1, 0), []string{"reserve_colocate: " + lacks}},
		"3.0.3":                  {everything, release(3, 0, 3), []string{"reserve_colocate: " + lacks, "force_replace: " + lacks}},
		"3.0.2":                  {everything, release(3, 0, 2), []string{"reserve_colocate: " + lacks, "atomic_restore: " + lacks, "force_replace: " + lacks}},
		"2.0.13":                 {everything, release(2, 0, 13), []string{"reserve_colocate: " + lacks, "atomic_restore: " + lacks, "force_replace: " + lacks, "clean_tables: " + lacks, "clean_partitions: " + lacks}},
		"a guess, older":         {everything, guessed(3, 0, 3), []string{"reserve_colocate: " + lacks, "force_replace: " + lacks}},
		"a guess, 3.0 or 3.1":    {everything, guessed(3, 0, 4), []string{"reserve_colocate: " + lacks, "force_replace: " + may}},
		"a guess, 2.1":           {everything, guessed(2, 1, 0), []string{"reserve_colocate: " + lacks, "atomic_restore: " + may, "force_replace: " + may, "clean_tables: " + may, "clean_partitions: " + may}},
		"a vault without vaults": {inCloud, release(4, 1, 0), []string{"storage_vault_name: " + vaults}},
		"a decoupled cluster":    {inCloud, cloud(4, 1), []string{"reserve_colocate: " + local, "atomic_restore: " + local, "force_replace: " + local}},
		"a decoupled 3.0":        {inCloud, cloud(3, 0), []string{"reserve_colocate: " + local, "atomic_restore: " + local, "force_replace: " + local, "clean_tables: " + lacks, "clean_partitions: " + lacks, "storage_vault_name: " + lacks}},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			c.plan.refuseUnsupported(c.cluster, &diags)
			var got []string
			for _, d := range diags {
				at, ok := d.(diag.DiagnosticWithPath)
				if !ok {
					t.Fatalf("no argument is named: %s", d.Summary())
				}
				summary := d.Summary()
				if d.Severity() == diag.SeverityWarning {
					summary = "Warning: " + summary
				}
				got = append(got, at.Path().String()+": "+summary)
				if !strings.Contains(d.Detail(), "Remove "+at.Path().String()) {
					t.Errorf("the text does not say what to do: %s", d.Detail())
				}
			}
			compare.Lists(t, "errors", got, c.want)
		})
	}
}
