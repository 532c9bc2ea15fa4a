// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

const defaultDueAfter = "20h"

var latestTypes = map[string]attr.Type{
	"name": types.StringType, "backup_timestamp": types.StringType, "taken_at": types.StringType,
	"table_count": types.Int64Type, "view_count": types.Int64Type,
}

func (r *seriesResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Snapshots of one database, one per period: an apply takes one when the newest good one is older than " +
			"`due_after`, and otherwise has nothing to do, so a scheduler may run `terraform apply` as often as it likes. With a " +
			"`retention` block the plan names the snapshots that go (`pruned`), and the apply deletes exactly these, after the new " +
			"one is proven to be in the repository.\n\n" +
			"A create takes over a series that exists. To the series belong the snapshots whose names were generated from " +
			"`name_prefix` for this cluster, database and repository, and those that `adopt_name_regex` matches and that hold this " +
			"database. Another cluster with the same names does not see them as its own. An apply that was killed is resumed by the " +
			"next one; the leftovers of a failed backup stand in nobody's way and go with the retention after 48 hours.",
		Attributes: seriesAttributes(ctx),
		Blocks:     map[string]schema.Block{"retention": retentionBlock()},
	}
}

func seriesAttributes(ctx context.Context) map[string]schema.Attribute {
	const nextRun = "A change is recorded in place and holds for the next snapshot."
	waiting := group.WaitingAttributes(ctx, "backup")
	delete(waiting, "adopt_finished_within") // a good snapshot that is young enough is taken over whenever it ended
	job := group.JobAttributes("backup")
	return tfvalue.JoinAttributes(
		seriesNameAttributes(),
		map[string]schema.Attribute{
			"due_after": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(defaultDueAfter),
				MarkdownDescription: "A snapshot is due when the newest good one is older than this: a duration of at least `1m`; default " +
					"`\"20h\"`, which suits a nightly run whose hour varies. A change is recorded in place.",
				PlanModifiers: group.DurationModifiers(),
				Validators:    []validator.String{validate.DurationAtLeast(time.Minute)},
			},
			"paused": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "While `true` no snapshot is due, but `retention` goes on: for a database at rest, or for snapshots that a " +
					"script makes. Default `false`. A change is recorded in place.",
			},
			"adopt_name_regex": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Snapshots of other names that belong to the series as well, such as those that an earlier script made: an " +
					"RE2 expression for the whole name, from `^` to `$`, such as `^ods_[0-9]{8}$`. Those of other databases do not " +
					"count, whatever their names. A snapshot does not tell which cluster made it: where several clusters write to one " +
					"repository, it must match no name that another one uses for a database of the same name. A change is recorded in " +
					"place, and the next plan counts what it matches.",
				Validators: []validator.String{adoptValidator{}},
			},
			"content": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(contentAll),
				MarkdownDescription: "What is taken of each table: `\"all\"` (the default), or `\"metadata_only\"` for its definition without rows. " +
					nextRun,
				Validators: []validator.String{validate.OneOf(contentAll, contentMetadataOnly)},
			},
			"allow_incomplete": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Accepts snapshots that lack tables which existed when the backup began, because they were dropped meanwhile. " +
					"Otherwise the apply fails and names them, and such a snapshot never counts as good: the next apply takes another. " +
					"Default `false`. " + nextRun,
			},
			"on_destroy": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(group.DestroyKeep),
				MarkdownDescription: "What a destroy does: `\"keep\"` (the default) forgets the series and leaves its snapshots in the repository, " +
					"`\"delete\"` removes the files of all of them; the plan names them. Only where the storage speaks S3. A change is " +
					"recorded in place.",
				Validators: []validator.String{validate.OneOf(group.DestroyKeep, destroyDelete)},
			},
			"latest": latestAttribute(),
			"next_due_at": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the next snapshot is due, RFC 3339 in UTC; null while `paused`.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"pruned": schema.ListAttribute{
				ElementType: types.StringType,
				Computed:    true,
				MarkdownDescription: "Names of what the last pruning deleted, sorted. They are known in the plan, and exactly these are deleted: a " +
					"saved plan is the list of deletions, and whatever expires later waits for the next plan. Leftovers of failed " +
					"backups of the series are among them after 48 hours.",
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
			"state":  job["state"],
			"job_id": job["job_id"],
		},
		group.SelectionAttributes(group.SelectionText{
			Thing:    "a snapshot takes",
			OnChange: nextRun,
			Exclude:  "Doris is told with `EXCLUDE`.",
		}, nil, nil),
		waiting,
	)
}

func seriesNameAttributes() map[string]schema.Attribute {
	replace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	const onChange = " A change makes another series of it; what `on_destroy` says happens to the old one."
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "`repository/database/name_prefix`, each part percent-encoded where it holds `/`, `%` or white space.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"repository": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Repository to write to. It must not be read-only." + onChange,
			PlanModifiers:       replace,
			Validators:          []validator.String{validate.NotEmpty()},
		},
		"database": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Database to back up; it lies in catalog `internal`." + onChange,
			PlanModifiers:       replace,
			Validators:          []validator.String{validate.NotEmpty()},
		},
		"name_prefix": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Beginning of the names, at most 99 letters, digits, `-`, `_` and `:`. Time and fingerprint are appended, such as " +
				"`20260912_011502_k3v7qm2a_x4f2`." + onChange,
			PlanModifiers: replace,
			Validators:    []validator.String{validate.LabelOfAtMost(validate.MaxPrefix)},
		},
	}
}

func latestAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "The newest good snapshot: complete, and without missing tables unless `allow_incomplete` is set; null when there is " +
			"none. Unknown in the plan exactly when one is due.",
		PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
		Attributes: map[string]schema.Attribute{
			"name":             schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the snapshot."},
			"backup_timestamp": schema.StringAttribute{Computed: true, MarkdownDescription: "Timestamp exactly as RESTORE wants it."},
			"taken_at":         schema.StringAttribute{Computed: true, MarkdownDescription: "When the snapshot was taken, as an RFC 3339 instant in UTC: the instant of `backup_timestamp`, whatever the time zone of the cluster."},
			"table_count":      schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of tables in it."},
			"view_count":       schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of views in it."},
		},
	}
}

// retentionBlock is the one block: blocks answer an unknown key with an error, nested attributes drop it silently.
func retentionBlock() schema.Block {
	number := func(text string) schema.Attribute {
		return schema.Int64Attribute{Optional: true, MarkdownDescription: text, Validators: []validator.Int64{validate.AtLeastOne{}}}
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Which snapshots stay; without the block all do. What any of the `keep` rules names stays, unless `max_age` takes " +
			"it; without a `keep` rule everything stays that `max_age` does not take. Days, ISO weeks and months are those of UTC. " +
			"The newest good snapshot is never deleted, and snapshots that are not good never take the place of one that is. Only " +
			"on S3 and what speaks it, Azure and HDFS: the files are deleted by the provider, with the access of `object_storage`. A change is " +
			"recorded in place; what it lets go is named by the same plan.",
		Validators: []validator.Object{retentionValidator{}},
		Attributes: map[string]schema.Attribute{
			"keep_last":    number("The newest N stay."),
			"keep_daily":   number("The newest of each of the last N days that have a snapshot stays."),
			"keep_weekly":  number("The newest of each of the last N ISO weeks that have a snapshot stays."),
			"keep_monthly": number("The newest of each of the last N months that have a snapshot stays."),
			"max_age": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Older ones go, whatever the `keep` rules say: a duration of at least `1h`, such as `\"2160h\"` for 90 days.",
				PlanModifiers:       group.DurationModifiers(),
				Validators:          []validator.String{validate.DurationAtLeast(time.Hour)},
			},
			"keep_at_least": number("The newest N good ones stay, whatever all other rules say. Default 1."),
		},
	}
}

func (r *seriesResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"repository":  identityschema.StringAttribute{RequiredForImport: true, Description: "Repository that holds the snapshots."},
		"database":    identityschema.StringAttribute{RequiredForImport: true, Description: "Database that is backed up."},
		"name_prefix": identityschema.StringAttribute{RequiredForImport: true, Description: "Beginning of the names."},
	}}
}
