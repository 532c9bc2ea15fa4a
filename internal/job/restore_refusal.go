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
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	switch d.code {
	case CodeNoSnapshot:
		failure.Detail, failure.UsedUp, failure.Doris = NearNames(look.near), look.facts.snapshot == snapshotBare, look.snapshot.Status
	case CodeTwice:
		failure.Detail = Twins(o.twins(o.label, look.snapshot.Timestamps))
	case CodeTables, CodeHistory:
		failure.Detail = TablesInTheWay{
			Names: look.present, Of: len(o.objects.targets), Renamed: o.renamed(look.present),
			OneByOne: len(o.objects.targets) > 1 && !o.version.Has(doris.SafeRename),
			Hidden:   look.facts.row == r6NotCovered && look.facts.targets == targetsAll,
		}
	case CodePartly:
		failure.Detail = MissingObjects{Names: without(o.objects.targets, look.present), Of: len(o.objects.targets)}
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
