// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// zoneSlack is how far the zone-less timestamps of two snapshots may mislead: Doris writes them in the global time zone
// of the frontend, from -12 to +14 hours, and that can differ between clusters and be changed.
const zoneSlack = 26 * time.Hour

// snapshotFilter is what doris_snapshots asks for. Zero values do not filter.
type snapshotFilter struct {
	name               *regexp.Regexp
	after, before      time.Time
	database           string
	containsTable      string
	includeUnfinished  bool
	limit              int
	lookInsideEachSnap bool // database or containsTable is set
}

// foundSnapshot is a snapshot with what is known of its inside; details is nil where nobody had to look.
type foundSnapshot struct {
	doris.Snapshot
	written time.Time // the zone-less timestamp read as UTC: good to about a day; zero without a timestamp
	details *doris.SnapshotDetails
}

// takenAt is the true instant, zero where nobody looked.
func (f foundSnapshot) takenAt() time.Time {
	if f.details == nil {
		return time.Time{}
	}
	return f.details.BackupTime
}

// detailsReader looks inside one snapshot; a nil result without an error means that it has just been deleted.
type detailsReader func(ctx context.Context, name, timestamp string) (*doris.SnapshotDetails, error)

// chooseSnapshots filters and sorts a listing, newest first. It looks inside a snapshot only where the answer may depend
// on it: within zoneSlack of a limit or of the newest one, or to know its database and tables.
func chooseSnapshots(ctx context.Context, list []doris.Snapshot, filter snapshotFilter, look detailsReader) ([]foundSnapshot, error) {
	filter.lookInsideEachSnap = filter.database != "" || filter.containsTable != ""
	var chosen []foundSnapshot
	newest := time.Time{} // as written, of the complete ones
	for _, candidate := range candidateSnapshots(list, filter) {
		if enough(chosen, candidate, filter.limit) {
			break
		}
		keep, err := keepSnapshot(ctx, &candidate, newest, filter, look)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		chosen = append(chosen, candidate)
		if newest.IsZero() && candidate.Complete() {
			newest = candidate.written
		}
	}
	slices.SortStableFunc(chosen, newerFirst)
	if filter.limit > 0 && len(chosen) > filter.limit {
		chosen = chosen[:filter.limit]
	}
	return chosen, nil
}

// enough reports whether the limit is reached by snapshots that are surely newer than the next candidate. The chosen
// ones are in the order of their written timestamps.
func enough(chosen []foundSnapshot, next foundSnapshot, limit int) bool {
	if limit == 0 || len(chosen) < limit {
		return false
	}
	last := chosen[limit-1].written
	return !next.written.IsZero() && (last.IsZero() || next.written.Before(last.Add(-zoneSlack)))
}

// candidateSnapshots applies what the listing alone decides, newest first by the written timestamp.
func candidateSnapshots(list []doris.Snapshot, filter snapshotFilter) []foundSnapshot {
	var candidates []foundSnapshot
	for _, snapshot := range list {
		if filter.name != nil && !filter.name.MatchString(snapshot.Name) {
			continue
		}
		if !snapshot.Complete() && (!filter.includeUnfinished || filter.lookInsideEachSnap) {
			continue
		}
		found := foundSnapshot{Snapshot: snapshot}
		if len(snapshot.Timestamps) > 0 {
			found.written, _ = time.Parse("2006-01-02-15-04-05", snapshot.Timestamps[len(snapshot.Timestamps)-1])
		}
		if surelyOutside(found, filter) {
			continue
		}
		candidates = append(candidates, found)
	}
	slices.SortStableFunc(candidates, newerFirst)
	return candidates
}

// newerFirst sorts by true instants where both are known, else by the written timestamps; what has none comes first,
// because it is being written now or failed at an unknown time.
func newerFirst(a, b foundSnapshot) int {
	x, y := a.written, b.written
	if !a.takenAt().IsZero() && !b.takenAt().IsZero() {
		x, y = a.takenAt(), b.takenAt()
	}
	if x.IsZero() != y.IsZero() {
		if x.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(y.Compare(x), cmp.Compare(b.Name, a.Name))
}

func surelyOutside(found foundSnapshot, filter snapshotFilter) bool {
	if found.written.IsZero() {
		return !filter.after.IsZero() || !filter.before.IsZero()
	}
	return !filter.after.IsZero() && found.written.Before(filter.after.Add(-zoneSlack)) ||
		!filter.before.IsZero() && found.written.After(filter.before.Add(zoneSlack))
}

// keepSnapshot applies the filters that may need a look inside. It also looks at what may be newer than the newest one so
// far, to sort them by their true instants.
func keepSnapshot(ctx context.Context, found *foundSnapshot, newest time.Time, filter snapshotFilter, look detailsReader) (bool, error) {
	doubtful := near(found.written, filter.after) || near(found.written, filter.before) || !found.written.Before(newest.Add(-zoneSlack))
	if found.Complete() && (doubtful || filter.lookInsideEachSnap) {
		details, err := look(ctx, found.Name, found.Timestamps[0])
		if err != nil || details == nil {
			return false, err // nil: deleted since it was listed
		}
		found.details = details
	}
	at := found.takenAt()
	if !at.IsZero() && (!filter.after.IsZero() && !at.After(filter.after) || !filter.before.IsZero() && !at.Before(filter.before)) {
		return false, nil
	}
	if filter.database != "" && found.details.Database != filter.database {
		return false, nil
	}
	return filter.containsTable == "" || holdsTable(found.details, filter.containsTable), nil
}

func near(written, limit time.Time) bool {
	return !limit.IsZero() && written.Sub(limit).Abs() <= zoneSlack
}

func holdsTable(details *doris.SnapshotDetails, name string) bool {
	return slices.ContainsFunc(details.Tables, func(t doris.SnapshotTable) bool { return t.Name == name }) ||
		slices.Contains(details.Views, name)
}

// mostRecent is the newest complete snapshot of a sorted list.
func mostRecent(list []foundSnapshot) *foundSnapshot {
	for i := range list {
		if list[i].Complete() {
			return &list[i]
		}
	}
	return nil
}
