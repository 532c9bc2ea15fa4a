// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// snapshotFilesModel is the attribute files of doris_snapshot.
type snapshotFilesModel struct {
	Count     int64    `tfsdk:"count"`
	SizeBytes int64    `tfsdk:"size_bytes"`
	Missing   []string `tfsdk:"missing"`
}

var snapshotFilesTypes = map[string]attr.Type{
	"count": types.Int64Type, "size_bytes": types.Int64Type, "missing": types.ListType{ElemType: types.StringType},
}

// verifyFilesAttribute and filesAttribute are the two of doris_snapshot that concern the bucket.
func verifyFilesAttribute() schema.Attribute {
	return schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether to compare the snapshot's manifest with the bucket: one listing, no download but the manifest. Needs " +
			"S3 or what speaks it, Azure or HDFS, and access from this machine (`object_storage` of the provider, or what the tools of AWS, " +
			"Azure or Kerberos find) that may list and read. Default `false`.",
	}
}

func filesAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "The snapshot's files in the bucket; null without `verify_files`, and for a snapshot that is not complete.",
		Attributes: map[string]schema.Attribute{
			"count":      schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of files in the bucket."},
			"size_bytes": schema.Int64Attribute{Computed: true, MarkdownDescription: "Their size in bytes."},
			"missing": schema.ListAttribute{
				ElementType: types.StringType, Computed: true,
				MarkdownDescription: "The first 20 files that the manifest lists and that are not there, or, with a word in parentheses, are " +
					"empty or of other content than their checksum says. Empty when all is well. How many there are in all is in the " +
					"warning that comes with them.",
			},
		},
	}
}

// setFiles compares the manifest of the snapshot with the bucket.
func (d *snapshotDataSource) setFiles(ctx context.Context, model *snapshotModel, timestamp string, diags *diag.Diagnostics) {
	repository, name := model.Repository.ValueString(), model.Name.ValueString()
	fail := func(err error) {
		summary, detail := d.instance.Explain().ObjectsError(repository, "verify_files", err).Parts()
		diags.AddAttributeError(path.Root("verify_files"), summary, detail)
	}
	objects, err := d.instance.ObjectsOf(ctx, repository)
	if err != nil {
		fail(err)
		return
	}
	look, err := objects.Look(ctx, name)
	if err != nil {
		fail(err)
		return
	}
	at := slices.IndexFunc(look.Infos, func(f objectstore.InfoFile) bool { return f.Timestamp == timestamp })
	if at < 0 {
		diags.AddAttributeError(path.Root("verify_files"), "Doris and this machine see different files", explain.ThreeParts(
			fmt.Sprintf("Doris lists snapshot %q with timestamp %s in repository %q, and this machine does not see its info file in bucket %q.", name, timestamp, repository, objects.Bucket()), "",
			"Correct object_storage.endpoint and region of the provider, so that they lead to the storage of the repository."))
		return
	}
	check, err := objects.Verify(ctx, name, look.Infos[at])
	if err != nil {
		fail(err)
		return
	}
	if check.MissingCount > 0 {
		diags.AddWarning(fmt.Sprintf("Files of the snapshot are missing (%s)", name), fmt.Sprintf(
			"Snapshot %q in repository %q cannot be restored as it is: of the files that it lists, %s missing or damaged. files.missing names the first: %s.",
			name, repository, isMissing(check.MissingCount), check.Missing[0]))
	}
	value, d2 := types.ObjectValueFrom(ctx, snapshotFilesTypes, snapshotFilesModel{
		Count: int64(check.Count), SizeBytes: check.SizeBytes, Missing: append([]string{}, check.Missing...),
	})
	diags.Append(d2...)
	model.Files = value
}

func isMissing(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}
