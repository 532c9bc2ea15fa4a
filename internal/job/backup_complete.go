// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// complete compares the snapshot with what was asked for: missing objects are an error unless allowed; kinds that Doris
// leaves out without a word are named.
func (b *backup) complete(result *BackupResult) error {
	wanted := result.Submitted
	if wanted == nil {
		b.notice(Notice{Code: NoticeMissingUnknown})
		wanted = b.request.Selection.literals()
	}
	held := objectNames(heldObjects(result.Details))
	for _, name := range without(wanted, held) {
		if b.request.Selection.AnyCase && slices.ContainsFunc(held, func(one string) bool { return strings.EqualFold(one, name) }) {
			continue // as it was written
		}
		if reason := b.whyLeftOut(name); reason != "" {
			result.Skipped = append(result.Skipped, Skipped{Name: name, Reason: reason})
			continue
		}
		result.Missing = append(result.Missing, name)
	}
	result.Skipped = append(result.Skipped, b.temporaryTables()...)
	partitions := b.missingPartitions(result.Details)
	result.Missing = append(result.Missing, partitions...)
	slices.Sort(result.Missing)
	if len(result.Missing) == 0 || b.request.AllowIncomplete {
		return nil
	}
	failure := b.failWith(CodeIncomplete, MissingObjects{Names: result.Missing, Partitions: partitions, Of: len(wanted), TakenAt: result.TakenAt})
	failure.JobID, failure.LastState, failure.FinishedAt, failure.UsedUp = result.ID, result.State, result.Finished, true
	return failure
}

// whyLeftOut says why Doris did not back an object up although it is there: asynchronous materialized views and tables
// of other engines (recorded: skipped_objects). "" means that it is gone, or of a kind that is backed up. Only objects
// that a finished snapshot lacks are asked about.
func (b *backup) whyLeftOut(name string) string {
	kind, err := ask(b.operation, func(ctx context.Context) (string, error) { return b.r.cluster.ObjectKind(ctx, b.database, name) })
	switch {
	case err != nil || doris.IsBackedUp(kind):
		return ""
	case kind == materializedView:
		return "asynchronous materialized view"
	}
	return strings.ToLower(kind) + " table"
}

// temporaryTables are left out of a whole database without a word, from 4.0 on, and no SHOW TABLES lists those of other
// sessions (DORIS.md "What a backup holds"). Where SHOW PROC, which lists them, cannot be read, they are not named.
func (b *backup) temporaryTables() []Skipped {
	here, err := b.r.cluster.Facts(b.bound)
	if err != nil || b.request.Selection.Tables != nil || !here.Version.Has(doris.TemporaryTables) {
		return nil
	}
	types, err := b.r.cluster.TableTypes(b.bound, b.database)
	if err != nil {
		return nil
	}
	var names []string
	for name := range types {
		if short, ok := doris.TempTableName(name); ok && b.request.Selection.Includes(short) {
			names = append(names, short)
		}
	}
	var skipped []Skipped
	for _, name := range sorted(names) {
		skipped = append(skipped, Skipped{Name: name, Reason: "temporary table"})
	}
	return skipped
}

// missingPartitions are the selected partitions that the snapshot lacks of tables that it holds, as table.partition: from
// 4.0 on Doris leaves out what was dropped meanwhile. Which ones a pattern stood for only the operation that submitted it
// knows; else the literal names count.
func (b *backup) missingPartitions(details *doris.SnapshotDetails) []string {
	var missing []string
	for _, table := range details.Tables {
		wanted := b.askedPartitions[table.Name]
		if wanted == nil {
			for _, partition := range b.request.Selection.partitionsOf(table.Name) {
				if !IsPattern(partition) {
					wanted = append(wanted, Literal(partition))
				}
			}
		}
		for _, partition := range without(wanted, table.Partitions) {
			missing = append(missing, table.Name+"."+partition)
		}
	}
	return missing
}
