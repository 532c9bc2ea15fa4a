// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// SeriesKind is what a name in the repository is to a series.
type SeriesKind string

// Kinds of names. Two backups under one name are none of them: they are never touched and never counted.
const (
	SeriesComplete  SeriesKind = ""
	SeriesLacking   SeriesKind = "lacking"   // complete, but tables vanished while it was taken
	SeriesLeftovers SeriesKind = "leftovers" // a failed backup of ours: no info file, and no job that still writes
	SeriesHalf      SeriesKind = "half"      // was complete at an earlier look; its info file is gone
	SeriesForeign   SeriesKind = "foreign"   // Adopt matches, but it is another database's
)

// SeriesSnapshot is one name, as it is remembered between two looks: what never changes is asked once.
type SeriesSnapshot struct {
	Name      string     `json:"n"`
	Kind      SeriesKind `json:"k,omitempty"`
	Timestamp string     `json:"t,omitempty"`
	TakenAt   time.Time  `json:"at,omitzero"` // backup_time; of leftovers the time in the label
	Tables    int        `json:"tables,omitempty"`
	Views     int        `json:"views,omitempty"`
	Seen      time.Time  `json:"s,omitzero"`  // when it was first seen complete
	Modified  time.Time  `json:"m,omitzero"`  // of leftovers: the caller's note of the newest file in the bucket
	Busy      bool       `json:"b,omitempty"` // not generated, and a job of this name ended within the hour: it may be another object's
	Ours      bool       `json:"o,omitempty"` // generated from the prefix at our place
}

// SeriesLook is what a look at a series brought.
type SeriesLook struct {
	Now       time.Time // the server's clock, to the second
	Place     string
	Snapshots []SeriesSnapshot // sorted by name
	Newest    *Progress        // the newest job of the series that Doris remembers; nil = none
	Omitted   int              // names beyond what is remembered
}

// maxSeriesSnapshots bounds what is remembered, some hundred bytes each; the newest stay.
const maxSeriesSnapshots = 5000

// strangersWindow is how long a finished job may still be adopted by an object that was killed:
// the default of adopt_finished_within.
const strangersWindow = time.Hour

// readers is how many snapshots are looked into at a time when a series is taken over.
const readers = 8

// newestGood returns the newest complete snapshot; those that lack tables count only where that is allowed.
func (l SeriesLook) newestGood(allowIncomplete bool) *SeriesSnapshot {
	var newest *SeriesSnapshot
	for i := range l.Snapshots {
		s := &l.Snapshots[i]
		if s.Good(allowIncomplete, l.Now) && (newest == nil || s.newerThan(*newest)) {
			newest = s
		}
	}
	return newest
}

// clockSlack is how far ahead of the server's clock a snapshot may be: clocks of frontends differ a little.
const clockSlack = time.Hour

// Good reports whether a snapshot counts. One of the future does not: a frontend whose clock was wrong took it, and it
// would pass for the newest one until its date comes, so that no other would be due.
func (s SeriesSnapshot) Good(allowIncomplete bool, now time.Time) bool {
	return (s.Kind == SeriesComplete || s.Kind == SeriesLacking && allowIncomplete) && !s.OfTheFuture(now)
}

// OfTheFuture reports whether a complete snapshot is dated after now.
func (s SeriesSnapshot) OfTheFuture(now time.Time) bool {
	return (s.Kind == SeriesComplete || s.Kind == SeriesLacking) && s.TakenAt.After(now.Add(clockSlack))
}

func (s SeriesSnapshot) newerThan(other SeriesSnapshot) bool {
	return cmp.Or(s.TakenAt.Compare(other.TakenAt), cmp.Compare(s.Name, other.Name)) > 0
}

// seriesLook is one look.
type seriesLook struct {
	*operation
	series  Series
	place   string
	history history // now and backups are enough
}

// read lists the repository and looks into what is not known yet.
func (l seriesLook) read(known []SeriesSnapshot) (SeriesLook, error) {
	found := SeriesLook{Now: l.history.now.UTC().Truncate(time.Second), Place: l.place, Newest: l.newestJob()}
	all, err := l.snapshots()
	if err != nil {
		return found, err
	}
	remembered := make(map[string]SeriesSnapshot, len(known))
	for _, s := range known {
		remembered[s.Name] = s
	}
	var unknown []int
	for _, listed := range all {
		s, looked, mine := l.sort(listed, remembered)
		if !mine {
			continue
		}
		found.Snapshots = append(found.Snapshots, s)
		if !looked {
			unknown = append(unknown, len(found.Snapshots)-1)
		}
	}
	if err := l.lookInside(found.Snapshots, unknown); err != nil {
		return found, err
	}
	found.bound()
	return found, nil
}

// sort says what a listed name is to the series. looked is false when its inside must still be read.
func (l seriesLook) sort(listed doris.Snapshot, remembered map[string]SeriesSnapshot) (s SeriesSnapshot, looked, mine bool) {
	label, parsed := ParseLabel(listed.Name)
	s = SeriesSnapshot{Name: listed.Name, Ours: parsed && label.Prefix == l.series.NamePrefix && label.Place == l.place}
	mine = s.Ours || l.series.Adopt != nil && l.series.Adopt.MatchString(listed.Name)
	before, known := remembered[listed.Name]
	job := l.job(listed.Name)
	switch {
	case listed.Complete() && mine:
		s.Timestamp = listed.Timestamps[0]
		s.Busy = !s.Ours && job != nil && (job.Unfinished() || l.history.now.Sub(job.Finished) <= strangersWindow)
		if !known || !before.completed() || before.Timestamp != s.Timestamp && before.Timestamp != "" {
			return s, false, true
		}
		before.Timestamp, before.Busy, before.Ours = s.Timestamp, s.Busy, s.Ours
		return before, !before.Seen.IsZero(), true
	case len(listed.Timestamps) > 0 || len(listed.Invalid) > 0 || job != nil && job.Unfinished():
		return s, false, false
	case known && before.Kind != SeriesLeftovers && before.Kind != SeriesForeign && !before.Seen.IsZero():
		before.Kind, before.Busy, before.Ours = SeriesHalf, false, s.Ours
		return before, true, true
	case s.Ours:
		s.Kind, s.TakenAt, s.Modified = SeriesLeftovers, label.Time, before.Modified
		return s, true, true
	}
	return s, false, false
}

// completed: it had an info file when it was looked at.
func (s SeriesSnapshot) completed() bool { return s.Kind != SeriesLeftovers && s.Kind != SeriesHalf }

// lookInside reads the Details of some snapshots, several at a time.
func (l seriesLook) lookInside(snapshots []SeriesSnapshot, which []int) error {
	var all sync.WaitGroup
	turns := make(chan struct{}, readers)
	details := make([]*doris.SnapshotDetails, len(snapshots))
	for _, i := range which {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			s := snapshots[i]
			details[i], _ = l.r.cluster.SnapshotDetails(l.bound, l.series.Repository, s.Name, s.Timestamp) // what fails is asked again
		})
	}
	all.Wait()
	for _, i := range which {
		if err := l.inside(&snapshots[i], details[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l seriesLook) inside(s *SeriesSnapshot, details *doris.SnapshotDetails) error {
	if details == nil {
		var err error
		details, err = l.snapshotDetails(s.Name, s.Timestamp)
		switch doris.KindOf(err) {
		case doris.KindSnapshotMissing, doris.KindSnapshotDamaged: // deleted since it was listed, or nobody can tell whose it is
			s.Kind = SeriesForeign
			return nil
		}
		if err != nil {
			return err
		}
	}
	s.TakenAt, s.Seen = details.BackupTime.UTC(), l.history.now.UTC().Truncate(time.Second)
	s.Tables, s.Views = len(details.Tables), len(details.Views)
	switch {
	case details.Database != l.series.Database:
		s.Kind = SeriesForeign
	case s.Kind == SeriesLacking || l.lacks(*s, details):
		s.Kind = SeriesLacking
	}
	return nil
}

// lacks reports whether the job, while Doris remembers it, was to take objects that the snapshot does not hold.
func (l seriesLook) lacks(s SeriesSnapshot, details *doris.SnapshotDetails) bool {
	job := l.job(s.Name)
	if job == nil || job.Objects == nil || !sameSecond(details.BackupTime, job.Created) {
		return false
	}
	b := &backup{operation: l.operation}
	return slices.ContainsFunc(without(objectNames(jobObjects(job.Objects)), objectNames(heldObjects(details))), func(name string) bool {
		return b.whyLeftOut(name) == ""
	})
}

// job is the newest job of a label that Doris remembers in the database.
func (l seriesLook) job(label string) *doris.BackupJob {
	for i := len(l.history.backups) - 1; i >= 0; i-- {
		if l.history.backups[i].Label == label {
			return &l.history.backups[i]
		}
	}
	return nil
}

// newestJob is the newest job with a generated label of the series.
func (l seriesLook) newestJob() *Progress {
	jobs := l.history.backups
	for i := len(jobs) - 1; i >= 0; i-- {
		if label, ok := ParseLabel(jobs[i].Label); ok && label.Prefix == l.series.NamePrefix && label.Place == l.place {
			progress := row{Job: jobs[i].Job, backup: &jobs[i]}.progress(0)
			return &progress
		}
	}
	return nil
}

// bound keeps what can be remembered, sorted by name: what is not of the series goes first, then the oldest.
func (l *SeriesLook) bound() {
	slices.SortFunc(l.Snapshots, func(a, b SeriesSnapshot) int {
		if (a.Kind == SeriesForeign) != (b.Kind == SeriesForeign) {
			if a.Kind == SeriesForeign {
				return 1
			}
			return -1
		}
		return cmp.Or(b.TakenAt.Compare(a.TakenAt), cmp.Compare(b.Name, a.Name))
	})
	if more := len(l.Snapshots) - maxSeriesSnapshots; more > 0 {
		for _, s := range l.Snapshots[maxSeriesSnapshots:] {
			if s.Kind != SeriesForeign {
				l.Omitted++
			}
		}
		l.Snapshots = l.Snapshots[:maxSeriesSnapshots]
	}
	slices.SortFunc(l.Snapshots, func(a, b SeriesSnapshot) int { return cmp.Compare(a.Name, b.Name) })
}
