// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// user is one account with what it was granted.
type user struct {
	name, host string
	password   string
	comment    string
	roles      []string
	grants     map[scope]map[string]bool // privileges in Doris's words: Admin_priv, Load_priv, …
	resources  map[string]map[string]bool
}

// scope is what a privilege is granted on; "*" stands for all.
type scope struct{ catalog, database, table string }

var everywhere = scope{"*", "*", "*"}

// privilegeOrder is the order in which SHOW GRANTS lists privileges (privileges).
var privilegeOrder = []string{
	"Node_priv", "Admin_priv", "Grant_priv", "Select_priv", "Load_priv", "Alter_priv",
	"Create_priv", "Drop_priv", "Usage_priv", "Show_view_priv",
}

func newUser(name, host, password string) *user {
	return &user{
		name: name, host: host, password: password, grants: map[scope]map[string]bool{},
		resources: map[string]map[string]bool{},
	}
}

// newRoot is root as SHOW GRANTS shows it (identity).
func newRoot() *user {
	root := newUser("root", "%", "")
	root.comment = "ROOT"
	root.roles = []string{"operator"}
	root.grants[everywhere] = map[string]bool{"Node_priv": true, "Admin_priv": true}
	return root
}

func (u *user) identity() string { return identity(sql.User{Name: u.name, Host: u.host}) }

func identity(u sql.User) string {
	host := u.Host
	if host == "" {
		host = "%"
	}
	return fmt.Sprintf("'%s'@'%s'", u.Name, host)
}

// findUser finds an account by its name, whatever its host.
func (s *Server) findUser(name string) *user {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.findUserLocked(name)
}

func (s *Server) findUserLocked(name string) *user {
	if u := s.users[identity(sql.User{Name: name})]; u != nil {
		return u
	}
	for _, u := range s.users {
		if u.name == name {
			return u
		}
	}
	return nil
}

func (s *Server) createUser(stmt *sql.CreateUser) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := identity(stmt.User)
	if s.users[name] != nil {
		if stmt.IfNotExists {
			return nil
		}
		return s.profile.Err(profile.Common, "User %s already exist", name)
	}
	s.users[name] = newUser(stmt.User.Name, hostOf(stmt.User), stmt.Password)
	return nil
}

func hostOf(u sql.User) string {
	if u.Host == "" {
		return "%"
	}
	return u.Host
}

func (s *Server) alterUser(stmt *sql.AlterUser) error {
	return s.changeUser(stmt.User, stmt.IfExists, func(u *user) {
		if stmt.Password != nil {
			u.password = *stmt.Password
		}
	})
}

func (s *Server) setPassword(c *session, stmt *sql.SetPassword) error {
	of := sql.User{Name: c.user}
	if stmt.User != nil {
		of = *stmt.User
	}
	return s.changeUser(of, false, func(u *user) { u.password = stmt.Password })
}

func (s *Server) dropUser(stmt *sql.DropUser) error {
	return s.changeUser(stmt.User, stmt.IfExists, func(u *user) { delete(s.users, u.identity()) })
}

func (s *Server) changeUser(of sql.User, ifExists bool, change func(*user)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[identity(of)]
	if u == nil {
		if ifExists {
			return nil
		}
		return s.profile.Err(profile.Common, "User %s does not exist", identity(of))
	}
	change(u)
	return nil
}

// grant is GRANT and REVOKE, of privileges to a user or a role, or of roles to a user.
func (s *Server) grant(stmt *sql.Grant) error {
	switch {
	case stmt.Role != "":
		s.mu.Lock()
		defer s.mu.Unlock()
		role := s.roles[stmt.Role]
		if role == nil {
			return s.profile.Err(profile.Common, "Role %s does not exist", stmt.Role)
		}
		role.grant(stmt)
		return nil
	case len(stmt.Roles) > 0:
		return s.grantRoles(stmt)
	}
	return s.changeUser(stmt.User, false, func(u *user) { u.grant(stmt) })
}

func (s *Server) grantRoles(stmt *sql.Grant) error {
	for _, name := range stmt.Roles {
		s.mu.Lock()
		known := s.roles[name] != nil
		s.mu.Unlock()
		if !known {
			return s.profile.Err(profile.Common, "Role %s does not exist", name)
		}
	}
	return s.changeUser(stmt.User, false, func(u *user) {
		for _, name := range stmt.Roles {
			u.roles = slices.DeleteFunc(u.roles, func(other string) bool { return other == name })
			if !stmt.Revoke {
				u.roles = append(u.roles, name)
			}
		}
		slices.Sort(u.roles)
	})
}

func (s *Server) createRole(stmt *sql.CreateRole) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.roles[stmt.Role] != nil {
		if stmt.IfNotExists {
			return nil
		}
		return s.profile.Err(profile.Common, "Role %s already exists", stmt.Role)
	}
	s.roles[stmt.Role] = newUser(stmt.Role, "", "")
	return nil
}

func (s *Server) dropRole(stmt *sql.DropRole) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.roles[stmt.Role] == nil && !stmt.IfExists {
		return s.profile.Err(profile.Common, "Role %s does not exist", stmt.Role)
	}
	delete(s.roles, stmt.Role)
	for _, u := range s.users {
		u.roles = slices.DeleteFunc(u.roles, func(name string) bool { return name == stmt.Role })
	}
	return nil
}

// grant changes what the account or role was granted.
func (u *user) grant(stmt *sql.Grant) {
	on := scope{stmt.Catalog, stmt.Database, stmt.Table}
	granted := u.resources[stmt.Resource]
	if stmt.On == "TABLE" {
		granted = u.grants[on]
	}
	if granted == nil {
		granted = map[string]bool{}
	}
	for _, privilege := range spelled(stmt.Privileges) {
		if stmt.Revoke {
			delete(granted, privilege)
		} else {
			granted[privilege] = true
		}
	}
	if stmt.On == "TABLE" {
		u.grants[on] = granted
	} else {
		u.resources[stmt.Resource] = granted
	}
}

// grantsOf is what an account holds by itself and by its roles.
func (s *Server) grantsOf(u *user) map[scope]map[string]bool {
	all := map[scope]map[string]bool{}
	holders := []*user{u}
	for _, name := range u.roles {
		if role := s.roles[name]; role != nil {
			holders = append(holders, role)
		}
	}
	for _, holder := range holders {
		for on, granted := range holder.grants {
			if all[on] == nil {
				all[on] = map[string]bool{}
			}
			maps.Copy(all[on], granted)
		}
	}
	return all
}

// spelled turns LOAD_PRIV into Load_priv, and ALL into all privileges on data.
func spelled(privileges []string) []string {
	var names []string
	for _, privilege := range privileges {
		if privilege == "ALL" {
			names = append(names, "Select_priv", "Load_priv", "Alter_priv", "Create_priv", "Drop_priv")
			continue
		}
		for _, name := range privilegeOrder {
			if strings.EqualFold(name, privilege) || strings.EqualFold(name, privilege+"_priv") {
				names = append(names, name)
			}
		}
	}
	return names
}

// has says whether grants hold a privilege on a database or table; ADMIN holds everything. An empty database asks
// for the global privilege only.
func has(grants map[scope]map[string]bool, privilege, database, table string) bool {
	for on, granted := range grants {
		if !granted[privilege] && !(granted["Admin_priv"] && privilege != "Node_priv") {
			continue
		}
		if on.catalog != "*" && database == "" {
			continue
		}
		if (on.database == "*" || on.database == database) && (on.table == "*" || on.table == table) {
			return true
		}
	}
	return false
}

// mayUse says whether the user sees a database: any privilege on it or in it does.
func (s *Server) mayUse(name, database string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUserLocked(name)
	if u == nil {
		return false
	}
	if slices.Contains([]string{"information_schema", "mysql"}, database) {
		return true
	}
	for on, granted := range s.grantsOf(u) {
		if len(granted) > 0 && (on.database == "*" || on.database == database) {
			return true
		}
	}
	return false
}

func (s *Server) allowed(name, privilege, database, table string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.findUserLocked(name)
	return u != nil && has(s.grantsOf(u), privilege, database, table)
}
