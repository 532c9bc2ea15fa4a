// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var _ datasource.DataSourceWithConfigure = (*repositoriesDataSource)(nil)

// NewDataSource makes doris_repositories.
func NewDataSource() datasource.DataSourceWithConfigure { return &repositoriesDataSource{} }

// repositoriesDataSource is doris_repositories.
type repositoriesDataSource struct {
	instance *instance.Instance
}

type repositoriesModel struct {
	Repositories []listedRepositoryModel `tfsdk:"repositories"`
}

type listedRepositoryModel struct {
	Name      types.String `tfsdk:"name"`
	Type      types.String `tfsdk:"type"`
	Location  types.String `tfsdk:"location"`
	ReadOnly  types.Bool   `tfsdk:"read_only"`
	CreatedAt types.String `tfsdk:"created_at"`
	ErrMsg    types.String `tfsdk:"err_msg"`
}

func (d *repositoriesDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_repositories"
}

func (d *repositoriesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *repositoriesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All repositories that are registered in the cluster, whoever registered them.",
		Attributes: map[string]schema.Attribute{
			"repositories": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The repositories, by name.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":       text("Name of the repository."),
					"type":       text("Kind of storage in Doris's words: `S3` (also MinIO, OSS, COS, OBS and Google Cloud Storage), `HDFS`, `AZURE`, `BROKER`."),
					"location":   text("Where the snapshots lie, as it was written when the repository was registered."),
					"read_only":  schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether this cluster may only restore from it."},
					"created_at": text("When it was registered, RFC 3339 in UTC."),
					"err_msg": text("The master's last failed look at the storage, with its time; null when there was none. The master looks every ten minutes; " +
						"other frontends show null or an old one."),
				}},
			},
		},
	}
}

func (d *repositoriesDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	rows, err := d.instance.Client.Repositories(ctx)
	if err != nil {
		d.instance.AddDorisError(&resp.Diagnostics, err)
		return
	}
	model := repositoriesModel{Repositories: listedRepositories(rows)}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func listedRepositories(rows []doris.Repository) []listedRepositoryModel {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b doris.Repository) int { return cmp.Compare(a.Name, b.Name) })
	list := []listedRepositoryModel{}
	for _, row := range rows {
		list = append(list, listedRepositoryModel{
			Name: types.StringValue(row.Name), Type: types.StringValue(row.Type), Location: types.StringValue(row.Location),
			ReadOnly: types.BoolValue(row.ReadOnly), CreatedAt: tfvalue.InstantOrNull(row.Created), ErrMsg: tfvalue.TextOrNull(row.ErrMsg),
		})
	}
	return list
}
