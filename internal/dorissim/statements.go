// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Statements lists what clients sent since the last ResetStatements, oldest first.
func (s *Server) Statements() []Statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.statements)
}

// ResetStatements empties the list.
func (s *Server) ResetStatements() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statements = nil
}

func (s *Server) record(c *session, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	statement := Statement{User: c.user, Text: text, At: time.Now()}
	if c.frontend != nil {
		statement.Frontend = c.frontend.addr
	}
	s.statements = append(s.statements, statement)
}

// logStatement logs what a client did, without the text of statements that carry secrets.
func (s *Server) logStatement(c *session, text string, err error) {
	if s.options.Log == nil {
		return
	}
	text = strings.Join(strings.Fields(text), " ")
	switch sql.Words(text, 1) {
	case "CREATE", "ALTER", "SET":
		if strings.Contains(text, "PROPERTIES") || strings.Contains(strings.ToUpper(text), "PASSWORD") ||
			strings.Contains(strings.ToUpper(text), "IDENTIFIED") {
			text = sql.Words(text, 4) + " …"
		}
	}
	if err != nil {
		s.logf("%s: %s -- %s", c.user, text, strings.TrimSpace(err.Error()))
		return
	}
	s.logf("%s: %s", c.user, text)
}

// Journal lists all jobs ever submitted, oldest first.
func (s *Server) Journal() []JobRecord {
	records := []JobRecord{}
	for _, job := range s.jobs.Journal() {
		records = append(records, JobRecord(job))
	}
	return records
}
