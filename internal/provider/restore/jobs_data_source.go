// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var _ datasource.DataSourceWithConfigure = (*restoreJobsDataSource)(nil)

// NewJobsDataSource makes doris_restore_jobs.
func NewJobsDataSource() datasource.DataSourceWithConfigure { return &restoreJobsDataSource{} }

// restoreJobsDataSource is doris_restore_jobs.
type restoreJobsDataSource struct {
	instance *instance.Instance
}

type restoreJobsModel struct {
	Database types.String            `tfsdk:"database"`
	Snapshot types.String            `tfsdk:"snapshot"`
	Jobs     []listedRestoreJobModel `tfsdk:"jobs"`
}

type listedRestoreJobModel struct {
	group.ListedJobModel
	BackupTimestamp types.String `tfsdk:"backup_timestamp"`
}

func (d *restoreJobsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_restore_jobs"
}

func (d *restoreJobsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *restoreJobsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Restores into a database that Doris remembers, newest first, with their progress, whoever submitted them. " + group.JobsOnNote,
		Attributes: group.JobsAttributes("the download", "`prepare`, `snapshot`, `download`, `commit`", map[string]schema.Attribute{
			"backup_timestamp": schema.StringAttribute{Computed: true, MarkdownDescription: "Timestamp of the snapshot, as RESTORE was given it."},
		}),
	}
}

func (d *restoreJobsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model restoreJobsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	rows, err := d.instance.Client.RestoreJobs(ctx, model.Database.ValueString())
	if err != nil {
		d.instance.AddDatabaseError(ctx, &resp.Diagnostics, model.Database.ValueString(), err)
		return
	}
	model.Jobs = listedRestores(rows, model.Snapshot.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// listedRestores turns rows, oldest first, into jobs, newest first; snapshot "" = all.
func listedRestores(rows []doris.RestoreJob, snapshot string) []listedRestoreJobModel {
	jobs := []listedRestoreJobModel{}
	for _, row := range slices.Backward(rows) {
		if snapshot == "" || row.Label == snapshot {
			percent, known := job.RestorePercent(row)
			jobs = append(jobs, listedRestoreJobModel{group.ListedJob(row.Job, job.RestorePhases(row), percent, known), tfvalue.TextOrNull(row.Timestamp)})
		}
	}
	return jobs
}
