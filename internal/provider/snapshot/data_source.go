// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package snapshot is the data sources doris_snapshot and doris_snapshots.
package snapshot

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
)

var _ datasource.DataSourceWithConfigure = (*snapshotDataSource)(nil)

// NewDataSource makes doris_snapshot.
func NewDataSource() datasource.DataSourceWithConfigure { return &snapshotDataSource{} }

// snapshotDataSource is doris_snapshot.
type snapshotDataSource struct {
	instance *instance.Instance
}

type snapshotModel struct {
	Repository      types.String `tfsdk:"repository"`
	Name            types.String `tfsdk:"name"`
	BackupTimestamp types.String `tfsdk:"backup_timestamp"`
	Finished        types.Bool   `tfsdk:"finished"`
	Status          types.String `tfsdk:"status"`
	TakenAt         types.String `tfsdk:"taken_at"`
	AgeSeconds      types.Int64  `tfsdk:"age_seconds"`
	Database        types.String `tfsdk:"database"`
	Content         types.String `tfsdk:"content"`
	Objects         types.Object `tfsdk:"objects"`
	VerifyFiles     types.Bool   `tfsdk:"verify_files"`
	Files           types.Object `tfsdk:"files"`
}

type snapshotObjectsModel struct {
	Tables []snapshotTableModel `tfsdk:"tables"`
	Views  []string             `tfsdk:"views"`
}

type snapshotTableModel struct {
	Name           string   `tfsdk:"name"`
	PartitionCount int64    `tfsdk:"partition_count"`
	Partitions     []string `tfsdk:"partitions"`
}

var snapshotObjectsTypes = map[string]attr.Type{
	"tables": types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
		"name": types.StringType, "partition_count": types.Int64Type, "partitions": types.ListType{ElemType: types.StringType},
	}}},
	"views": types.ListType{ElemType: types.StringType},
}

func (d *snapshotDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_snapshot"
}

func (d *snapshotDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *snapshotDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One snapshot of a repository and what it holds: tables with the names of their partitions, and views. A " +
			"snapshot that does not exist is an error; one that is not complete has `finished = false` and null for what only a " +
			"complete snapshot tells.",
		Attributes: map[string]schema.Attribute{
			"repository": schema.StringAttribute{Required: true, MarkdownDescription: "Name of the repository.", Validators: []validator.String{validate.NotEmpty()}},
			"name":       schema.StringAttribute{Required: true, MarkdownDescription: "Name of the snapshot.", Validators: []validator.String{validate.NotEmpty()}},
			"backup_timestamp": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Timestamp exactly as RESTORE wants it, `yyyy-mm-dd-hh-mm-ss`. Looked up when left out; when given, it must be the snapshot's.",
			},
			"verify_files": verifyFilesAttribute(),
			"files":        filesAttribute(),
			"finished":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it is complete and can be restored."},
			"status":       schema.StringAttribute{Computed: true, MarkdownDescription: "Status in Doris's own words, such as `OK` or `ERROR: No info file found`."},
			"taken_at":     schema.StringAttribute{Computed: true, MarkdownDescription: "The instant it was taken, RFC 3339 in UTC."},
			"age_seconds":  schema.Int64Attribute{Computed: true, MarkdownDescription: "Seconds since `taken_at` by the server's clock. Another number at every read: use it in `check` blocks, not in outputs or resources."},
			"database":     schema.StringAttribute{Computed: true, MarkdownDescription: "Database it was taken of."},
			"content":      schema.StringAttribute{Computed: true, MarkdownDescription: "`all`, or `metadata_only` for definitions without rows."},
			"objects": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "What the snapshot holds.",
				Attributes: map[string]schema.Attribute{
					"tables": schema.ListNestedAttribute{
						Computed:            true,
						MarkdownDescription: "Its tables, by name.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"name":            schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the table."},
							"partition_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of its partitions in the snapshot."},
							"partitions": schema.ListAttribute{
								ElementType: types.StringType, Computed: true,
								MarkdownDescription: "Names of these partitions; a table without partitions has one of its own name.",
							},
						}},
					},
					"views": schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "Names of its views."},
				},
			},
		},
	}
}

func (d *snapshotDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model snapshotModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	repository, name := model.Repository.ValueString(), model.Name.ValueString()
	snapshot, err := d.instance.Client.Snapshot(ctx, repository, name)
	if err != nil {
		d.instance.AddSnapshotsError(ctx, &resp.Diagnostics, repository, err)
		return
	}
	if len(snapshot.Timestamps) == 0 && !d.exists(ctx, repository, name, &resp.Diagnostics) {
		return
	}
	timestamp, ok := chooseTimestamp(model.BackupTimestamp, snapshot, repository, &resp.Diagnostics)
	if !ok {
		return
	}
	model.BackupTimestamp = tfvalue.TextOrNull(timestamp)
	model.Finished, model.Status = types.BoolValue(snapshot.Complete()), types.StringValue(snapshotStatus(snapshot))
	model.Objects, model.Files = types.ObjectNull(snapshotObjectsTypes), types.ObjectNull(snapshotFilesTypes)
	if timestamp != "" {
		details, err := d.instance.Client.SnapshotDetails(ctx, repository, name, timestamp)
		if err != nil {
			d.instance.AddSnapshotsError(ctx, &resp.Diagnostics, repository, err)
			return
		}
		now, err := d.instance.Client.NowOrLocal(ctx)
		if err != nil {
			d.instance.AddDorisError(&resp.Diagnostics, err)
			return
		}
		model.setDetails(ctx, details, now, &resp.Diagnostics)
		if model.VerifyFiles.ValueBool() {
			d.setFiles(ctx, &model, timestamp, &resp.Diagnostics)
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// exists tells leftovers of a failed backup, which the listing has, from a snapshot that is not there at all.
func (d *snapshotDataSource) exists(ctx context.Context, repository, name string, diags *diag.Diagnostics) bool {
	// Another cluster, whose backup this data source may depend on, writes without this client's knowledge: a list that
	// was read earlier in the same apply says nothing.
	d.instance.Client.ForgetSnapshotList(repository)
	list, err := d.instance.Client.Snapshots(ctx, repository)
	if err != nil {
		d.instance.AddSnapshotsError(ctx, diags, repository, err)
		return false
	}
	if slices.ContainsFunc(list, func(s doris.Snapshot) bool { return s.Name == name }) {
		return true
	}
	var names []string
	for _, snapshot := range list {
		if snapshot.Complete() {
			names = append(names, snapshot.Name)
		}
	}
	diags.AddAttributeError(path.Root("name"), "The snapshot does not exist", explain.ThreeParts(
		fmt.Sprintf("Repository %q holds no snapshot %q. %s", repository, name,
			explain.ListOf("It holds", mostAlikeFirst(name, names), "It holds no complete snapshot at all.")), "",
		"Choose one of them, or look with the data source doris_snapshots."))
	return false
}

// mostAlikeFirst sorts the names that begin most alike first.
func mostAlikeFirst(name string, names []string) []string {
	alike := func(other string) int {
		n := 0
		for n < len(name) && n < len(other) && name[n] == other[n] {
			n++
		}
		return n
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := alike(b) - alike(a); d != 0 {
			return d
		}
		return strings.Compare(b, a) // Names often end in a date: newest first
	})
	return names
}

// chooseTimestamp is the one timestamp, or the one that was asked for; "" while there is none.
func chooseTimestamp(asked types.String, snapshot doris.Snapshot, repository string, diags *diag.Diagnostics) (string, bool) {
	if !asked.IsNull() {
		if slices.Contains(snapshot.Timestamps, asked.ValueString()) {
			return asked.ValueString(), true
		}
		diags.AddAttributeError(path.Root("backup_timestamp"), "The snapshot has another timestamp", explain.ThreeParts(
			fmt.Sprintf("Snapshot %q in repository %q has the timestamp %s, not %s.", snapshot.Name, repository,
				strings.Join(snapshot.Timestamps, " and "), asked.ValueString()), "",
			"Leave backup_timestamp out, or correct it."))
		return "", false
	}
	if snapshot.Complete() {
		return snapshot.Timestamps[0], true
	}
	return "", true
}

func (m *snapshotModel) setDetails(ctx context.Context, details *doris.SnapshotDetails, now time.Time, diags *diag.Diagnostics) {
	m.TakenAt, m.AgeSeconds = tfvalue.InstantOrNull(details.BackupTime), ageOrNull(details.BackupTime, now)
	m.Database, m.Content = types.StringValue(details.Database), types.StringValue("all")
	if details.MetadataOnly {
		m.Content = types.StringValue("metadata_only")
	}
	objects := snapshotObjectsModel{Tables: []snapshotTableModel{}, Views: append([]string{}, details.Views...)}
	slices.Sort(objects.Views)
	for _, table := range details.Tables {
		partitions := append([]string{}, table.Partitions...)
		slices.Sort(partitions)
		objects.Tables = append(objects.Tables, snapshotTableModel{Name: table.Name, PartitionCount: int64(len(partitions)), Partitions: partitions})
	}
	slices.SortFunc(objects.Tables, func(a, b snapshotTableModel) int { return strings.Compare(a.Name, b.Name) })
	value, d := types.ObjectValueFrom(ctx, snapshotObjectsTypes, objects)
	diags.Append(d...)
	m.Objects = value
}
