// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import "time"

// Session is what a statement may ask of the connection that sends it.
type Session struct {
	Database    string // "" = none selected
	User        string // "root", for USER() and CURRENT_USER()
	Host        string // client address for USER(), "127.0.0.1"
	UserHost    string // host part of CURRENT_USER(), "%"
	ID          int64  // CONNECTION_ID()
	Zone        *time.Location
	VersionText string // VERSION(), "5.7.99"
	// Variable is a system variable as @@[scope.]name; scope is "", "SESSION" or "GLOBAL".
	Variable func(scope, name string) (string, bool)
	// Visible says whether SHOW DATABASES and SHOW TABLES list a thing for this user; table is "" for the database. nil = all.
	Visible func(database, table string) bool
}
