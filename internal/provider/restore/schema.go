// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// What a restore does with tables that exist.
const (
	existingError     = "error"
	existingOverwrite = "overwrite"
)

// What else a destroy does with what the restore created.
const (
	destroyDropTables   = "drop_tables"
	destroyDropDatabase = "drop_database"
)

func (r *restoreResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const nextRun = "A change is recorded in place and holds for the next run."
	const pinned = "It stays pinned: when its source moves on there is no diff, only a warning; a change of `triggers` restores what it then names."
	resp.Schema = schema.Schema{
		MarkdownDescription: "One restore of a snapshot into a database. It runs when the resource is created and when `triggers` changes, " +
			"never otherwise: not when its arguments change, not when somebody drops the tables. The apply returns when the restored " +
			"tables are there. An apply that was killed is resumed by the next one and nothing is restored twice. Tables that exist " +
			"are not overwritten unless `existing_tables` says so. Destroying the resource keeps the tables unless `on_destroy` says so. " +
			"Where no version is named, an argument works on all lines of Doris from 2.0 on.",
		Attributes: tfvalue.JoinAttributes(
			map[string]schema.Attribute{
				"id": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "`repository/snapshot/database`, each part percent-encoded where it holds `/`, `%` or white space.",
					PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				},
				"repository": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "Repository that holds the snapshot; it may be read-only. " + pinned,
					Validators:          []validator.String{validate.NotEmpty()},
				},
				"snapshot": schema.StringAttribute{
					Required: true,
					MarkdownDescription: "Name of the snapshot. Where the provider has `object_storage` and reaches the storage, the plan refuses " +
						"a snapshot that a newer line of Doris wrote, which Doris does not support. " + pinned,
					Validators: []validator.String{validate.NotEmpty()},
				},
				"backup_timestamp": schema.StringAttribute{
					Optional: true,
					Computed: true,
					MarkdownDescription: "The snapshot's timestamp as Doris shows it (`yyyy-mm-dd-hh-mm-ss`); looked up when it is left out. " +
						pinned,
					PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
					Validators:    []validator.String{backupTimestamp()},
				},
				"database": schema.StringAttribute{
					Required: true,
					MarkdownDescription: "Database to restore into; it may have another name than the one that was backed up. A change restores " +
						"into the other database and forgets this one.",
					Validators: []validator.String{validate.NotEmpty()},
				},
				"create_database": schema.BoolAttribute{
					Optional:            true,
					Computed:            true,
					Default:             booldefault.StaticBool(false),
					MarkdownDescription: "Creates the database when it is missing; Doris itself never does. Default `false`. " + nextRun,
				},
				"rename": schema.MapAttribute{
					ElementType: types.StringType,
					Optional:    true,
					MarkdownDescription: "New names of tables, by their name in the snapshot: `{ orders = \"orders_0911\" }`. Each key must stand " +
						"literally in `tables`, written the same; a new name is taken as it is, without escapes: any text from Doris 4.0 on, before a letter, then letters, digits, `-` and `_`. No new name may be the name of another table that is restored, even if that gets a new name itself. Before Doris 4.0 " +
						"a restore of several tables or views is refused while the database holds a table of one of the old names: when Doris refuses one of them, its cancel would remove that live " +
						"table, past the recycle bin (apache/doris#48820). One table in a `doris_restore` of its own is safe. " + nextRun,
					Validators: []validator.Map{validate.Discreet{Map: renames{}}},
				},
				"existing_tables": schema.StringAttribute{
					Optional: true,
					Computed: true,
					Default:  stringdefault.StaticString(existingError),
					MarkdownDescription: "Whether tables that exist may be overwritten: `\"error\"` (the default) stops before anything is " +
						"restored, already in the plan where it can be known; `\"overwrite\"` replaces their rows, and the plan warns which " +
						"tables and partitions, or, while the snapshot is not known yet, which tables stand in the database now. A " +
						"replacement by `-replace` or `replace_triggered_by` that would overwrite or drop tables is refused, because Terraform shows no " +
						"warnings of it: change `triggers` instead. Doris refuses tables with another schema, unless `force_replace` is set. " + nextRun,
					Validators: []validator.String{validate.OneOf(existingError, existingOverwrite)},
				},
				"replication_num": schema.Int64Attribute{
					Optional: true,
					MarkdownDescription: "Number of replicas of the restored tables, 1 to 32767. At most one of `replication_num`, " +
						"`replication_allocation` and `reserve_replica`; with none of them, tables keep the snapshot's number. " + nextRun,
					Validators: []validator.Int64{replicaNumber{}},
				},
				"replication_allocation": schema.StringAttribute{
					Optional:            true,
					MarkdownDescription: "Replicas by resource tag, such as `\"tag.location.default: 2, tag.location.b: 1\"`. " + nextRun,
					Validators:          []validator.String{replicaAllocation()},
				},
				"reserve_replica": schema.BoolAttribute{
					Optional: true,
					MarkdownDescription: "`true` keeps the snapshot's number of replicas, as leaving all three out does; `false` asks for Doris's " +
						"default of 3. " + nextRun,
				},
				"triggers": schema.MapAttribute{
					ElementType: types.StringType,
					Optional:    true,
					MarkdownDescription: "Any change of these values restores again, in place, what the configuration then names, under the rule " +
						"of `existing_tables`. A value that is unknown at plan counts as changed.",
				},
				"on_destroy": schema.StringAttribute{
					Optional: true,
					Computed: true,
					Default:  stringdefault.StaticString(group.DestroyKeep),
					MarkdownDescription: "What a destroy does with what this restore created, never with what was there before: `\"keep\"` (the " +
						"default) forgets the restore; `\"drop_tables\"` drops the tables and views that it created; `\"drop_database\"` drops " +
						"the database that it created with them (needs `create_database`), and is refused while anything else is in it. " +
						"Dropped tables go into Doris's recycle bin. A job that still runs is cancelled first, if it is provably this " +
						"resource's. After an import nothing counts as created. A change is recorded in place and holds when it was " +
						"applied before the destroy.",
					Validators: []validator.String{validate.OneOf(group.DestroyKeep, destroyDropTables, destroyDropDatabase)},
				},
				"submitted_at": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "When Doris took the job, as an RFC 3339 instant in UTC.",
					PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
				},
				"rpo_seconds": schema.Int64Attribute{
					Computed:            true,
					MarkdownDescription: "Age of the snapshot when the job was submitted, in seconds: how much work a loss at that instant would have cost.",
					PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
				},
				"rto_seconds": schema.Int64Attribute{
					Computed: true,
					MarkdownDescription: "Seconds from the submission of the job until the data was there and, with `verify`, verified: " +
						"`duration_seconds` and the time of the verification. Null where the data failed it.",
					PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
				},
				"objects": group.ObjectsAttribute("What was restored and is still there, under its new names.", "Names of the views."),
			},
			group.SelectionAttributes(group.SelectionText{
				Thing:    "the restore brings back",
				OnChange: nextRun,
				Exclude:  "Doris is told with the names of all others, because it ignores `EXCLUDE` in restores.",
			}, nil, nil),
			restoreOptionAttributes(nextRun),
			verifyAttributes(),
			group.WaitingAttributes(ctx, "restore"),
			group.JobAttributes("restore"),
		),
	}
}

func (r *restoreResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"repository": identityschema.StringAttribute{RequiredForImport: true, Description: "Repository that holds the snapshot."},
		"snapshot":   identityschema.StringAttribute{RequiredForImport: true, Description: "Name of the snapshot."},
		"database":   identityschema.StringAttribute{RequiredForImport: true, Description: "Database that it was restored into."},
	}}
}
