// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

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
)

var _ datasource.DataSourceWithConfigure = (*backupJobsDataSource)(nil)

// NewJobsDataSource makes doris_backup_jobs.
func NewJobsDataSource() datasource.DataSourceWithConfigure { return &backupJobsDataSource{} }

// backupJobsDataSource is doris_backup_jobs.
type backupJobsDataSource struct {
	instance *instance.Instance
}

type backupJobsModel struct {
	Database types.String           `tfsdk:"database"`
	Snapshot types.String           `tfsdk:"snapshot"`
	Jobs     []group.ListedJobModel `tfsdk:"jobs"`
}

func (d *backupJobsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_backup_jobs"
}

func (d *backupJobsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *backupJobsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Backups of a database that Doris remembers, newest first, with their progress, whoever submitted them. " + group.JobsOnNote,
		Attributes:          group.JobsAttributes("the upload", "`snapshot`, `upload`, `save`", nil),
	}
}

func (d *backupJobsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model backupJobsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	rows, err := d.instance.Client.BackupJobs(ctx, model.Database.ValueString())
	if err != nil {
		d.instance.AddDatabaseError(ctx, &resp.Diagnostics, model.Database.ValueString(), err)
		return
	}
	model.Jobs = listedBackups(rows, model.Snapshot.ValueString())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// listedBackups turns rows, oldest first, into jobs, newest first; snapshot "" = all.
func listedBackups(rows []doris.BackupJob, snapshot string) []group.ListedJobModel {
	jobs := []group.ListedJobModel{}
	for _, row := range slices.Backward(rows) {
		if snapshot == "" || row.Label == snapshot {
			percent, known := job.BackupPercent(row)
			jobs = append(jobs, group.ListedJob(row.Job, job.BackupPhases(row), percent, known))
		}
	}
	return jobs
}
