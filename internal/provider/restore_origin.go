// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// refuseNewerSnapshot refuses the snapshot of a newer line than the cluster's: Doris neither checks nor supports it
// (reference 8). No statement shows who wrote a snapshot, so it takes the provider's object_storage and a bucket on S3;
// what cannot be read there is not said, and builds without a number write none.
func (r *restoreResource) refuseNewerSnapshot(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) {
	cluster, ok := r.in.clusterAtPlan(ctx, diags)
	if !ok || r.in.settings.objects == nil || !cluster.Version.Known() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, planLook)
	defer cancel()
	info := r.infoFile(ctx, plan)
	if info == nil || info.Major == 0 || !newerLine(doris.Version{Major: info.Major, Minor: info.Minor}, cluster.Version) {
		return
	}
	summary, detail := "The snapshot is of a newer Doris", threeParts(
		fmt.Sprintf("Snapshot %q was written by Doris %d.%d; this cluster is %s. Doris restores snapshots of its own line and of older ones.",
			plan.Snapshot.ValueString(), info.Major, info.Minor, cluster.Version), "",
		fmt.Sprintf("Restore it into a cluster of Doris %d.%d or newer, or upgrade this one. If the cluster misreports its version, set doris_version in the provider.", info.Major, info.Minor))
	if cluster.Version.Guessed {
		diags.AddAttributeWarning(path.Root("snapshot"), summary, detail)
		return
	}
	diags.AddAttributeError(path.Root("snapshot"), summary, detail)
}

// infoFile reads what the snapshot says of itself; nil when that cannot be read.
func (r *restoreResource) infoFile(ctx context.Context, plan restoreModel) *objectstore.Info {
	objects, err := r.in.objectsOf(ctx, plan.Repository.ValueString())
	if err != nil {
		return nil
	}
	look, err := objects.Look(ctx, plan.Snapshot.ValueString())
	if err != nil || len(look.Infos) != 1 {
		return nil // none or several: the look at the repository says so
	}
	info, err := objects.Info(ctx, plan.Snapshot.ValueString(), look.Infos[0])
	if err != nil {
		return nil
	}
	return info
}

// newerLine compares lines, not patch releases.
func newerLine(a, b doris.Version) bool {
	return a.Major > b.Major || a.Major == b.Major && a.Minor > b.Minor
}
