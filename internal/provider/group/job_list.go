// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// What doris_backup_jobs and doris_restore_jobs have in common.

// ListedJobModel is one job of SHOW BACKUP or SHOW RESTORE.
type ListedJobModel struct {
	JobID           types.String     `tfsdk:"job_id"`
	Snapshot        types.String     `tfsdk:"snapshot"`
	State           types.String     `tfsdk:"state"`
	Status          types.String     `tfsdk:"status"`
	TaskErrMsg      types.String     `tfsdk:"task_err_msg"`
	ProgressPercent types.Int64      `tfsdk:"progress_percent"`
	UnfinishedTasks types.Int64      `tfsdk:"unfinished_tasks"`
	SubmittedAt     types.String     `tfsdk:"submitted_at"`
	FinishedAt      types.String     `tfsdk:"finished_at"`
	PhaseSeconds    map[string]int64 `tfsdk:"phase_seconds"`
}

// ListedJob is a job with the phases that have ended; known is false where nothing can be said about its progress.
func ListedJob(j doris.Job, phases map[string]int64, percent int, known bool) ListedJobModel {
	model := ListedJobModel{
		JobID: tfvalue.TextOrNull(j.ID), Snapshot: types.StringValue(j.Label), State: types.StringValue(j.State),
		Status: tfvalue.TextOrNull(j.Status), TaskErrMsg: tfvalue.TextOrNull(j.TaskErrMsg), ProgressPercent: types.Int64Null(),
		UnfinishedTasks: types.Int64Value(int64(job.TasksLeft(j))), SubmittedAt: tfvalue.InstantOrNull(j.Created),
		FinishedAt: tfvalue.InstantOrNull(j.Finished), PhaseSeconds: phases,
	}
	if known {
		model.ProgressPercent = types.Int64Value(int64(percent))
	}
	return model
}

// JobsAttributes are the arguments and the list of jobs; phases are the keys of phase_seconds.
func JobsAttributes(kind, phases string, further map[string]schema.Attribute) map[string]schema.Attribute {
	computed := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	columns := map[string]schema.Attribute{
		"job_id":       computed("Number of the job; `-1` while it is PENDING. Doris gives an unfinished job a new one at a restart of the frontend."),
		"snapshot":     computed("Name of the snapshot, which is the label of the job."),
		"state":        computed("State in Doris's words; `FINISHED` and `CANCELLED` are final."),
		"status":       computed("Status in Doris's words, `[OK]` or why the job was cancelled. Doris forgets the reason at a restart of the frontend."),
		"task_err_msg": computed("What backends reported last, in their words; null when there is nothing. A job that repeats the same message makes no progress."),
		"progress_percent": schema.Int64Attribute{
			Computed: true,
			MarkdownDescription: "How far the job is, estimated and never too high: the state says in which part it is, and what the unfinished tasks report " +
				"places it there; most of the hundred is " + kind + " of files. `100` when `FINISHED`, null when `CANCELLED`.",
		},
		"unfinished_tasks": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Tasks that backends have not finished in this state. Doris lists at most 100: `100` means that many or more.",
		},
		"submitted_at": computed("When it was submitted, RFC 3339 in UTC."),
		"finished_at":  computed("When it ended, RFC 3339 in UTC; null while it runs."),
		"phase_seconds": schema.MapAttribute{
			ElementType: types.Int64Type, Computed: true,
			MarkdownDescription: "How long the phases took that have ended, in seconds: " + phases + ". Doris does not measure how long a job was PENDING: that is part of the first phase.",
		},
	}
	return map[string]schema.Attribute{
		"database": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Name of the database. It must exist: with a database Doris forgets its jobs.",
			Validators:          []validator.String{validate.NotEmpty()},
		},
		"snapshot": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only the jobs of this snapshot. Default: all.",
			Validators:          []validator.String{validate.NotEmpty()},
		},
		"jobs": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The jobs, newest first.",
			NestedObject:        schema.NestedAttributeObject{Attributes: tfvalue.JoinAttributes(columns, further)},
		},
	}
}

// JobsOnNote says what Doris remembers.
const JobsOnNote = "Doris remembers the last ten jobs of a database, backups and restores together (`max_backup_restore_job_num_per_db`); older ones are not listed."
