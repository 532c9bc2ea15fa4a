// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package job runs one Doris backup or restore to its end, exactly once: it looks before it submits, adopts what is
// provably its own, waits, and proves the result in the repository. The rules are in LIFECYCLE.md.
//
// It knows nothing of Terraform and builds no SQL.
//
// Files are named noun_role: backup_, restore_, series_ and snapshot_ (files in the bucket) with match (which row is
// ours), look (what is read before a decision), decide (the tables), adopt, submit, wait, resume, read, import, delete or
// drop. What both nouns share is named after what it answers: deadline, queue, lock, retry, submit, waiter, cancel, stop,
// memory (claims and releases), history, label, fingerprint, selection, pattern.
package job
