// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package cluster is the data sources that look at a cluster: doris_tables and doris_query.
package cluster

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

var _ datasource.DataSourceWithConfigure = (*tablesDataSource)(nil)

// NewTablesDataSource makes doris_tables.
func NewTablesDataSource() datasource.DataSourceWithConfigure { return &tablesDataSource{} }

// tablesDataSource is doris_tables.
type tablesDataSource struct {
	instance *instance.Instance
}

type tablesModel struct {
	Database types.String       `tfsdk:"database"`
	Tables   []listedTableModel `tfsdk:"tables"`
}

type listedTableModel struct {
	Name           types.String `tfsdk:"name"`
	Type           types.String `tfsdk:"type"`
	PartitionCount types.Int64  `tfsdk:"partition_count"`
	BackedUp       types.Bool   `tfsdk:"backed_up"`
	Reason         types.String `tfsdk:"reason"`
}

func (d *tablesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_tables"
}

func (d *tablesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *tablesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What is in a database, and which of it a backup of the whole database would hold. It needs the privilege ADMIN and no backend.",
		Attributes: map[string]schema.Attribute{
			"database": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the database. It must exist.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"tables": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Its tables and views, by name.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name": schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the table or view."},
					"type": schema.StringAttribute{
						Computed:            true,
						MarkdownDescription: "Kind in Doris's words: `OLAP` (an ordinary table), `VIEW`, `MATERIALIZED_VIEW` (an asynchronous one), `MYSQL`, `JDBC` and so on.",
					},
					"partition_count": schema.Int64Attribute{
						Computed:            true,
						MarkdownDescription: "Number of partitions, temporary ones not counted; a table without partitions has 1, a view null.",
					},
					"backed_up": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether a backup of the database holds it."},
					"reason": schema.StringAttribute{
						Computed: true,
						MarkdownDescription: "What it is that Doris does not back up, such as `asynchronous materialized view` or `mysql table`; null when it is backed up. " +
							"Asynchronous materialized views and temporary tables are left out; an external table makes Doris refuse the backup, " +
							"unless it is excluded or the frontends run with `ignore_backup_not_support_table_type`.",
					},
				}},
			},
		},
	}
}

func (d *tablesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model tablesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	infos, err := d.instance.Client.TableInfos(ctx, model.Database.ValueString())
	if err != nil {
		d.instance.AddDatabaseError(ctx, &resp.Diagnostics, model.Database.ValueString(), err)
		return
	}
	model.Tables = listedTables(infos)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func listedTables(infos []doris.TableInfo) []listedTableModel {
	list := []listedTableModel{}
	for _, info := range infos {
		reason := skippedReason(info)
		row := listedTableModel{
			Name: types.StringValue(info.Name), Type: tfvalue.TextOrNull(info.Type), PartitionCount: types.Int64Null(),
			BackedUp: types.BoolValue(reason == ""), Reason: tfvalue.TextOrNull(reason),
		}
		if info.Partitions > 0 {
			row.PartitionCount = types.Int64Value(int64(info.Partitions))
		}
		list = append(list, row)
	}
	return list
}

// skippedReason says what an object is that Doris does not back up, "" when it does.
func skippedReason(info doris.TableInfo) string {
	switch {
	case info.Temporary:
		return group.SkippedKind(group.TemporaryTable)
	case doris.IsBackedUp(info.Type):
		return ""
	}
	return group.SkippedKind(info.Type)
}
