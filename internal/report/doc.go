// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package report tells people and monitoring what ran: Markdown for the summary page of a pipeline, OpenMetrics for
// Prometheus. It reads the attributes of doris_backup, doris_backup_series, doris_restore and doris_snapshot as plain
// values, asks nobody, and has no clock: equal input gives equal text, as Terraform demands of functions.
package report
