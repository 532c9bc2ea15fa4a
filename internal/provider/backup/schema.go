// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// What a backup takes of the tables (Doris property content).
const (
	contentAll          = "all"
	contentMetadataOnly = "metadata_only"
)

func (r *backupResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const onChange = "Any change takes a new snapshot."
	resp.Schema = schema.Schema{
		MarkdownDescription: "One snapshot of a database, or of some of its tables. It is taken when the resource is created and " +
			"never changes; the apply returns when the snapshot is proven to be in the repository. An apply that was killed is " +
			"resumed by the next one. Destroying the resource keeps the snapshot, unless `on_destroy` says otherwise. A snapshot " +
			"that vanished from the repository is a warning, and the plan takes a new one. Where no version is named, an argument " +
			"works on all lines of Doris from 2.0 on.",
		Attributes: tfvalue.JoinAttributes(
			map[string]schema.Attribute{
				"id": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "`repository/name`, each part percent-encoded where it holds `/`, `%` or white space.",
					PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				},
				"repository": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "Repository to write to. It must not be read-only. " + onChange,
					Validators:          []validator.String{validate.NotEmpty()},
				},
				"database": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "Database to back up; it lies in catalog `internal`. " + onChange,
					Validators:          []validator.String{validate.NotEmpty()},
				},
				"name": schema.StringAttribute{
					Optional: true,
					Computed: true,
					MarkdownDescription: "Name of the snapshot (Doris calls it a label), unique in the repository, also among other clusters " +
						"that use it: 1 to 128 letters (A to Z), digits, `-`, `_` and `:` (no `:` in a repository that Doris reads with Hadoop: S3 up to Doris 3.0, HDFS, a broker), in lower case where the cluster runs with " +
						"`lower_case_table_names = 1`. A backup that failed may use it up as well. Exactly one of `name` and `name_prefix` must be set. " + onChange,
					PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
					Validators:    []validator.String{validate.LabelOfAtMost(validate.MaxLabel)},
				},
				"name_prefix": schema.StringAttribute{
					Optional: true,
					MarkdownDescription: "Beginning of the name, at most 99 of the characters that `name` takes: time and fingerprint are appended, such as " +
						"`20260912_011502_k3v7qm2a_x4f2`, so that no failed backup, other database or other cluster can stand in the way. " + onChange,
					Validators: []validator.String{validate.LabelOfAtMost(validate.MaxPrefix)},
				},
				"content": schema.StringAttribute{
					Optional: true,
					Computed: true,
					Default:  stringdefault.StaticString(contentAll),
					MarkdownDescription: "What is taken of each table: `\"all\"` (the default), or `\"metadata_only\"` for its definition without " +
						"rows. Doris has no incremental backups: every snapshot is a full copy. " + onChange,
					Validators: []validator.String{contentWord()},
				},
				"allow_incomplete": schema.BoolAttribute{
					Optional: true,
					Computed: true,
					Default:  booldefault.StaticBool(false),
					MarkdownDescription: "Accepts a snapshot that lacks tables which existed when the backup began, because they were dropped " +
						"meanwhile; otherwise the apply fails and names them. Default `false`. A change is recorded in place.",
				},
				"triggers": schema.MapAttribute{
					ElementType: types.StringType,
					Optional:    true,
					MarkdownDescription: "Any change of these values takes a new snapshot. With a fixed `name` only together with " +
						"`on_destroy = \"delete\"`, which deletes the old snapshot first: until the new one is done there is none. Objects with equal arguments (`count`, two configurations) need different values, such as " +
						"`{ n = count.index }`: otherwise one that is added later may take over a snapshot that another of them took " +
						"within `adopt_finished_within`.",
				},
				"on_destroy": schema.StringAttribute{
					Optional: true,
					Computed: true,
					Default:  stringdefault.StaticString(group.DestroyKeep),
					MarkdownDescription: "What a destroy does with the snapshot: `\"keep\"` (the default) forgets it, and its name stays used; " +
						"`\"delete\"` removes its files from the bucket, because Doris has no statement for it, and cancels its job where it " +
						"still runs. `delete` needs S3 or what speaks it, Azure or HDFS, and access from this machine (`object_storage` of the provider, " +
						"or what the tools of AWS, Azure or Kerberos find); see the guide Deleting snapshots. Backups of equal inputs, as with `count`, need `triggers = { n = count.index }`: " +
						"else a new one takes over the snapshot that another holds, and the plan refuses that. Refer to the repository " +
						"(`doris_repository.main.name`), so that it is not unregistered before. A change is recorded in place.",
					Validators: []validator.String{validate.OneOf(group.DestroyKeep, destroyDelete)},
				},
				"backup_timestamp": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "The snapshot's timestamp exactly as RESTORE wants it, such as `2026-09-11-01-15-02`.",
					PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				},
				"taken_at": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "When the snapshot was taken, as an RFC 3339 instant in UTC: the instant of `backup_timestamp`, whatever the time zone of the cluster.",
					PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				},
				"objects": group.ObjectsAttribute("What the snapshot holds.", "Names of the views."),
				"skipped_objects": schema.ListNestedAttribute{
					Computed: true,
					MarkdownDescription: "What the backup was asked for and Doris does not back up: asynchronous materialized views, temporary tables and " +
						"tables of other engines. The plan warns of the same.",
					PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
					NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
						"name":   schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the object."},
						"reason": schema.StringAttribute{Computed: true, MarkdownDescription: "Why Doris leaves it out."},
					}},
				},
				"missing_objects": schema.ListAttribute{
					ElementType: types.StringType,
					Computed:    true,
					MarkdownDescription: "Tables, views and selected partitions (`table.partition`) that existed when the backup began and vanished while " +
						"it ran; empty unless `allow_incomplete` is set. Null where nobody knows any more what was asked for, such as after an import.",
					PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
				},
			},
			group.SelectionAttributes(group.SelectionText{
				Thing:    "the snapshot takes",
				OnChange: onChange,
				Exclude:  "Doris is told with `EXCLUDE`.",
			}, nil, nil),
			group.WaitingAttributes(ctx, "backup"),
			group.JobAttributes("backup"),
		),
	}
}

func (r *backupResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"repository": identityschema.StringAttribute{RequiredForImport: true, Description: "Repository that holds the snapshot."},
		"name":       identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the snapshot."},
	}}
}
