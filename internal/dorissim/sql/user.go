// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// User is 'name'@'host'. Host is "%" when not given.
type User struct {
	Name string
	Host string
}

// CreateUser is CREATE USER.
type CreateUser struct {
	IfNotExists bool
	User        User
	Password    string
	Role        string
}

// AlterUser is ALTER USER; Password is nil when it is not changed.
type AlterUser struct {
	IfExists bool
	User     User
	Password *string
}

// DropUser is DROP USER.
type DropUser struct {
	IfExists bool
	User     User
}

// CreateRole is CREATE ROLE.
type CreateRole struct {
	IfNotExists bool
	Role        string
}

// DropRole is DROP ROLE.
type DropRole struct {
	IfExists bool
	Role     string
}

// Grant is GRANT (Revoke = false) or REVOKE (true) of privileges on a thing, or of roles.
type Grant struct {
	Revoke     bool
	Privileges []string // upper case, as "LOAD_PRIV"; "ALL" stays
	Roles      []string // instead of Privileges
	On         string   // "TABLE" (a pattern), "RESOURCE", "WORKLOAD GROUP", "STORAGE VAULT", "COMPUTE GROUP", ...
	Catalog    string   // of a pattern; "*" for all, "internal" when not given
	Database   string   // of a pattern; "*" for all
	Table      string   // of a pattern; "*" for all
	Resource   string   // of the other kinds
	User       User     // to whom, when Role is empty
	Role       string   // TO ROLE
}

// SetPassword is SET PASSWORD. User is nil for one's own.
type SetPassword struct {
	User     *User
	Password string
}

func (*CreateUser) statement()  {}
func (*AlterUser) statement()   {}
func (*DropUser) statement()    {}
func (*CreateRole) statement()  {}
func (*DropRole) statement()    {}
func (*Grant) statement()       {}
func (*SetPassword) statement() {}
