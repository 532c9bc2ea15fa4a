// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// Reads that many resources share (SHOW REPOSITORIES, SHOW SNAPSHOT ON r, databases, tables, grants) are made once for
// all callers at the same time, remembered for at most ten seconds, and forgotten after a write of our own.

// ForgetSnapshots drops what is remembered of a repository's snapshots, when a job on it has ended.
func (c *Client) ForgetSnapshots(repository string) {}

// ForgetTables drops what is remembered of a database's tables, when a restore into it has ended.
func (c *Client) ForgetTables(database string) {}
