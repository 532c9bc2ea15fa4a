// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"regexp"
	"time"
	_ "time/tzdata" // zones by name on machines without zone files

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// session is what one connection has set for itself. Only its own connection uses it.
type session struct {
	id       uint32
	user     string
	host     string // the client's address
	database string
	locals   map[string]string // session variables that were set
	frontend *Frontend         // that it is connected to; nil = without a connection
}

func (s *Server) newSession(id uint32) *session {
	return &session{id: id, host: "127.0.0.1", locals: map[string]string{}}
}

// rootSession is the session of Exec and Query.
func (s *Server) rootSession() *session {
	root := s.newSession(0)
	root.user = "root"
	return root
}

// resetSession forgets what the connection has set.
func (s *Server) resetSession(c *session) {
	c.locals = map[string]string{}
}

// use changes the session's database. Before the login is complete the right to see it cannot be checked.
func (s *Server) use(c *session, database string) error {
	if !s.catalog.HasDatabase(database) {
		return s.profile.UnknownDatabase(database)
	}
	if c.user != "" && !s.mayUse(c.user, database) {
		return s.profile.DeniedDB(c.user, database)
	}
	c.database = database
	return nil
}

// zone is the session's time zone.
func (s *Server) zone(c *session) *time.Location {
	zone, _ := parseZone(s.variable(c, "time_zone", false))
	return zone
}

// globalZone is the frontend's zone: snapshots' timestamps are written in it (DORIS.md "Values of columns", time_zones).
func (s *Server) globalZone() *time.Location {
	zone, _ := parseZone(s.variable(nil, "time_zone", true))
	return zone
}

var zoneOffset = regexp.MustCompile(`^([+-])(\d{1,2}):(\d\d)$`)

// zoneName is a time zone's name as Doris keeps it: +9:00 becomes +09:00.
func zoneName(name string) string {
	if m := zoneOffset.FindStringSubmatch(name); m != nil && len(m[2]) == 1 {
		return m[1] + "0" + m[2] + ":" + m[3]
	}
	return name
}

// parseZone reads a time zone as Doris does: an offset from -12:00 to +14:00, a name, or CST for China (DORIS.md "Values of columns").
func parseZone(name string) (*time.Location, bool) {
	switch name {
	case "CST", "PRC":
		name = "Asia/Shanghai"
	case "SYSTEM", "":
		name = "UTC"
	}
	if at, err := time.Parse("-07:00", zoneName(name)); err == nil {
		_, seconds := at.Zone()
		return time.FixedZone(name, seconds), seconds >= -12*3600 && seconds <= 14*3600
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC, false
	}
	return zone, true
}

// badZone is the error of SET time_zone (time_zones).
func (s *Server) badZone(name string) error {
	return s.profile.Err(profile.Analysis, "Unknown or incorrect time zone: '%s'", name)
}
