// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// cloudRestoreSwitch allows RESTORE where storage and compute are decoupled, from 3.1 on (DORIS.md "Settings of frontends", "Decoupled storage").
const cloudRestoreSwitch = "experimental_enable_cloud_restore_job"

// refuseCloudRestore: early releases have no RESTORE there either; later it is an experiment behind a switch. It reports
// whether the restore has no chance.
func refuseCloudRestore(in *instance.Instance, ctx context.Context, cluster doris.Cluster, diags *diag.Diagnostics) bool {
	switch {
	case !cluster.Cloud:
		return false
	case !cluster.Version.Has(doris.CloudRepositories):
		diags.AddError("This Doris has no restores", explain.ThreeParts(
			fmt.Sprintf("The cluster runs with storage and compute decoupled, where Doris has RESTORE from %s on; this cluster is %s.", doris.Since(doris.CloudRepositories), cluster.Version), "",
			"Restore into a cluster whose backends store the data, or upgrade. If the cluster misreports its version, set doris_version in the provider."))
		return true
	}
	value, known, err := in.Client.FrontendConfig(ctx, cloudRestoreSwitch)
	if err == nil && known && value == "true" || !in.Plan.First("restores in cloud mode") {
		return false
	}
	diags.AddWarning("Restores are an experiment on this cluster", fmt.Sprintf(
		"The cluster runs with storage and compute decoupled. Doris refuses RESTORE there unless an administrator runs: ADMIN SET FRONTEND CONFIG (\"%s\" = \"true\"); even then it does not restore over partitions that exist.", cloudRestoreSwitch))
	return false
}
