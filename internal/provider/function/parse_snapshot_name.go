// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	tf "github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

type parseSnapshotName struct{}

func newParseSnapshotName() tf.Function { return parseSnapshotName{} }

var snapshotNameParts = map[string]attr.Type{
	"prefix": types.StringType, "submitted_at": types.StringType, "place": types.StringType, "request": types.StringType, "nonce": types.StringType,
}

func (parseSnapshotName) Metadata(_ context.Context, _ tf.MetadataRequest, resp *tf.MetadataResponse) {
	resp.Name = "parse_snapshot_name"
}

func (parseSnapshotName) Definition(_ context.Context, _ tf.DefinitionRequest, resp *tf.DefinitionResponse) {
	resp.Definition = tf.Definition{
		Summary: "The parts of a snapshot name that this provider generated, or null",
		MarkdownDescription: "Takes a name such as `nightly_dwd_20260911_011502_k3v7qm2a_x4f2` apart: `prefix` (`name_prefix` of the backup or the series), `submitted_at` " +
			"(RFC 3339, UTC), `place` (four characters that differ between clusters, databases and repositories), `request` (that differ between selections, contents and " +
			"`triggers`), `nonce` (of one submission). Null for a name that was not generated, such as a fixed `name`: never an error.",
		Parameters: []tf.Parameter{tf.StringParameter{Name: "name", MarkdownDescription: "Name of a snapshot.", AllowNullValue: true}},
		Return:     tf.ObjectReturn{AttributeTypes: snapshotNameParts},
	}
}

func (parseSnapshotName) Run(ctx context.Context, req tf.RunRequest, resp *tf.RunResponse) {
	var name types.String
	if resp.Error = req.Arguments.Get(ctx, &name); resp.Error != nil {
		return
	}
	label, ok := job.ParseLabel(name.ValueString())
	if !ok {
		resp.Error = resp.Result.Set(ctx, types.ObjectNull(snapshotNameParts))
		return
	}
	parts, diags := types.ObjectValue(snapshotNameParts, map[string]attr.Value{
		"prefix": types.StringValue(label.Prefix), "submitted_at": types.StringValue(label.Time.Format(time.RFC3339)),
		"place": types.StringValue(label.Place), "request": types.StringValue(label.Request), "nonce": types.StringValue(label.Nonce),
	})
	if resp.Error = tf.FuncErrorFromDiags(ctx, diags); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, parts)
}
