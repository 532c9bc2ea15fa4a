// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// writing lets one line be written at a time: while it masks secrets, tflog writes into the map of fields that all contexts
// below one operation share, and reads that are made several at a time would end the provider with "concurrent map writes".
var writing sync.Mutex

// LogLine writes what the doris and job packages say to Terraform's log.
func LogLine(ctx context.Context, level, message string, fields map[string]any) {
	writing.Lock()
	defer writing.Unlock()
	switch level {
	case "warn":
		tflog.Warn(ctx, message, fields)
	case "info":
		tflog.Info(ctx, message, fields)
	default:
		tflog.Debug(ctx, message, fields)
	}
}
