// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"context"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // zones also on machines that have none, such as a scratch container or Windows

	tf "github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/terraform-doris/terraform-provider-doris/internal/report"
)

type timestampToRFC3339 struct{}

func newTimestampToRFC3339() tf.Function { return timestampToRFC3339{} }

func (timestampToRFC3339) Metadata(_ context.Context, _ tf.MetadataRequest, resp *tf.MetadataResponse) {
	resp.Name = "timestamp_to_rfc3339"
}

func (timestampToRFC3339) Definition(_ context.Context, _ tf.DefinitionRequest, resp *tf.DefinitionResponse) {
	resp.Definition = tf.Definition{
		Summary: "The instant of a snapshot's timestamp, in UTC",
		MarkdownDescription: "Doris writes a snapshot's timestamp in the time zone of its frontends, without saying which. Resources and data sources give the instant as `taken_at`, " +
			"which is exact; this function is for timestamps from elsewhere, such as a script's. A time that came twice, when clocks were set back, is the first of the two.",
		Parameters: []tf.Parameter{
			tf.StringParameter{Name: "backup_timestamp", MarkdownDescription: "Timestamp as `SHOW SNAPSHOT` prints it: `2026-09-11-01-15-02`."},
			tf.StringParameter{Name: "zone", MarkdownDescription: "The frontends' global `time_zone`: a name such as `Europe/Berlin`, an offset such as `+08:00`, or `CST`, which is China's for Doris."},
		},
		Return: tf.StringReturn{},
	}
}

func (timestampToRFC3339) Run(ctx context.Context, req tf.RunRequest, resp *tf.RunResponse) {
	var timestamp, zone string
	if resp.Error = req.Arguments.Get(ctx, &timestamp, &zone); resp.Error != nil {
		return
	}
	at, err := report.Instant(timestamp, zone)
	switch {
	case errors.Is(err, report.ErrZone):
		resp.Error = tf.NewArgumentFuncError(1, fmt.Sprintf("The time zone %v. SHOW VARIABLES LIKE 'time_zone' on a frontend says which one it is.", err))
	case err != nil:
		resp.Error = tf.NewArgumentFuncError(0, fmt.Sprintf("The timestamp %v. Take it from SHOW SNAPSHOT or from backup_timestamp.", err))
	default:
		resp.Error = resp.Result.Set(ctx, at.Format(time.RFC3339))
	}
}
