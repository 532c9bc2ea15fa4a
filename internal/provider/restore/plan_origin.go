// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// sourceFiles are the files that describe the snapshot of a restore, for what no statement shows of it.
type sourceFiles struct {
	objects *objectstore.Repository
	label   string
	look    objectstore.Look
}

// filesAtPlan looks into the bucket of the repository. It takes the provider's object_storage and a bucket on S3; nil where
// that cannot be read, which is no matter of a restore.
func (r *restoreResource) filesAtPlan(ctx context.Context, plan restoreModel) *sourceFiles {
	if r.instance.Settings.Objects == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, instance.PlanLook)
	defer cancel()
	objects, err := r.instance.ObjectsOf(ctx, plan.Repository.ValueString())
	if err != nil {
		return nil
	}
	look, err := objects.Look(ctx, plan.Snapshot.ValueString())
	if err != nil {
		return nil
	}
	return &sourceFiles{objects, plan.Snapshot.ValueString(), look}
}

// info reads what the snapshot says of itself; nil when that cannot be read, or is there twice: the look at the repository
// says so.
func (f *sourceFiles) info(ctx context.Context) *objectstore.Info {
	if f == nil || len(f.look.Infos) != 1 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, instance.PlanLook)
	defer cancel()
	info, err := f.objects.Info(ctx, f.label, f.look.Infos[0])
	if err != nil {
		return nil
	}
	return info
}

// meta reads the snapshot's own description of its tables; nil when that cannot be read.
func (f *sourceFiles) meta(ctx context.Context) *objectstore.Meta {
	if f == nil || len(f.look.Metas) != 1 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, instance.PlanLook)
	defer cancel()
	meta, err := f.objects.Meta(ctx, f.look.Metas[0])
	if err != nil {
		return nil
	}
	return meta
}

// refuseNewerSnapshot refuses the snapshot of a newer line than the cluster's: Doris neither checks nor supports it
// (DORIS.md "Files of a repository"). Builds without a number write none.
func (r *restoreResource) refuseNewerSnapshot(ctx context.Context, plan restoreModel, files *sourceFiles, diags *diag.Diagnostics) {
	cluster, ok := r.instance.ClusterAtPlan(ctx, diags)
	if !ok || !cluster.Version.Known() {
		return
	}
	info := files.info(ctx)
	if info == nil || info.Major == 0 || !newerLine(doris.Version{Major: info.Major, Minor: info.Minor}, cluster.Version) {
		return
	}
	summary, detail := "The snapshot is of a newer Doris", explain.ThreeParts(
		fmt.Sprintf("Snapshot %q was written by Doris %d.%d; this cluster is %s. Doris restores snapshots of its own line and of older ones.",
			plan.Snapshot.ValueString(), info.Major, info.Minor, cluster.Version), "",
		fmt.Sprintf("Restore it into a cluster of Doris %d.%d or newer, or upgrade this one. If the cluster misreports its version, set doris_version in the provider.", info.Major, info.Minor))
	if cluster.Version.Guessed {
		diags.AddAttributeWarning(path.Root("snapshot"), summary, detail)
		return
	}
	diags.AddAttributeError(path.Root("snapshot"), summary, detail)
}

// newerLine compares lines, not patch releases.
func newerLine(a, b doris.Version) bool {
	return a.Major > b.Major || a.Major == b.Major && a.Minor > b.Minor
}
