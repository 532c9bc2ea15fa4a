// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"fmt"
	"strings"
)

// Feature is a row of the capability table.
type Feature string

// Features that differ between lines (DORIS.md "Which release has what"); each row of the table cites its section.
const (
	AlterRepository       Feature = "ALTER REPOSITORY"
	AlterRepositoryAnyKey Feature = "ALTER REPOSITORY with any key"
	BackupTimeout         Feature = "timeout of BACKUP"
	RestoreTimeout        Feature = "timeout of RESTORE"
	AtomicRestore         Feature = "atomic_restore"
	ForceReplace          Feature = "force_replace"
	ReplaceViews          Feature = "force_replace of views"
	RewriteNamesOnly      Feature = "restored views keep what only looks like the database"
	RewriteOneDatabase    Feature = "restored views keep the names of other databases"
	CleanRestore          Feature = "clean_tables, clean_partitions"
	ReserveColocate       Feature = "reserve_colocate"
	AssumeRole            Feature = "s3.role_arn"
	LongRepositoryName    Feature = "repository names of 256 characters"
	UnicodeRepositoryName Feature = "repository names in all letters"
	AzureRepository       Feature = "azure repositories"
	StorageVault          Feature = "storage_vault_name"
	GuessedStorage        Feature = "storage type by property names"
	AnyTableName          Feature = "tables of any name"
	BrokerProperties      Feature = "properties of brokers"
	SafeRename            Feature = "rename of several objects beside their tables"
	AtomicReplicas        Feature = "atomic_restore with another number of replicas"
	CleanKeepsViews       Feature = "clean_tables that keeps restored views"
	TemporaryTables       Feature = "temporary tables, which backups leave out"
	CloudRepositories     Feature = "repositories and RESTORE where storage and compute are decoupled"
	SnapshotsNeedAdmin    Feature = "SHOW REPOSITORIES and SHOW SNAPSHOT for ADMIN only"
)

// lines are the release lines that the table speaks of, oldest first.
var lines = []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"}

// capability is a feature with the first patch release of each line that has it; a line that is missing has it in no
// release. Lines after the newest count as the newest.
type capability struct {
	feature Feature
	since   map[string]int
	words   string // what Since says when the first releases alone would mislead
}

// No release has a statement that deletes a snapshot (1.2). The first that has one gets its line here; the builder belongs
// to snapshot.go, and deleteSnapshot of package job sends it where it deletes the files now.
var capabilities = []capability{
	{feature: AlterRepository, since: map[string]int{"2.1": 0, "3.0": 0, "3.1": 0, "4.0": 0, "4.1": 0}},                                         // 1.1, 2.7
	{feature: AlterRepositoryAnyKey, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                 // 2.7, recorded: repository_alter
	{feature: BackupTimeout, since: map[string]int{"2.0": 0, "2.1": 0, "3.0": 0, "3.1": 0}, words: "2.0 to 3.1"},                                // 2.3
	{feature: RestoreTimeout, since: map[string]int{"2.0": 0, "2.1": 0, "3.0": 0, "3.1": 0, "4.0": 6, "4.1": 0}, words: "2.0 to 3.1, or 4.0.6"}, // 2.3; early 4.1 builds fail all the same (recorded)
	{feature: AtomicRestore, since: map[string]int{"2.0": 15, "2.1": 7, "3.0": 3, "3.1": 0, "4.0": 0, "4.1": 0}},                                // 2.2, 10
	{feature: ForceReplace, since: map[string]int{"2.1": 9, "3.0": 5, "3.1": 0, "4.0": 0, "4.1": 0}},                                            // 2.2, 10
	{feature: ReplaceViews, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                          // doris#49870
	{feature: RewriteNamesOnly, since: map[string]int{"3.1": 0, "4.0": 0, "4.1": 0}},                                                            // doris#50567; also late releases of older lines
	{feature: RewriteOneDatabase, since: map[string]int{"4.1": 0}},                                                                              // doris#59580
	{feature: CleanRestore, since: map[string]int{"2.0": 15, "2.1": 6, "3.0": 2, "3.1": 0, "4.0": 0, "4.1": 0}},                                 // 2.2, 10
	{feature: ReserveColocate, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                       // 2.2, recorded: skipped_objects
	{feature: AssumeRole, since: map[string]int{"3.1": 0, "4.0": 0, "4.1": 0}},                                                                  // 2.5
	{feature: LongRepositoryName, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                    // 1.5, 12 (21)
	{feature: UnicodeRepositoryName, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                 // 1.5, 12 (21); recorded: repository_bad
	{feature: AzureRepository, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                       // doris#46411: before it the frontend never starts again; which 3.x has it is not known
	{feature: StorageVault, since: map[string]int{"3.1": 0, "4.0": 0, "4.1": 0}},                                                                // 2.2, 10
	{feature: AnyTableName, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                          // FeNameFormat.java; seen on 3.0 and 4.1
	{feature: BrokerProperties, since: map[string]int{"2.0": 0, "2.1": 0, "3.0": 0}, words: "2.0 to 3.0"},                                       // doris#51888: broker.* keys alone from then on
	{feature: SafeRename, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                            // doris#48820, master of 2025-03: which older release has it is not known
	{feature: AtomicReplicas, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                        // doris#42337, not picked to 2.1 and 3.0 (selectdb/ccr-syncer#647)
	{feature: CleanKeepsViews, since: map[string]int{"2.0": 16, "2.1": 7, "3.0": 3, "3.1": 0, "4.0": 0, "4.1": 0}},                              // doris#40620, picked on 2024-09-24 (doris#41185, doris#41186)
	{feature: TemporaryTables, since: map[string]int{"4.0": 0, "4.1": 0}},                                                                       // CreateTableCommand.java
	{feature: CloudRepositories, since: map[string]int{"3.1": 0, "4.0": 0, "4.1": 0}},                                                           // apache/doris#53937
	{feature: SnapshotsNeedAdmin, since: map[string]int{"2.1": 3, "3.0": 0, "3.1": 0, "4.0": 0, "4.1": 0}},                                      // recorded: privileges
	{feature: GuessedStorage, since: map[string]int{"3.1": 0, "4.0": 0, "4.1": 0}},                                                              // 2.5
}

// line is the release line of v, with releases newer than the table counted as the newest line.
func (v Version) line() string {
	if v.atLeast(newest.Major, newest.Minor, 0) {
		return lines[len(lines)-1]
	}
	return fmt.Sprintf("%d.%d", v.Major, v.Minor)
}

// OfNewestLine reports whether the release counts as one of the newest line that is known here.
func (v Version) OfNewestLine() bool { return v.line() == lines[len(lines)-1] }

// Has reports whether the release has the feature. An unknown version has what the newest line has, and also what only
// older lines have: nothing is refused before the version is known.
func (v Version) Has(f Feature) bool {
	if !v.Known() {
		return true
	}
	for _, c := range capabilities {
		if c.feature != f {
			continue
		}
		patch, ok := c.since[v.line()]
		return ok && (v.Patch >= patch || v.atLeast(newest.Major, newest.Minor+1, 0))
	}
	return false
}

// MayHave reports whether a build without a number may have what the release that it was taken for lacks: a guess that goes
// by a setting stands for all releases from that one on which do not show themselves otherwise (guess).
func (v Version) MayHave(f Feature) bool {
	if v.Guessed && v.Major == 3 && v.Patch == 4 { // 3.0.4 to 3.1
		return Version{Major: 3, Minor: 1, Patch: anyPatch}.Has(f) || Version{Major: 3, Minor: 0, Patch: anyPatch}.Has(f)
	}
	if v.Guessed && v.Major == 2 { // all of 2.1: the guess is the oldest that it may be
		return v.Has(f) || Version{Major: 2, Minor: 1, Patch: anyPatch}.Has(f)
	}
	return v.Has(f)
}

// Since says in words which releases have the feature: "2.0.15, 2.1.7 or 3.0.3".
func Since(f Feature) string {
	for _, c := range capabilities {
		if c.feature == f {
			return c.sinceWords()
		}
	}
	return ""
}

func (c capability) sinceWords() string {
	if c.words != "" {
		return c.words
	}
	var releases []string
	for _, line := range lines {
		patch, ok := c.since[line]
		switch {
		case !ok, patch == 0 && len(releases) > 0: // a whole line after one that has it goes without saying
		case patch == 0:
			releases = append(releases, line)
		default:
			releases = append(releases, fmt.Sprintf("%s.%d", line, patch))
		}
	}
	if len(releases) < 2 {
		return strings.Join(releases, "")
	}
	last := len(releases) - 1
	return strings.Join(releases[:last], ", ") + " or " + releases[last]
}
