// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"maps"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// refusal is the error of an E- cell.
func (o *restore) refusal(d decision, look restoreLook) *Error {
	failure := o.fail(d.code)
	failure.Total = len(o.objects.targets)
	if o.details != nil {
		failure.SourceDatabase, failure.TakenAt = o.details.Database, o.details.BackupTime
	}
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	switch d.code {
	case CodeNoSnapshot:
		failure.Others, failure.UsedUp, failure.Doris = look.near, look.facts.snapshot == snapshotBare, look.snapshot.Status
	case CodeTwice:
		failure.Twins = o.twins(o.label, look.snapshot.Timestamps)
	case CodeTables, CodeHistory:
		failure.Objects = look.present
		failure.Renamed = o.renamed(look.present)
		failure.OneByOne = len(o.objects.targets) > 1 && !o.version.Has(doris.SafeRename)
		failure.Hidden = look.facts.row == r6NotCovered && look.facts.targets == targetsAll
	case CodePartly:
		failure.Objects = without(o.objects.targets, look.present)
		failure.Others = look.present
	}
	return failure
}

// renamed gives the names in the snapshot of those new names that differ from them.
func (o *restore) renamed(targets []string) map[string]string {
	sources := map[string]string{}
	for _, source := range slices.Sorted(maps.Keys(o.request.Rename)) {
		target := o.request.Rename[source]
		if source != target && slices.Contains(targets, target) {
			sources[target] = source
		}
	}
	return sources
}
