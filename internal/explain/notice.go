// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Notice is the warning about a fact that a job tells besides its result.
func Notice(n job.Notice) (summary, detail string) {
	text, ok := noticeTexts[n.Code]
	if !ok {
		return "A job has something to tell", string(n.Code)
	}
	return text(n)
}

var noticeTexts = map[job.NoticeCode]func(job.Notice) (summary, detail string){
	job.NoticeRunningAdopted:  runningAdopted,
	job.NoticeFinishedAdopted: finishedAdopted,
	job.NoticeTakenBack: func(n job.Notice) (string, string) {
		return "The finished restore was kept", fmt.Sprintf("%s finished at %s and its tables were not dropped with the object that is replaced. Nothing was submitted.",
			noticed(n), instantIfKnown(n.At))
	},
	job.NoticeRunningOfSeries: func(n job.Notice) (string, string) {
		return "A running backup was resumed", noticed(n) + " was already running, as after an interrupted apply. It was waited for, and nothing was submitted."
	},
	job.NoticeWillWait: func(n job.Notice) (string, string) {
		return "A job will be waited for", fmt.Sprintf("%s (job %s) is %s; apply waits for its end and submits nothing.", noticed(n), n.JobID, n.State)
	},
	job.NoticeWillAdopt: func(n job.Notice) (string, string) {
		return "A finished restore will be taken over", fmt.Sprintf("%s finished at %s and its tables are there; apply submits nothing.", noticed(n), instantIfKnown(n.At))
	},
	job.NoticeWillDrop: func(n job.Notice) (string, string) {
		return "The restored tables will be dropped (" + n.Database + ")", fmt.Sprintf("The data failed its verification, so the restore is replaced. What it created in database \"%s\" is dropped first (into Doris's recycle bin): %s. To verify the same data again instead, run terraform untaint.",
			n.Database, Names(n.Names))
	},
	job.NoticeOlder: func(n job.Notice) (string, string) {
		return "An older snapshot exists", fmt.Sprintf("Repository \"%s\" holds snapshot \"%s\" with the same inputs, finished at %s, before adopt_finished_within. A new one was taken; the older one stays.",
			n.Repository, n.Label, instantIfKnown(n.At))
	},
	job.NoticeOlderTwice: func(n job.Notice) (string, string) {
		return "An older snapshot cannot be restored", fmt.Sprintf("Two backups share the name \"%s\" in repository \"%s\": Doris can restore neither. A new one was taken under another name.",
			n.Label, n.Repository)
	},
	job.NoticeQueued: func(n job.Notice) (string, string) {
		return "The job had to wait for others", fmt.Sprintf("%s queued for %s behind other jobs: Doris runs one backup or restore per database.", noticed(n), n.Queued.Round(time.Second))
	},
	job.NoticeSubmittedAgain: func(n job.Notice) (string, string) {
		return "A job was submitted again", "A frontend restart or a change of master had left " + LowerFirst(noticed(n)) +
			" stuck in PENDING, which from Doris 4.0 on stops every job of the cluster. Nothing of it had been written. It was cancelled and submitted once more."
	},
	job.NoticeMissingUnknown: func(n job.Notice) (string, string) {
		return "Missing objects are not known", "The list of objects that " + LowerFirst(noticed(n)) +
			" was submitted with is no longer known, so it cannot be compared with the snapshot."
	},
	job.NoticeLacks: func(n job.Notice) (string, string) {
		return "The snapshot lacks objects of the database (" + n.Label + ")", noticed(n) + " was taken over by its name, and it does not hold " + Names(n.Names) +
			", which the selection takes and the database has now. They were created after it, or another configuration backed up fewer objects under this name. " +
			"If the snapshot must hold them, back up again under another name, or with name_prefix."
	},
	job.NoticeHoldsMore: func(n job.Notice) (string, string) {
		return "The snapshot holds more than was selected (" + n.Label + ")", noticed(n) + " holds " + Names(n.Names) + ", which exclude_tables leaves out. " +
			"They were created in the moment of its submission: Doris is told the names to leave out, not the patterns."
	},
	job.NoticeStillUploading: func(n job.Notice) (string, string) {
		return "A backend may still upload", fmt.Sprintf("%s was cancelled and its files were deleted, but a backend may finish what it had begun. Look once more into the folder %s of repository %q in a few minutes.",
			noticed(n), doris.SnapshotFolder+n.Label, n.Repository)
	},
	job.NoticeImportLacks: func(n job.Notice) (string, string) {
		return "Some restored tables were not found", "Database \"" + n.Database + "\" does not hold " + strings.Join(n.Names, ", ") +
			" of the restore: they were dropped or restored under new names, which Doris does not show."
	},

	job.NoticeUnreadable: func(n job.Notice) (string, string) {
		return "The snapshot could not be checked", fmt.Sprintf("Repository \"%s\" cannot be read (Doris: \"%s\"). Snapshot \"%s\" stays in state as it was.", n.Repository, doris.Plain(n.Doris), n.Label)
	},
	job.NoticeSnapshotDamaged: func(n job.Notice) (string, string) {
		return snapshotUnrestorable, fmt.Sprintf("The info file of snapshot \"%s\" in repository \"%s\" is damaged (Doris: \"%s\"). Back up again under another name.", n.Label, n.Repository, doris.Plain(n.Doris))
	},
	job.NoticeSnapshotTwice: func(n job.Notice) (string, string) {
		return unrestorable(n, "Two backups share its name: "+strings.Join(twins(n.Twins), ", ")+". Doris can restore neither.")
	},
	job.NoticeSnapshotOther: func(n job.Notice) (string, string) {
		return unrestorable(n, fmt.Sprintf("It is the snapshot of database \"%s\", taken at %s.", n.Source, instantIfKnown(n.At)))
	},
	job.NoticeSnapshotChanged: func(n job.Notice) (string, string) {
		return unrestorable(n, fmt.Sprintf("It is now the snapshot of database \"%s\", taken at %s.", n.Source, instantIfKnown(n.At)))
	},
	job.NoticeSnapshotDeleted: func(n job.Notice) (string, string) {
		return snapshotGone(fmt.Sprintf("Snapshot \"%s\" is no longer in repository \"%s\": it was deleted outside of Terraform.", n.Label, n.Repository))
	},
	job.NoticeSnapshotMissing: func(n job.Notice) (string, string) {
		return snapshotGone(fmt.Sprintf("Job %s is FINISHED, but its snapshot is not in repository \"%s\".", n.JobID, n.Repository))
	},
	job.NoticeBackupCancelled: func(n job.Notice) (string, string) {
		return snapshotGone(fmt.Sprintf("%s (job %s) was cancelled: %s.", noticed(n), n.JobID, doris.Plain(n.Doris)))
	},
	job.NoticeBackupVanished: func(n job.Notice) (string, string) {
		return snapshotGone(noticed(n) + " is no longer known to Doris and left no snapshot: it was cancelled while PENDING, or failed.")
	},
	job.NoticeDatabaseGone: func(n job.Notice) (string, string) {
		return snapshotGone("Database \"" + n.Database + "\" went while it was backed up: it was dropped, and then its backup never completes, or renamed, and then the job goes on under the new name.")
	},

	job.NoticeTablesGone: func(n job.Notice) (string, string) {
		return "Restored tables are gone", "Database \"" + n.Database + "\" no longer holds " + strings.Join(n.Names, ", ") + ". They are not restored again; change triggers to do that."
	},
	job.NoticeRestoredDatabaseGone: func(n job.Notice) (string, string) {
		return "The restored database is gone", "Database \"" + n.Database + "\" does not exist any more. Nothing is restored again; change triggers to do that, or remove the resource."
	},
	job.NoticeRestoreDatabaseGone: func(n job.Notice) (string, string) {
		return restoreGone, "Database \"" + n.Database + "\" was dropped while " + LowerFirst(noticed(n)) + " ran, and the job with it."
	},
	job.NoticeRestoreCancelled: func(n job.Notice) (string, string) {
		return "The restore was cancelled", fmt.Sprintf("%s (job %s) was cancelled: %s.", noticed(n), n.JobID, doris.Plain(n.Doris))
	},
	job.NoticeRestoreVanished: func(n job.Notice) (string, string) {
		return restoreGone, noticed(n) + " is no longer known to Doris and restored nothing: it was cancelled while PENDING, or failed."
	},
}

const (
	snapshotUnrestorable = "The snapshot cannot be restored"
	restoreGone          = "The restore is gone"
)

func unrestorable(n job.Notice, why string) (summary, detail string) {
	return snapshotUnrestorable, fmt.Sprintf("Snapshot \"%s\" in repository \"%s\" is not this resource's any more. %s Back up again under another name.", n.Label, n.Repository, why)
}

func snapshotGone(why string) (summary, detail string) {
	return "The snapshot is gone", why + " The next apply takes a new one."
}

// runningAdopted: a job was waited for that another apply submitted.
func runningAdopted(n job.Notice) (summary, detail string) {
	detail = noticed(n) + " was already running. It was waited for, and nothing was submitted."
	if n.Kind == "backup" && !n.NameFixed {
		detail += " It has the same inputs, as after an interrupted apply; if another resource or configuration submitted it, both now share it: a differing triggers keeps them apart."
	} else {
		detail += " It looks like this resource's own after an interrupted apply; if another resource or configuration submitted it, both now share it: " + apart(n)
	}
	return "A running " + n.Kind + " was taken over", detail
}

func finishedAdopted(n job.Notice) (summary, detail string) {
	return "A finished " + n.Kind + " was taken over", noticed(n) + " finished at " + instantIfKnown(n.At) +
		", within adopt_finished_within, and has the same inputs: an earlier apply was probably killed before it could say so. " +
		"Nothing was submitted. If another resource or configuration made it, both now share it: " + apart(n)
}

// apart is how two configurations with equal inputs stop sharing a job.
func apart(n job.Notice) string {
	if n.Kind == "backup" && n.NameFixed {
		return "use another name, or name_prefix."
	}
	return `a differing triggers, or adopt_finished_within = "0s", keeps them apart.`
}

// noticed names the job at the beginning of a sentence.
func noticed(n job.Notice) string {
	if n.Kind == "restore" {
		return fmt.Sprintf("The restore of %q into database %q", n.Label, n.Database)
	}
	return fmt.Sprintf("Backup %q of database %q", n.Label, n.Database)
}

func instantIfKnown(at time.Time) string {
	if at.IsZero() {
		return "an unknown time"
	}
	return instant(at)
}

// twins says whose backups share a name, as far as that is known.
func twins(list []job.Twin) []string {
	texts := make([]string, len(list))
	for i, twin := range list {
		texts[i] = twin.Timestamp
		if twin.Database != "" {
			texts[i] = twin.Database + " at " + instantIfKnown(twin.TakenAt)
		}
	}
	return texts
}
