// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"fmt"

	tf "github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/report"
)

// text is a function that makes text of resources: report and openmetrics.
type text struct {
	name, summary, markdown, parameter string
	write                              func(any) (string, error)
}

func newReport() tf.Function {
	return text{
		name:    "report",
		summary: "A backup, a series or a restore as Markdown, for the summary page of a pipeline",
		markdown: "What ran, how long each phase took, as a table and as a Mermaid chart that GitHub and GitLab draw, RPO and RTO, tables, the results of `verify`, " +
			"what was skipped. Times are UTC. Limits are merged into the object: `merge(doris_restore.drill, { rpo_limit_seconds = 86400, rto_limit_seconds = 2700 })`; " +
			"a breach is marked. The text depends on the object alone, so it does not change between plan and apply.",
		parameter: "A `doris_backup`, `doris_backup_series`, `doris_restore` or `doris_snapshot`, whole, or a map or a list of them, as `for_each` and `count` make them.",
		write:     report.Markdown,
	}
}

func newOpenMetrics() tf.Function {
	return text{
		name:    "openmetrics",
		summary: "Backups, series and restores as OpenMetrics text, for Prometheus",
		markdown: "One gauge per fact: when the newest snapshot was taken, how long the job and its phases took, RPO and RTO, tables, size, verdicts. Labels are `name` (the key of the map), " +
			"`repository` and `database`, so that series go on from night to night. For a Pushgateway, or for the textfile collector of node_exporter. " +
			"The age of a snapshot is `time() - doris_backup_taken_timestamp_seconds` in Prometheus, because functions have no clock.",
		parameter: "A map of `doris_backup`, `doris_backup_series`, `doris_restore` and `doris_snapshot` objects by the name that they shall have; a list or a single object is taken as well.",
		write:     report.OpenMetrics,
	}
}

func (f text) Metadata(_ context.Context, _ tf.MetadataRequest, resp *tf.MetadataResponse) {
	resp.Name = f.name
}

func (f text) Definition(_ context.Context, _ tf.DefinitionRequest, resp *tf.DefinitionResponse) {
	resp.Definition = tf.Definition{
		Summary:             f.summary,
		MarkdownDescription: f.markdown,
		Parameters:          []tf.Parameter{tf.DynamicParameter{Name: "object", MarkdownDescription: f.parameter, AllowNullValue: true}},
		Return:              tf.StringReturn{},
	}
}

func (f text) Run(ctx context.Context, req tf.RunRequest, resp *tf.RunResponse) {
	var object types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &object); resp.Error != nil {
		return
	}
	made, err := f.write(plain(object))
	if err != nil {
		resp.Error = tf.NewArgumentFuncError(0, fmt.Sprintf("The argument of %s is %v. Give a resource whole, such as doris_restore.drill, and merge limits into it.", f.name, err))
		return
	}
	resp.Error = resp.Result.Set(ctx, made)
}
