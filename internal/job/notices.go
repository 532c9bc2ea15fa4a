// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"time"
)

// Notice is a fact that a user should know besides the result. Package explain writes its text; only the facts that belong
// to the code are set.
type Notice struct {
	Code       NoticeCode
	Kind       string // "backup" or "restore"
	Database   string
	Repository string
	Label      string
	NameFixed  bool
	JobID      string
	State      string
	Doris      string        // Doris's own words
	At         time.Time     // when the job finished, or the snapshot that is there was taken
	Queued     time.Duration // behind other jobs
	Names      []string      // objects that lack, are too many, or go
	Source     string        // the database of the snapshot that is there
	Twins      []Twin
}

// NoticeCode says which fact it is.
type NoticeCode string

// Facts of jobs that were found.
const (
	NoticeRunningAdopted  NoticeCode = "running adopted"  // a job that ran was waited for
	NoticeFinishedAdopted NoticeCode = "finished adopted" // a finished one was adopted
	NoticeTakenBack       NoticeCode = "taken back"       // the finished restore of the object that is replaced was kept
	NoticeRunningOfSeries NoticeCode = "running of series"
	NoticeWillWait        NoticeCode = "will wait"  // plan
	NoticeWillAdopt       NoticeCode = "will adopt" // plan
	NoticeWillDrop        NoticeCode = "will drop"  // plan: Names are what the replaced restore created
	NoticeOlder           NoticeCode = "older"      // a snapshot with the same inputs, too old to be adopted
	NoticeOlderTwice      NoticeCode = "older twice"
)

// Facts of the run and its result.
const (
	NoticeQueued         NoticeCode = "queued"
	NoticeSubmittedAgain NoticeCode = "submitted again"
	NoticeMissingUnknown NoticeCode = "missing unknown"
	NoticeLacks          NoticeCode = "lacks"      // a snapshot adopted by its name alone does not hold Names
	NoticeHoldsMore      NoticeCode = "holds more" // than was selected
	NoticeStillUploading NoticeCode = "still uploading"
	NoticeImportLacks    NoticeCode = "import lacks" // Names of an imported restore are not there
)

// What a read found of a backup.
const (
	NoticeUnreadable      NoticeCode = "unreadable" // the repository; the state stays
	NoticeSnapshotDamaged NoticeCode = "damaged"
	NoticeSnapshotTwice   NoticeCode = "twice"
	NoticeSnapshotOther   NoticeCode = "other"          // of another database or time, when the job ended
	NoticeSnapshotChanged NoticeCode = "changed"        // it is by now
	NoticeSnapshotDeleted NoticeCode = "deleted"        // outside of Terraform
	NoticeSnapshotMissing NoticeCode = "missing"        // although its job is FINISHED
	NoticeBackupCancelled NoticeCode = "backup stopped" // CANCELLED
	NoticeBackupVanished  NoticeCode = "backup vanished"
	NoticeDatabaseGone    NoticeCode = "database gone" // while it was backed up
)

// What a read found of a restore.
const (
	NoticeTablesGone           NoticeCode = "tables gone"
	NoticeRestoredDatabaseGone NoticeCode = "restored database gone"
	NoticeRestoreDatabaseGone  NoticeCode = "restore database gone" // while the restore ran
	NoticeRestoreCancelled     NoticeCode = "restore stopped"       // CANCELLED
	NoticeRestoreVanished      NoticeCode = "restore vanished"
)

// NoticeCodes are all of them.
func NoticeCodes() []NoticeCode {
	return []NoticeCode{
		NoticeRunningAdopted, NoticeFinishedAdopted, NoticeTakenBack, NoticeRunningOfSeries, NoticeWillWait, NoticeWillAdopt,
		NoticeWillDrop, NoticeOlder, NoticeOlderTwice, NoticeQueued, NoticeSubmittedAgain, NoticeMissingUnknown, NoticeLacks,
		NoticeHoldsMore, NoticeStillUploading, NoticeImportLacks, NoticeUnreadable, NoticeSnapshotDamaged, NoticeSnapshotTwice,
		NoticeSnapshotOther, NoticeSnapshotChanged, NoticeSnapshotDeleted, NoticeSnapshotMissing, NoticeBackupCancelled, NoticeBackupVanished,
		NoticeDatabaseGone, NoticeTablesGone, NoticeRestoredDatabaseGone, NoticeRestoreDatabaseGone, NoticeRestoreCancelled,
		NoticeRestoreVanished,
	}
}

// about fills in what the operation knows.
func (o *operation) about(n Notice) Notice {
	n.Kind, n.Database, n.Repository, n.NameFixed = o.kind, o.database, o.repository, !o.generated
	if n.Label == "" {
		n.Label = o.label
	}
	return n
}

// notice tells a fact once.
func (o *operation) notice(n Notice) {
	n = o.about(n)
	if !slices.ContainsFunc(o.notices, func(told Notice) bool { return told.Code == n.Code && told.Label == n.Label }) {
		o.notices = append(o.notices, n)
	}
}

// noticeQueued says that much time was spent behind others.
func (o *operation) noticeQueued() {
	if o.queued > time.Minute {
		o.notice(Notice{Code: NoticeQueued, Queued: o.queued})
	}
}
