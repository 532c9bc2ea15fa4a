// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package backup is the backup handler of the stand-in: repositories, the jobs of BACKUP and RESTORE with the one daemon
// that moves them, and what the SHOW statements print of both. Files are named after what they hold; a job's way through
// its states is in backup_job.go and restore_job.go.
package backup
