// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Files are the files of one repository's snapshots in their bucket: Doris has no statement that deletes them. Its errors
// are the storage's; they reach the caller as the Cause of E-FILES.
type Files interface {
	// Look says what info files lie under a label, and whether anything does.
	Look(ctx context.Context, label string) (FilesLook, error)
	// Newest is when something under a label was last written.
	Newest(ctx context.Context, label string) (time.Time, error)
	// Delete deletes everything under a label, info files first; it can be repeated after any error.
	Delete(ctx context.Context, label string) (Removed, error)
}

// FilesLook is what lies under a label in the bucket.
type FilesLook struct {
	Empty bool        // nothing at all
	Infos []FilesInfo // of every info file; none = unfinished, failed, or half deleted
}

// FilesInfo is what an info file says.
type FilesInfo struct {
	Timestamp      string // in its name
	Name, Database string
	BackupTime     time.Time
}

// Removed is what a deletion removed.
type Removed struct {
	Objects   int
	Bytes     int64
	Versioned bool // the bucket keeps the old versions; their space is not freed
}

// Doomed is a snapshot whose files are to be deleted, as it was when that was decided.
type Doomed struct {
	Repository, Database, Label string
	Timestamp                   string    // "" = not known
	TakenAt                     time.Time // backup_time in the info file; whole seconds match the second; zero = not known
	Leftovers                   bool      // there must be no info file: the rest of a failed backup
	// LastWrite is when files of it were written at the latest; zero when that does not matter. Where the info file is gone,
	// what was written later is another's.
	LastWrite time.Time
}

// DeleteSnapshot deletes the files of a snapshot that is still what it was, in Doris's answer and in the bucket, that no
// object of this process has, and that no job of this cluster uses (LIFECYCLE.md "Delete of a backup", "Races"). The databases that
// the user cannot read, and other clusters, are not seen. One that is gone is no error; what a deletion that was cut short
// has left is deleted. Errors: E-CLAIMED, E-IN-USE with Holder, E-TWICE, E-SHARED, E-REPO, E-DORIS, E-NOT-OURS, E-WRITTEN,
// E-ELSEWHERE, E-FILES for what the storage answered; the same can be asked again then.
func (r *Runner) DeleteSnapshot(ctx context.Context, d Doomed, files Files) (Removed, error) {
	o := r.begin(ctx, modePrune, target{kindBackup, d.Database, d.Repository, d.Label}, Wait{})
	defer o.stop()
	return o.deleteSnapshot(d, files, Ours)
}

// deleteSnapshot deletes after all checks.
func (o *operation) deleteSnapshot(d Doomed, files Files, level Level) (Removed, error) {
	facts, err := o.askBeforeDelete(d)
	if err != nil {
		return Removed{}, err
	}
	facts.level, facts.doubtful = level, !d.proven()
	if err := o.lookAtFiles(d, files, &facts); err != nil {
		return Removed{}, err
	}
	verdict, failure := o.decided(facts)
	if failure != nil || verdict == deleteNothing {
		return Removed{}, failure
	}
	defer o.r.cluster.ForgetSnapshots(d.Repository)
	// A release of Doris that can do it (see the table of capabilities of package doris) is asked here instead, after the
	// same checks.
	o.info("deleting the files of the snapshot", map[string]any{"repository": d.Repository})
	removed, err := files.Delete(o.bound, d.Label)
	o.info("deleted files", map[string]any{"objects": removed.Objects, "bytes": removed.Bytes})
	if err != nil {
		failure := o.storageError(err)
		failure.Detail = DeletedFiles(removed.Objects)
		return removed, failure
	}
	return removed, o.stillListed(d, facts, removed)
}

// stillListed: files that looked the same were deleted, and Doris shows the snapshot all the same. What this machine sees
// is a copy of the bucket; nothing more is to be deleted there.
func (o *operation) stillListed(d Doomed, before deleteFacts, removed Removed) error {
	if before.listed == 0 {
		return nil
	}
	seen, err := o.r.cluster.Snapshot(o.bound, d.Repository, d.Label)
	if err == nil && slices.Contains(seen.Timestamps, before.other.Timestamp) {
		failure := o.fail(CodeElsewhere)
		failure.Detail = DeletedFiles(removed.Objects)
		return failure
	}
	return nil // the files that this machine sees are gone
}

// askBeforeDelete reads what Doris knows of the snapshot and of jobs that use it.
func (o *operation) askBeforeDelete(d Doomed) (deleteFacts, error) {
	facts := deleteFacts{claimed: o.r.BackupClaimed(d.Repository, d.Label), leftovers: d.Leftovers}
	if facts.claimed {
		return facts, nil
	}
	var seen doris.Snapshot
	err := o.persistUnreadable(func(ctx context.Context) (err error) {
		seen, err = o.r.cluster.Snapshot(ctx, d.Repository, d.Label)
		return err
	})
	if err != nil {
		return facts, o.coded(o.repositoryError(err))
	}
	facts.listed = len(seen.Timestamps) + len(seen.Invalid)
	if facts.listed == 1 && len(seen.Timestamps) == 1 {
		details, err := o.detailsOf(d, seen.Timestamps[0])
		if err != nil {
			return facts, err
		}
		facts.other = FilesInfo{Timestamp: seen.Timestamps[0], Name: d.Label, Database: details.Database, BackupTime: details.BackupTime}
		facts.agrees = d.is(facts.other)
	}
	facts.user, err = o.userOf(d)
	return facts, err
}

func (o *operation) detailsOf(d Doomed, timestamp string) (details *doris.SnapshotDetails, err error) {
	err = o.persistUnreadable(func(ctx context.Context) (err error) {
		details, err = o.r.cluster.SnapshotDetails(ctx, d.Repository, d.Label, timestamp)
		return err
	})
	if err != nil {
		return nil, o.coded(o.repositoryError(err))
	}
	return details, nil
}

// is reports whether an info file is the one that is to go. An unknown time contradicts nothing; see proven.
func (d Doomed) is(info FilesInfo) bool {
	return info.Name == d.Label && info.Database == d.Database && (d.Timestamp == "" || d.Timestamp == info.Timestamp) &&
		(info.BackupTime.Equal(d.TakenAt) || sameSecond(info.BackupTime, d.TakenAt))
}

// proven reports whether the name and the times that are known leave no doubt which snapshot is meant: a name that was
// generated is used once, any other by whoever likes.
func (d Doomed) proven() bool {
	_, generated := ParseLabel(d.Label)
	return generated || d.Timestamp != "" || !d.TakenAt.IsZero()
}

// userOf finds an unfinished job of this cluster that reads or writes files under the label, in every readable database:
// SHOW RESTORE does not show the repository, so a restore of this name counts wherever it comes from.
func (o *operation) userOf(d Doomed) (*Holder, error) {
	o.r.cluster.ForgetDatabases() // one may be new
	databases, err := ask(o, o.r.cluster.Databases)
	if err != nil {
		return nil, o.coded(err)
	}
	for _, database := range databases {
		for _, kind := range []string{kindRestore, kindBackup} {
			rows, err := o.rows(kind, database)
			switch doris.KindOf(err) {
			case doris.KindAccessDenied, doris.KindUnknownDatabase:
				continue
			}
			if err != nil {
				return nil, o.coded(err)
			}
			if job := unfinishedUser(rows, kind, d); job != nil {
				return holder(kind, job.Job), nil
			}
		}
	}
	return nil, nil
}

func unfinishedUser(rows []row, kind string, d Doomed) *row {
	for i := range rows {
		r := &rows[i]
		if !r.Unfinished() || r.Label != d.Label {
			continue
		}
		if kind == kindRestore && d.Timestamp != "" && r.timestamp != "" && r.timestamp != d.Timestamp {
			continue
		}
		return r
	}
	return nil
}

// lookAtFiles reads the bucket itself: what Doris says may be of another one, or some seconds old.
func (o *operation) lookAtFiles(d Doomed, files Files, facts *deleteFacts) error {
	if facts.claimed {
		return nil
	}
	look, err := files.Look(o.bound, d.Label)
	if err != nil {
		return o.storageError(err)
	}
	switch {
	case look.Empty:
		facts.files = filesNone
	case len(look.Infos) == 0:
		facts.files = filesRest
	case len(look.Infos) > 1:
		facts.files = filesTwice
	case d.is(look.Infos[0]):
		facts.files = filesSame
	default:
		facts.files, facts.other = filesOther, look.Infos[0]
	}
	if facts.files != filesRest || d.LastWrite.IsZero() {
		return nil
	}
	newest, err := files.Newest(o.bound, d.Label)
	if err != nil {
		return o.storageError(err)
	}
	facts.written = newest.Truncate(time.Second).After(d.LastWrite) // not every storage tells fractions
	return nil
}

func (o *operation) storageError(err error) *Error {
	failure := o.fail(CodeFiles)
	failure.Cause = err
	return failure
}

// decided is the error of a refusal, with the facts that belong to it.
func (o *operation) decided(facts deleteFacts) (deleteVerdict, error) {
	verdict, code := decideDelete(facts)
	if code == "" {
		return verdict, nil
	}
	failure := o.fail(code)
	switch code {
	case CodeInUse:
		failure.Holder = facts.user
	case CodeShared:
		failure.Detail = AnotherSnapshot{Database: facts.other.Database, TakenAt: facts.other.BackupTime}
	}
	return verdict, failure
}
