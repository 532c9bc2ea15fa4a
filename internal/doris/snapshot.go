// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Snapshot is one row of SHOW SNAPSHOT ON r.
type Snapshot struct {
	Name       string
	Timestamps []string // none: no info file (unfinished, failed, or no such snapshot); two or more: label twins
	Invalid    []string // malformed info files, as Doris prints them: "Invalid: <file>"
	Status     string   // "OK", "ERROR: No info file found", "ERROR: Failed to get info: ..."
}

// Complete reports whether exactly one well-formed info file exists.
func (s Snapshot) Complete() bool { return s.Status == "OK" && len(s.Timestamps) == 1 }

// SnapshotDetails is the parsed Details column (and RestoreObjs, which has the same form; DORIS.md "Values of columns").
type SnapshotDetails struct {
	Name         string
	Database     string
	BackupTime   time.Time // backup_time, milliseconds since the epoch: the only zone-free time of a snapshot
	MetadataOnly bool      // content = METADATA_ONLY
	Tables       []SnapshotTable
	Views        []string
	Others       []string // ODBC tables
}

// SnapshotTable is a table in a snapshot with its partitions.
type SnapshotTable struct {
	Name       string
	Partitions []string
}

func showSnapshots(repository string) statement {
	return onStorage("SHOW SNAPSHOT ON " + Identifier(repository))
}

func showSnapshot(repository, name string) statement {
	return onStorage("SHOW SNAPSHOT ON " + Identifier(repository) + " WHERE SNAPSHOT = " + Literal(name))
}

// DROP SNAPSHOT, once a release of Doris has it (see the table of capabilities), is built here.

func showSnapshotDetails(repository, name, timestamp string) statement {
	return onStorage(showSnapshot(repository, name).text + " AND TIMESTAMP = " + Literal(timestamp))
}

// Snapshots lists a repository (SHOW SNAPSHOT ON r). Shared read, see cache.go.
// KindRepositoryUnreadable when the storage cannot be listed, be it for one snapshot: nothing may be concluded then.
func (c *Client) Snapshots(ctx context.Context, repository string) ([]Snapshot, error) {
	list, err := cached(ctx, c.cache, snapshotsKey(repository), lifeOfLists, func() ([]Snapshot, error) {
		st := showSnapshots(repository)
		answer, err := c.query(ctx, st)
		if err != nil {
			return nil, err
		}
		list := make([]Snapshot, 0, len(answer.rows))
		for _, r := range answer.rows {
			snapshot, err := c.readSnapshot(r, st)
			if err != nil {
				return nil, err
			}
			list = append(list, snapshot)
		}
		return list, nil
	})
	return slices.Clone(list), err
}

// timestampForm is how Doris names info files (DORIS.md "Values of columns").
var timestampForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d$`)

// readSnapshot reads one row; several info files are joined with line breaks (recorded: label_twins).
func (c *Client) readSnapshot(r row, st statement) (Snapshot, error) {
	snapshot := Snapshot{Name: r.text("Snapshot"), Status: c.secrets.scrub(r.text("Status"))}
	if strings.Contains(snapshot.Status, "Failed to get info") {
		return snapshot, &Error{Kind: KindRepositoryUnreadable, Message: snapshot.Status, Statement: st.name}
	}
	for line := range strings.SplitSeq(r.text("Timestamp"), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case timestampForm.MatchString(line):
			snapshot.Timestamps = append(snapshot.Timestamps, line)
		default:
			snapshot.Invalid = append(snapshot.Invalid, line)
		}
	}
	return snapshot, nil
}

// Snapshot looks up one snapshot (SHOW SNAPSHOT ... WHERE SNAPSHOT =), never cached. "No such snapshot" and "leftovers
// of a failed backup" both come back without timestamps: Doris cannot tell them apart here (recorded: backup_database).
// An unreadable storage ("Failed to get info", "Failed to list") is an error of KindRepositoryUnreadable.
func (c *Client) Snapshot(ctx context.Context, repository, name string) (Snapshot, error) {
	st := showSnapshot(repository, name)
	answer, err := c.query(ctx, st)
	if err != nil {
		return Snapshot{}, err
	}
	for _, r := range answer.rows {
		if r.text("Snapshot") == name {
			return c.readSnapshot(r, st)
		}
	}
	return Snapshot{Name: name, Status: "ERROR: No info file found"}, nil
}

// SnapshotDetails reads what one snapshot holds (SHOW SNAPSHOT ... AND TIMESTAMP =). Immutable, therefore shared for
// the life of the client, in bounded memory. KindSnapshotMissing when there is no such info file;
// KindSnapshotDamaged when it is not what was uploaded; KindRepositoryUnreadable when it cannot be read.
func (c *Client) SnapshotDetails(ctx context.Context, repository, name, timestamp string) (*SnapshotDetails, error) {
	return cached(ctx, c.cache, detailsKey(repository, name, timestamp), lifeOfClient, func() (*SnapshotDetails, error) {
		return c.readDetails(ctx, repository, name, timestamp)
	})
}

func (c *Client) readDetails(ctx context.Context, repository, name, timestamp string) (*SnapshotDetails, error) {
	st := showSnapshotDetails(repository, name, timestamp)
	answer, err := c.query(ctx, st)
	if err != nil {
		return nil, err
	}
	return c.detailsOf(ctx, answer, st, repository, name, timestamp, false)
}

// detailsOf reads the one row that SHOW SNAPSHOT … AND TIMESTAMP answers. elsewhere = the other frontends were asked, too.
func (c *Client) detailsOf(ctx context.Context, answer *result, st statement, repository, name, timestamp string, elsewhere bool) (*SnapshotDetails, error) {
	for _, r := range answer.rows {
		if label := r.text("Snapshot"); label != name && label != "" { // "" = NULL, beside an error
			continue
		}
		if details := parseDetails(r.text("Details")); details != nil {
			return details, nil
		}
		message := c.secrets.scrub(r.text("Status"))
		failure := &Error{Kind: kindOfMessage(message), Message: message, Statement: st.name}
		if MissingFolder(failure) && !elsewhere {
			return c.detailsElsewhere(ctx, repository, name, timestamp, failure)
		}
		if failure.Kind == KindOther {
			failure.Kind = KindRepositoryUnreadable
		}
		return nil, failure
	}
	return nil, &Error{
		Kind: KindSnapshotMissing, Statement: st.name,
		Message: fmt.Sprintf("Doris lists no snapshot %q with timestamp %s in repository %s.", name, timestamp, repository),
	}
}
