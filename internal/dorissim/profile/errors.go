// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import "fmt"

// Error is an error packet: what a client of the server sees.
type Error struct {
	Code    uint16
	State   string // SQLSTATE
	Message string
}

// Error makes *Error an error.
func (e *Error) Error() string { return fmt.Sprintf("%d (%s): %s", e.Code, e.State, e.Message) }

// Kind is the error class on the legacy lines. It decides the code; 4.x answers 1105 to everything (DORIS.md "Error codes").
type Kind int

// The kinds, with the code that 2.x and 3.x give them (recorded in 3.0).
const (
	Common         Kind = iota // 5064/42000: most texts of BACKUP, RESTORE, CANCEL and repository statements
	Analysis                   // 1105/HY000: thrown without a code of its own (labels, duplicates, SHOW SNAPSHOT, …)
	NoPrivilege                // 1227/42000
	NoAccess                   // 1044/42000: database access
	UnknownDB                  // 1049/42000
	NoDB                       // 1046/3D000
	UnknownTable               // 1051/42S02
	NotOLAP                    // 5000/HY000
	WrongName                  // 5063/42000
	DropMissing                // 1008/HY000: DROP DATABASE of a database that is not there
	DatabaseExist              // 1007/HY000
	TableExist                 // 1050/42S01
	WrongTableName             // 1103/42000
	NotNormal                  // 5015/HY000: partition state
	Variable                   // 1193/HY000: unknown system variable
)

var legacyCodes = map[Kind]struct {
	code  uint16
	state string
}{
	Common:         {5064, "42000"},
	Analysis:       {1105, "HY000"},
	NoPrivilege:    {1227, "42000"},
	NoAccess:       {1044, "42000"},
	UnknownDB:      {1049, "42000"},
	NoDB:           {1046, "3D000"},
	UnknownTable:   {1051, "42S02"},
	NotOLAP:        {5000, "HY000"},
	WrongName:      {5063, "42000"},
	DropMissing:    {1008, "HY000"},
	DatabaseExist:  {1007, "HY000"},
	TableExist:     {1050, "42S01"},
	WrongTableName: {1103, "42000"},
	NotNormal:      {5015, "HY000"},
	Variable:       {1193, "HY000"},
}

// Err is an error in Doris's form, "errCode = 2, detailMessage = <text>", with the code of its kind on this line.
func (p *Profile) Err(kind Kind, format string, args ...any) *Error {
	return p.Bare(kind, "errCode = 2, detailMessage = "+fmt.Sprintf(format, args...))
}

// Bare is an error whose message has no prefix, such as "Unexpected exception: …".
func (p *Profile) Bare(kind Kind, message string) *Error {
	e := &Error{Code: 1105, State: "HY000", Message: message}
	if !p.Nereids {
		e.Code, e.State = legacyCodes[kind].code, legacyCodes[kind].state
	}
	return e
}

// Denied is the error of a missing privilege; privilege as Doris writes it: ADMIN, Admin_priv, LOAD, ADMIN/OPERATOR
// (DORIS.md "Privileges", privileges).
func (p *Profile) Denied(privilege string) *Error {
	return p.Err(NoPrivilege, "Access denied; you need (at least one of) the (%s) privilege(s) for this operation", privilege)
}

// DeniedDB is the error of SHOW BACKUP and SHOW RESTORE without LOAD on the database (DORIS.md "Privileges", privileges).
func (p *Profile) DeniedDB(user, database string) *Error {
	return p.Err(NoAccess, "Access denied for user '%s' to database '%s'", user, database)
}

// UnknownDatabase is the error for a database that is not there.
func (p *Profile) UnknownDatabase(name string) *Error {
	return p.Err(UnknownDB, "Unknown database '%s'", name)
}

// NoDatabase is the error of a statement that needs a database when none is named or used.
func (p *Profile) NoDatabase() *Error { return p.Err(NoDB, "No database selected") }

// Syntax is an error of the SQL parser: text is what stands between the line breaks, such as
// "mismatched input 'SELEC' expecting {…}(line 1, pos 0)" (DORIS.md "Error codes", identity).
func (p *Profile) Syntax(text string) *Error {
	return p.Err(Analysis, "\n%s\n", text)
}
