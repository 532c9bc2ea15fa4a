// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Error is what Doris says to a text that it cannot parse. The client sees code 1105 and
// "errCode = 2, detailMessage = " before Message (recorded: identity, backup_bad, repository_rows).
type Error struct {
	Message string
}

func (e *Error) Error() string { return e.Message }
