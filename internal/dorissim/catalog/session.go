// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import "time"

// Session is what a statement may ask of the connection that sends it.
type Session struct {
	ID       uint32         // of the connection; temporary tables belong to it
	Database string         // "" = none selected
	Zone     *time.Location // the session's time zone; UTC when nil
	// Visible says whether SHOW DATABASES and SHOW TABLES list a thing for this user; table is "" for the database. nil = all.
	Visible func(database, table string) bool
	// UnicodeNames is enable_unicode_name_support.
	UnicodeNames bool
}
