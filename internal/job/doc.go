// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package job runs one Doris backup or restore to its end, exactly once: it looks before it submits, adopts what is
// provably its own, waits, and proves the result in the repository. The rules are those of the lifecycle document.
//
// It knows nothing of Terraform and builds no SQL.
package job
