// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// LogLine writes what the doris and job packages say to Terraform's log.
func LogLine(ctx context.Context, level, message string, fields map[string]any) {
	switch level {
	case "warn":
		tflog.Warn(ctx, message, fields)
	case "info":
		tflog.Info(ctx, message, fields)
	default:
		tflog.Debug(ctx, message, fields)
	}
}
