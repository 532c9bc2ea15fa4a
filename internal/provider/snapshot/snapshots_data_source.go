// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

var (
	_ datasource.DataSourceWithConfigure      = (*snapshotsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*snapshotsDataSource)(nil)
)

// NewListDataSource makes doris_snapshots.
func NewListDataSource() datasource.DataSourceWithConfigure { return &snapshotsDataSource{} }

// snapshotsDataSource is doris_snapshots.
type snapshotsDataSource struct {
	instance *instance.Instance
}

type snapshotsModel struct {
	Repository        types.String `tfsdk:"repository"`
	NameRegex         types.String `tfsdk:"name_regex"`
	TakenAfter        types.String `tfsdk:"taken_after"`
	TakenBefore       types.String `tfsdk:"taken_before"`
	Database          types.String `tfsdk:"database"`
	ContainsTable     types.String `tfsdk:"contains_table"`
	IncludeUnfinished types.Bool   `tfsdk:"include_unfinished"`
	Limit             types.Int64  `tfsdk:"limit"`
	Snapshots         types.List   `tfsdk:"snapshots"`
	MostRecent        types.Object `tfsdk:"most_recent"`
}

type listedSnapshotModel struct {
	Name            types.String `tfsdk:"name"`
	BackupTimestamp types.String `tfsdk:"backup_timestamp"`
	TakenAt         types.String `tfsdk:"taken_at"`
	AgeSeconds      types.Int64  `tfsdk:"age_seconds"`
	Finished        types.Bool   `tfsdk:"finished"`
	Status          types.String `tfsdk:"status"`
	Database        types.String `tfsdk:"database"`
}

var listedSnapshotTypes = map[string]attr.Type{
	"name": types.StringType, "backup_timestamp": types.StringType, "taken_at": types.StringType, "age_seconds": types.Int64Type,
	"finished": types.BoolType, "status": types.StringType, "database": types.StringType,
}

func (d *snapshotsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_snapshots"
}

func (d *snapshotsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *snapshotsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Snapshots of a repository, newest first, and the newest complete one as `most_recent`.\n\n" +
			"Doris writes a snapshot's timestamp without a time zone. The provider therefore looks inside the snapshots whose order or " +
			"age matters for the answer (timestamps within 26 hours of the newest one or of a limit; one statement each, remembered " +
			"while Terraform runs) and takes the true instant from there; of the others, `taken_at`, `age_seconds` and `database` are null.",
		Attributes: map[string]schema.Attribute{
			"repository": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the repository.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"name_regex": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only snapshots whose name matches this RE2 expression anywhere; anchor it with `^` and `$` where needed.",
				Validators:          []validator.String{regexValidator{}},
			},
			"taken_after": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only snapshots newer than this instant, RFC 3339, such as `2026-09-12T01:15:02Z` or `timeadd(plantimestamp(), \"-24h\")`.",
				Validators:          []validator.String{instantValidator{}},
			},
			"taken_before": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only snapshots older than this instant, RFC 3339.",
				Validators:          []validator.String{instantValidator{}},
			},
			"database": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only snapshots of this database. Costs one statement per candidate, newest first; use `limit`.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"contains_table": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only snapshots that hold this table or view. Costs one statement per candidate, newest first; use `limit`.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"include_unfinished": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Also lists what is not a complete snapshot: backups that run, leftovers of failed ones, and names that two " +
					"backups share. Not together with `database` and `contains_table`, which only complete snapshots can tell. Default `false`.",
			},
			"limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Stops after so many snapshots, at least 1. Default: all.",
				Validators:          []validator.Int64{validate.AtLeastOne{}},
			},
			"snapshots": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The snapshots, newest first.",
				NestedObject:        schema.NestedAttributeObject{Attributes: listedSnapshotAttributes()},
			},
			"most_recent": schema.SingleNestedAttribute{
				Computed: true,
				MarkdownDescription: "The newest complete snapshot among them; null when there is none. Reading an attribute of null fails with " +
					"Terraform's own words: use `try(data.doris_snapshots.x.most_recent.name, null)`, or a `check` block.",
				Attributes: listedSnapshotAttributes(),
			},
		},
	}
}

func listedSnapshotAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":             schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the snapshot."},
		"backup_timestamp": schema.StringAttribute{Computed: true, MarkdownDescription: "Timestamp exactly as RESTORE wants it; null while there is not exactly one."},
		"taken_at":         schema.StringAttribute{Computed: true, MarkdownDescription: "The instant it was taken, RFC 3339 in UTC; null where the provider did not look inside."},
		"age_seconds":      schema.Int64Attribute{Computed: true, MarkdownDescription: "Seconds since `taken_at` by the server's clock; null with it. Another number at every read: use it in `check` blocks, not in outputs or resources."},
		"finished":         schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it is complete and can be restored."},
		"status":           schema.StringAttribute{Computed: true, MarkdownDescription: "Status in Doris's own words, such as `OK` or `ERROR: No info file found`."},
		"database":         schema.StringAttribute{Computed: true, MarkdownDescription: "Database it was taken of; null where the provider did not look inside."},
	}
}

// ValidateConfig refuses filters that only complete snapshots can answer together with incomplete ones.
func (d *snapshotsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config snapshotsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if config.IncludeUnfinished.ValueBool() && (tfvalue.Given(config.Database) || tfvalue.Given(config.ContainsTable)) {
		resp.Diagnostics.AddAttributeError(path.Root("include_unfinished"), "Unfinished snapshots cannot be filtered by what they hold",
			explain.ThreeParts("include_unfinished is set together with database or contains_table, but Doris shows only of complete snapshots what they hold.", "",
				"Remove include_unfinished, or filter with name_regex."))
	}
}

func (d *snapshotsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model snapshotsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	repository := model.Repository.ValueString()
	filter := model.filter()
	// Another cluster, whose backup this data source may depend on, writes without this client's knowledge: a list that
	// was read earlier in the same apply says nothing.
	d.instance.Client.ForgetSnapshotList(repository)
	list, err := d.instance.Client.Snapshots(ctx, repository)
	if err != nil {
		d.instance.AddSnapshotsError(ctx, &resp.Diagnostics, repository, err)
		return
	}
	var damaged []string
	chosen, err := chooseSnapshots(ctx, list, filter, readDetails(d.instance, repository, &damaged))
	if err != nil {
		d.instance.AddSnapshotsError(ctx, &resp.Diagnostics, repository, err)
		return
	}
	if len(damaged) > 0 {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Damaged snapshots are left out (%s)", repository), fmt.Sprintf(
			"Repository %q: %s. What is in the bucket as their info files is not what Doris uploaded, so it can restore none of them.",
			repository, explain.Names(damaged)))
	}
	now, err := d.instance.Client.NowOrLocal(ctx)
	if err != nil {
		d.instance.AddDorisError(&resp.Diagnostics, err)
		return
	}
	model.set(ctx, chosen, now, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (m snapshotsModel) filter() snapshotFilter {
	filter := snapshotFilter{
		database: m.Database.ValueString(), containsTable: m.ContainsTable.ValueString(),
		includeUnfinished: m.IncludeUnfinished.ValueBool(), limit: int(m.Limit.ValueInt64()),
	}
	if !m.NameRegex.IsNull() {
		filter.name, _ = regexp.Compile(m.NameRegex.ValueString()) // validated, as the instants are
	}
	filter.after, _ = time.Parse(time.RFC3339, m.TakenAfter.ValueString())
	filter.before, _ = time.Parse(time.RFC3339, m.TakenBefore.ValueString())
	return filter
}

func (m *snapshotsModel) set(ctx context.Context, chosen []foundSnapshot, now time.Time, diags *diag.Diagnostics) {
	objectType := types.ObjectType{AttrTypes: listedSnapshotTypes}
	rows := make([]listedSnapshotModel, len(chosen))
	for i, found := range chosen {
		rows[i] = listedSnapshot(found, now)
	}
	var d diag.Diagnostics
	m.Snapshots, d = types.ListValueFrom(ctx, objectType, rows)
	diags.Append(d...)
	m.MostRecent = types.ObjectNull(listedSnapshotTypes)
	if newest := mostRecent(chosen); newest != nil {
		m.MostRecent, d = types.ObjectValueFrom(ctx, listedSnapshotTypes, listedSnapshot(*newest, now))
		diags.Append(d...)
	}
}

func listedSnapshot(found foundSnapshot, now time.Time) listedSnapshotModel {
	row := listedSnapshotModel{
		Name: types.StringValue(found.Name), BackupTimestamp: types.StringNull(), TakenAt: tfvalue.InstantOrNull(found.takenAt()),
		AgeSeconds: ageOrNull(found.takenAt(), now), Finished: types.BoolValue(found.Complete()),
		Status: types.StringValue(snapshotStatus(found.Snapshot)), Database: types.StringNull(),
	}
	if len(found.Timestamps) == 1 {
		row.BackupTimestamp = types.StringValue(found.Timestamps[0])
	}
	if found.details != nil {
		row.Database = types.StringValue(found.details.Database)
	}
	return row
}

// snapshotStatus is Doris's word, except where that is OK although nothing can be restored (recorded: label_twins).
func snapshotStatus(snapshot doris.Snapshot) string {
	if len(snapshot.Timestamps) > 1 {
		return fmt.Sprintf("UNRESTORABLE: %d backups share the name", len(snapshot.Timestamps))
	}
	return snapshot.Status
}

func ageOrNull(takenAt, now time.Time) types.Int64 {
	if takenAt.IsZero() {
		return types.Int64Null()
	}
	return types.Int64Value(int64(now.Sub(takenAt) / time.Second))
}

// readDetails reads details of a repository's snapshots; a snapshot deleted meanwhile has none, nor has a damaged one,
// whose name is kept.
func readDetails(in *instance.Instance, repository string, damaged *[]string) detailsReader {
	return func(ctx context.Context, name, timestamp string) (*doris.SnapshotDetails, error) {
		details, err := in.Client.SnapshotDetails(ctx, repository, name, timestamp)
		switch doris.KindOf(err) {
		case doris.KindSnapshotDamaged:
			*damaged = append(*damaged, name)
			return nil, nil
		case doris.KindSnapshotMissing:
			return nil, nil
		}
		return details, err
	}
}

// regexValidator wants an RE2 expression.
type regexValidator struct{}

func (regexValidator) Description(context.Context) string { return "must be an RE2 expression" }

func (v regexValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v regexValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := regexp.Compile(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "The expression is not valid",
			explain.ThreeParts(fmt.Sprintf("%s is %s: %s.", req.Path, redact.Quote(req.ConfigValue.ValueString()), redact.WithoutSecrets(err.Error())), "",
				"Write an RE2 expression (https://github.com/google/re2/wiki/Syntax)."))
	}
}

// instantValidator wants an instant of RFC 3339.
type instantValidator struct{}

func (instantValidator) Description(context.Context) string { return "must be an instant of RFC 3339" }

func (v instantValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (instantValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "The instant is not valid",
			explain.ThreeParts(fmt.Sprintf("%s is %s, which is no instant of RFC 3339.", req.Path, redact.Quote(req.ConfigValue.ValueString())), "",
				`Write date, time and zone, such as "2026-09-12T01:15:02Z" or "2026-09-12T03:15:02+02:00".`))
	}
}
