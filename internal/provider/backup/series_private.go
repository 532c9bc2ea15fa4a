// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/retention"
)

// seriesNote is the private data of a series: what a look found. Plans are made of configuration, state and this note
// only, because Terraform makes the plan of an update again while it applies it, and both must agree, whatever the
// cluster, the bucket and the clock say by then.
type seriesNote struct {
	Now       time.Time            `json:"now,omitzero"` // the server's clock at the look, see settled
	Place     string               `json:"place,omitempty"`
	Snapshots []job.SeriesSnapshot `json:"snapshots,omitempty"`
}

// outlook is what a note means under a configuration.
type outlook struct {
	due    bool
	latest *job.SeriesSnapshot // the newest good one
	prune  []string            // what goes, sorted
	future []string            // dated after the look; they are left alone
}

// outlook computes from configuration and note alone. A snapshot that is due counts as taken at the moment of the look:
// what goes tonight goes because of it, and the plan after tonight's apply has nothing left to do.
func (m seriesModel) outlook(note seriesNote) outlook {
	var o outlook
	var all []retention.Snapshot
	for i := range note.Snapshots {
		s := &note.Snapshots[i]
		if !m.holds(*s) {
			continue
		}
		if s.Good(m.AllowIncomplete.ValueBool(), note.Now) && (o.latest == nil || laterThan(*s, *o.latest)) {
			o.latest = s
		}
		if s.OfTheFuture(note.Now) {
			o.future = append(o.future, s.Name)
			continue // neither counted nor deleted
		}
		all = append(all, m.worth(*s))
	}
	o.due = !m.Paused.ValueBool() && (o.latest == nil || note.Now.Sub(o.latest.TakenAt) > m.dueAfter())
	if o.due {
		all = append(all, retention.Snapshot{Name: dueName, TakenAt: note.Now, State: retention.Good})
	}
	o.prune = retention.Expired(m.Retention.rules(), note.Now, all)
	o.prune = slices.DeleteFunc(o.prune, func(name string) bool {
		return name == dueName || slices.ContainsFunc(note.Snapshots, func(s job.SeriesSnapshot) bool { return s.Name == name && s.Busy })
	})
	return o
}

// dueName stands for the snapshot that is due. No label holds spaces, and it sorts after all of them.
const dueName = "~ due"

// holds reports whether a noted name is of the series, by the configuration's adopt_name_regex.
func (m seriesModel) holds(s job.SeriesSnapshot) bool {
	if s.Kind == job.SeriesForeign {
		return false
	}
	expression := m.adopt()
	return s.Ours || expression != nil && expression.MatchString(s.Name)
}

func laterThan(a, b job.SeriesSnapshot) bool {
	return a.TakenAt.After(b.TakenAt) || a.TakenAt.Equal(b.TakenAt) && a.Name > b.Name
}

// worth is what a noted name counts for the retention.
func (m seriesModel) worth(s job.SeriesSnapshot) retention.Snapshot {
	r := retention.Snapshot{Name: s.Name, TakenAt: s.TakenAt, State: retention.Untouchable}
	switch s.Kind {
	case job.SeriesComplete:
		r.State = retention.Good
	case job.SeriesLacking:
		r.State = retention.Lacking
		if m.AllowIncomplete.ValueBool() {
			r.State = retention.Good
		}
	case job.SeriesLeftovers:
		if !s.Modified.IsZero() { // else nobody looked when something was last written
			r.State, r.TakenAt = retention.Leftovers, latestOf(s.TakenAt, s.Modified)
		}
	case job.SeriesHalf:
		switch {
		case s.Ours || !s.Modified.IsZero() && !s.Modified.After(s.Seen): // a name with a nonce is never used again
			r.State = retention.HalfDeleted
		case !s.Modified.IsZero(): // somebody may have begun to write under the name anew
			r.State, r.TakenAt = retention.Leftovers, s.Modified
		}
	case job.SeriesForeign:
	}
	return r
}

func latestOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// settled keeps the moment of the look before as long as nothing follows from the difference: private data that changes
// with every refresh would count as a change of the state. So the moment is a lower bound under other arguments than
// those in state; see mayBeDue.
func (n seriesNote) settled(m seriesModel, before seriesNote) seriesNote {
	if before.Now.IsZero() || n.Now.Before(before.Now) || n.Place != before.Place || !reflect.DeepEqual(n.Snapshots, before.Snapshots) {
		return n
	}
	awake := m
	awake.Paused = types.BoolValue(false)
	for _, m := range []seriesModel{m, awake} {
		if now, then := m.outlook(n), m.outlook(before); now.due != then.due || !slices.Equal(now.prune, then.prune) {
			return n
		}
	}
	return before
}

// mayBeDue reports that a note cannot tell whether a snapshot is due: due_after was shortened, and the moment of the look
// is a lower bound. The apply looks and decides.
func (m seriesModel) mayBeDue(state seriesModel, expected outlook) bool {
	return !expected.due && expected.latest != nil && !m.Paused.ValueBool() && m.dueAfter() < state.dueAfter()
}

// Find is the note of one name, nil when there is none.
func (n seriesNote) Find(name string) *job.SeriesSnapshot {
	for i := range n.Snapshots {
		if n.Snapshots[i].Name == name {
			return &n.Snapshots[i]
		}
	}
	return nil
}

// without is the note after some names were deleted.
func (n seriesNote) without(names []string) seriesNote {
	n.Snapshots = slices.DeleteFunc(slices.Clone(n.Snapshots), func(s job.SeriesSnapshot) bool { return slices.Contains(names, s.Name) })
	return n
}

// setLatest fills latest and next_due_at from an outlook.
func (m *seriesModel) setLatest(o outlook) {
	m.Latest, m.NextDueAt = types.ObjectNull(latestTypes), types.StringNull()
	if o.latest == nil {
		return
	}
	m.Latest = latestObject(*o.latest)
	if !m.Paused.ValueBool() {
		m.NextDueAt = tfvalue.InstantOrNull(o.latest.TakenAt.Add(m.dueAfter()))
	}
}

func latestObject(s job.SeriesSnapshot) types.Object {
	return types.ObjectValueMust(latestTypes, map[string]attr.Value{
		"name": types.StringValue(s.Name), "backup_timestamp": types.StringValue(s.Timestamp), "taken_at": tfvalue.InstantOrNull(s.TakenAt),
		"table_count": types.Int64Value(int64(s.Tables)), "view_count": types.Int64Value(int64(s.Views)),
	})
}
