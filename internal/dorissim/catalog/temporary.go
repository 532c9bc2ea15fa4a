// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"strings"
)

// Temporary tables belong to a session. Their name in the catalog, which SHOW PROC shows, carries it; SHOW TABLES of other
// sessions leaves them out (read from the source of Doris 4.0, not recorded). Not modelled: reading and writing them, and
// that they go with their session. Older profiles make an ordinary table of CREATE TEMPORARY TABLE.

const temporaryMark = "_#TEMP#_"

func temporaryName(session uint32, name string) string {
	return fmt.Sprintf("%d%s%s", session, temporaryMark, name)
}

// TemporaryDisplayName is the name that a temporary table has for its session.
func TemporaryDisplayName(name string) string {
	if _, short, ok := strings.Cut(name, temporaryMark); ok {
		return short
	}
	return name
}

// nameFor is the name that a session sees of a table; seen is false for temporary tables of others.
func (t *Table) nameFor(session Session) (name string, seen bool) {
	if !t.Temporary {
		return t.Name, true
	}
	return TemporaryDisplayName(t.Name), strings.HasPrefix(t.Name, temporaryName(session.ID, ""))
}
