// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"regexp"
	"strings"
)

// parseBackupObjects reads the column BackupObjs: "[shop.orders], [shop.tPARTITIONS (p1, p2)]" on recent lines, the same
// with backquotes and a space on older ones (recorded: backup_selection; DORIS.md "Values of columns"). nil = unreadable: empty, or
// "[null], [null]" after a restart on 4.x (recorded: restart). Recent lines take any name and quote none, so an entry ends
// only where the next one begins with the database.
func parseBackupObjects(text, database string) []TableRef {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") {
		return nil
	}
	var tables []TableRef
	entry := ""
	for part := range strings.SplitSeq(text[1:len(text)-1], "], [") {
		if _, ok := withoutDatabase(part, database); entry != "" && !ok && part != "null" {
			entry += "], [" + part
			continue
		}
		if entry != "" {
			table, ok := parseBackupObject(entry, database)
			if !ok {
				return nil
			}
			tables = append(tables, table)
		}
		entry = part
	}
	table, ok := parseBackupObject(entry, database)
	if !ok {
		return nil
	}
	return append(tables, table)
}

// withPartitions is a table with its partitions; the space before PARTITIONS is missing on recent lines.
var withPartitions = regexp.MustCompile(`(?s)^(.+?)\s*PARTITIONS? \(([^()]*)\)$`)

// withoutDatabase is an entry without its database. Older lines quote every name, and none of theirs holds a backquote.
func withoutDatabase(entry, database string) (rest string, ok bool) {
	if strings.HasPrefix(entry, "`") {
		entry = strings.ReplaceAll(entry, "`", "")
	}
	return strings.CutPrefix(shortName(entry), database+".")
}

func parseBackupObject(entry, database string) (TableRef, bool) {
	name, ok := withoutDatabase(entry, database)
	if !ok || name == "" {
		return TableRef{}, false
	}
	parts := withPartitions.FindStringSubmatch(name)
	if parts == nil {
		return TableRef{Name: name}, true
	}
	partitions := strings.Split(parts[2], ",")
	for i, partition := range partitions {
		partitions[i] = strings.TrimSpace(partition)
	}
	return TableRef{Name: parts[1], Partitions: partitions}, true
}
