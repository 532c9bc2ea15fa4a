// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Errors of the look before a job is submitted: nothing runs then.

func repositoryText(e *job.Error, in *instance) jobText {
	if doris.LoginRefused(e.Cause) { // the password was changed meanwhile; no GRANT would help
		return dorisAnswerText(e, in)
	}
	t := jobText{
		attribute: "repository",
		summary:   "The repository cannot be read",
		happened:  fmt.Sprintf("%s needs repository %q, which cannot be read now. Nothing was concluded and nothing submitted.", subject(e), e.Repository),
		doris:     said(words(e), "no error."),
		next:      "Check that its storage can be reached and its credentials are valid, then apply again.",
	}
	if e.LastState == doris.StateFinished {
		t.happened = fmt.Sprintf("%s%s is FINISHED, but repository %q cannot be read now, so that nothing proves its snapshot.", subject(e), inParentheses(jobNumber(e)), e.Repository)
		t.next = "Check that its storage can be reached and its credentials are valid, then apply again soon: the finished snapshot is taken over."
	}
	switch doris.KindOf(e.Cause) {
	case doris.KindRepositoryMissing:
		t.doris = said(words(e), "")
		t.happened = fmt.Sprintf("%s needs repository %q, which is not registered in this cluster.%s", subject(e), e.Repository, nearText(e.Others))
		t.next = "Correct the name, or register it with a doris_repository; refer to it as doris_repository.example.name, so that it comes first."
	case doris.KindRepositoryReadOnly:
		t.summary = "The repository is read-only"
		t.happened = fmt.Sprintf("%s cannot be written to repository %q, which is registered with read_only = true in this cluster.", subject(e), e.Repository)
		t.next = "Back up to another repository, or register this one without read_only."
	case doris.KindSnapshotDamaged:
		t.attribute, t.summary = "name", "The snapshot is damaged"
		t.happened = fmt.Sprintf("The info file of snapshot %q in repository %q is not what Doris uploaded, so nobody can tell whose it is, and Doris cannot restore it.", e.Label, e.Repository)
		t.next = fmt.Sprintf("Choose another name or use name_prefix; or delete the folder __palo_repository_%s/__ss_%s from the bucket, and apply again.", e.Repository, e.Label)
		if e.Kind == "restore" {
			t.attribute, t.next = "snapshot", "Choose another snapshot."
		}
	case doris.KindAccessDenied:
		t.happened = fmt.Sprintf("User %q may not look into repository %q, which %s needs.", in.settings.username, e.Repository, lowerFirst(subject(e)))
		t.next = "As an administrator run: " + grantFor(words(e), in.settings.username, e.Database)
	default: // unreadable
		if happened, next, ok := missingFolderText(e.Repository, e.Cause); ok {
			t.attribute, t.summary, t.happened, t.next = "", "A frontend cannot look into snapshots", subject(e)+" must be compared with what is there. "+happened, next
			return t
		}
		if advice := storageAdvice(in.placeOf(context.Background(), e.Repository), words(e)); advice != correctAndApply {
			t.next = advice + " Then apply again."
			if e.LastState == doris.StateFinished {
				t.next = advice + " Then apply again soon: the finished snapshot is taken over."
			}
		}
	}
	return t
}

func duplicateText(e *job.Error, _ *instance) jobText {
	if e.Kind == "restore" {
		return jobText{
			attribute: "snapshot",
			summary:   "Two objects make the same snapshot or restore",
			happened: fmt.Sprintf("Another doris_restore of this configuration restores the same objects of snapshot %q of repository %q into database %q.",
				e.Label, e.Repository, e.Database),
			next: "Remove one of them, or restore into another database.",
		}
	}
	return jobText{
		attribute: "name",
		summary:   "Two objects make the same snapshot or restore",
		happened: fmt.Sprintf("Another doris_backup of this configuration makes snapshot %q in repository %q; this one would do so for database %q. Doris could restore neither.",
			e.Label, e.Repository, e.Database),
		next: "Give one of them another name, or use name_prefix.",
	}
}

func existsText(e *job.Error, _ *instance) jobText {
	t := jobText{
		attribute: "name",
		summary:   "The snapshot exists already",
		happened: fmt.Sprintf("Repository %q holds a snapshot %q%s%s that this configuration did not make.",
			e.Repository, e.Label, ofDatabase(e), of(e.TakenAt)),
		doris: said(words(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
		next: "Choose another name, use name_prefix, or add:\n" +
			importBlock("doris_backup", e.Repository, e.Label),
	}
	t.happened += differentObjects(e)
	if e.Content != "" {
		t.happened += fmt.Sprintf(" It was taken with content = %q.", e.Content)
	}
	if e.Content != "" || len(e.Others) > 0 || e.SourceDatabase != "" && e.SourceDatabase != e.Database {
		// As it is, this configuration would have the import replaced, under the same name.
		t.next = strings.Replace(t.next, "or add:", "or let this configuration ask for what that snapshot holds and add:", 1)
	}
	switch {
	case e.LastState == doris.StateCancelled:
		t.happened += fmt.Sprintf(" Its job%s is CANCELLED although the snapshot is complete.", inParentheses(jobNumber(e)))
	case e.LastState != "" && e.LastState != doris.StateFinished:
		t.happened += fmt.Sprintf(" A job%s of the same name is %s and may ruin it; to stop it: %s", inParentheses(jobNumber(e)), e.LastState, cancelOf(e))
	}
	return t
}

func otherText(e *job.Error, _ *instance) jobText {
	if e.Kind == "restore" {
		return jobText{
			summary: "The job may be another's",
			happened: fmt.Sprintf("%s%s is %s. It was taken over from an interrupted apply, so it may be another configuration's and was not cancelled. Nothing was dropped.",
				subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished")),
			doris: said(words(e), "no error so far."),
			next:  "Apply again to wait for its end, then destroy; or, if nobody needs it, stop it: " + cancelOf(e),
		}
	}
	return jobText{
		attribute: "name",
		summary:   "Another backup has this name",
		happened: fmt.Sprintf("Repository %q holds a snapshot %q%s%s of other objects than this configuration asks for.",
			e.Repository, e.Label, ofDatabase(e), of(e.TakenAt)) + differentObjects(e),
		doris: said(words(e), ""),
		next:  "Choose another name, or use name_prefix.",
	}
}

func usedUpText(e *job.Error, _ *instance) jobText {
	if !e.TakenAt.IsZero() { // the snapshot is complete: it was destroyed, which keeps it, in the same apply
		return jobText{
			attribute: "name",
			summary:   "The snapshot name is used up",
			happened: fmt.Sprintf("This apply replaces snapshot %q of %s in repository %q. It stays when it is destroyed, and so its name stays used.",
				e.Label, instant(e.TakenAt), e.Repository),
			doris: said(words(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
			next: "Choose another name or use name_prefix for a new snapshot; or keep the old one and add:\n" +
				importBlock("doris_backup", e.Repository, e.Label),
		}
	}
	return jobText{
		attribute: "name",
		summary:   "The snapshot name is used up",
		happened:  fmt.Sprintf("An earlier backup %q failed and left files in repository %q.", e.Label, e.Repository),
		doris:     said(words(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
		next: fmt.Sprintf("Choose another name or use name_prefix; or delete the folder __palo_repository_%s/__ss_%s from the bucket.",
			e.Repository, e.Label),
	}
}

func sharedNameText(e *job.Error, _ *instance) jobText {
	if e.Deleting {
		return anothersText(e)
	}
	t := jobText{summary: "Two backups share the name", doris: said(words(e), "no error.")}
	t.happened = fmt.Sprintf("Snapshot %q in repository %q was written by two backups under one name.", e.Label, e.Repository)
	if e.Code == job.CodeShared {
		t.happened = fmt.Sprintf("Snapshot %q in repository %q is the backup of another job under the same name: it is%s%s, not of database %q. What this backup wrote is lost.",
			e.Label, e.Repository, ofDatabaseAlways(e), of(e.TakenAt), e.Database)
	}
	if len(e.Others) > 0 {
		t.happened += " They are: " + strings.Join(e.Others, ", ") + "."
	}
	if e.Kind == "restore" {
		t.attribute = "snapshot"
		t.next = "Doris can restore neither of them: choose another snapshot."
		return t
	}
	t.next = "Take a new one under another name; name_prefix makes names that no other database or cluster uses."
	if e.Code == job.CodeTwice {
		t.next = "Doris can restore neither of them. " + t.next
	}
	if e.NameFixed {
		t.attribute = "name"
	}
	return t
}

func noSnapshotText(e *job.Error, _ *instance) jobText {
	if isTimestamps(e.Others) {
		return jobText{
			attribute: "backup_timestamp",
			summary:   "The snapshot has another timestamp",
			happened:  fmt.Sprintf("Repository %q holds snapshot %q with the timestamp %s.", e.Repository, e.Label, names(e.Others)),
			next:      "Leave backup_timestamp out, or correct it.",
		}
	}
	t := jobText{
		attribute: "snapshot",
		summary:   "The snapshot does not exist",
		happened:  fmt.Sprintf("Repository %q holds no complete snapshot %q.", e.Repository, e.Label),
		doris:     said(words(e), "no error."),
		next:      "Choose a snapshot that data source doris_snapshots lists.",
	}
	if len(e.Others) > 0 {
		t.happened += " Its nearest names are " + names(e.Others) + "."
		t.next = "Choose one of them."
	}
	t.next += " If a backup of this name failed, what it left can never be restored."
	if e.Kind == "backup" {
		t.attribute = "name"
	}
	return t
}

func noDatabaseText(e *job.Error, _ *instance) jobText {
	t := jobText{
		attribute: "database",
		summary:   "The database does not exist",
		happened:  fmt.Sprintf("%s needs database %q, which this cluster does not have.%s", subject(e), e.Database, nearText(e.Others)),
		doris:     said(words(e), fmt.Sprintf(`"Unknown database '%s'"`, e.Database)),
		next:      "Set create_database = true.",
	}
	switch {
	case e.Kind != "restore":
		t.next = "Correct the name, or create the database first."
	case len(e.Others) > 0:
		t.next = "Correct the name, or set create_database = true."
	}
	return t
}

func tablesText(e *job.Error, _ *instance) jobText {
	t := jobText{
		attribute: "existing_tables",
		summary:   "The restore would overwrite tables",
		happened: fmt.Sprintf("Database %q holds %d of the %s to restore: %s.",
			e.Database, len(e.Objects), count(max(e.Total, len(e.Objects)), "table"), names(e.Objects)),
	}
	if e.Total == 1 {
		t.happened = fmt.Sprintf("Database %q holds the table to restore: %s.", e.Database, names(e.Objects))
	}
	if len(e.Objects) > 0 {
		source := e.Objects[0]
		if name := e.Renamed[source]; name != "" {
			source = name
		}
		t.next = fmt.Sprintf("Rename them with rename = { %s = %q }, restore into another database, or set existing_tables = \"overwrite\".",
			hclKey(job.Escaped(source)), e.Objects[0]+"_restored")
		if e.OneByOne { // rename = all of them into one restore would be refused
			t.next = fmt.Sprintf("Restore into another database, or set existing_tables = \"overwrite\". Before Doris %s rename is safe only for one table in a doris_restore of its own, such as tables = [%q], rename = { %s = %q }.",
				doris.Since(doris.SafeRename), job.Escaped(source), hclKey(job.Escaped(source)), e.Objects[0]+"_restored")
		}
	}
	switch {
	case e.LastState == doris.StateCancelled || len(e.Objects) < e.Total:
	case !e.FinishedAt.IsZero():
		t.happened += fmt.Sprintf(" This snapshot was restored into it until %s.", instant(e.FinishedAt))
		t.next += " To manage that restore here, add:\n" + importBlock("doris_restore", e.Repository, e.Label, e.Database)
	case e.Hidden:
		t.happened += " Doris remembers ten jobs of a database, and later ones may hide a restore of this snapshot that made them, such as that of an interrupted apply."
		t.next += " If that restore made them, to manage it here, add:\n" + importBlock("doris_restore", e.Repository, e.Label, e.Database)
	}
	return t
}

// renameText: on this Doris the cancel of such a restore would remove tables that have nothing to do with it.
func renameText(e *job.Error, _ *instance) jobText {
	live := sortedKeys(e.Renamed)
	source := ""
	if len(live) > 0 {
		source = e.Renamed[live[0]]
	}
	return jobText{
		attribute: "rename",
		summary:   "The rename endangers live tables",
		happened: fmt.Sprintf("Database %q holds %s, whose names renamed tables have in the snapshot, and this restore has %s. Before Doris %s, when Doris refuses one of them, "+
			"its cancel removes the live table of such a name, past the recycle bin (apache/doris#48820). Nothing was submitted.",
			e.Database, names(live), count(e.Total, "table"), doris.Since(doris.SafeRename)),
		next: fmt.Sprintf("Restore each renamed table in a doris_restore of its own, such as tables = [%q] with its entry of rename and nothing else; or restore into another database; or upgrade. "+
			"If the cluster misreports its version, set doris_version in the provider.", job.Escaped(source)),
	}
}

func partlyText(e *job.Error, _ *instance) jobText {
	if e.FinishedAt.IsZero() { // an import
		return jobText{
			summary: "Some restored tables are gone",
			happened: fmt.Sprintf("Doris remembers no finished %s, and of its %s these are not there: %s.",
				lowerFirst(subject(e)), count(max(e.Total, len(e.Objects)), "table"), names(e.Objects)),
			next: "What is not there cannot be imported: remove the import block and let the apply restore it.",
		}
	}
	return jobText{
		summary: "Some restored tables are gone",
		happened: fmt.Sprintf("%s%s finished at %s. Dropped since: %s.",
			subject(e), inParentheses(jobNumber(e)), instant(e.FinishedAt), names(e.Objects)),
		next: fmt.Sprintf("Drop the rest of its tables and apply again, set adopt_finished_within = \"0s\", or take over what is left:\n%s",
			importBlock("doris_restore", e.Repository, e.Label, e.Database)),
	}
}

func historyText(e *job.Error, _ *instance) jobText {
	return jobText{
		summary: "An earlier restore cannot be ruled out",
		happened: fmt.Sprintf("Doris remembers ten jobs of database %q, and later ones hide whether the %s has just run. Running it again would overwrite rows that came after it.",
			e.Database, lowerFirst(subject(e))),
		next: "If it has run, add:\n" + importBlock("doris_restore", e.Repository, e.Label, e.Database) +
			"\nIf it has not, set adopt_finished_within = \"0s\" and apply again.",
	}
}

func unmatchedText(e *job.Error, _ *instance) jobText {
	if len(e.Renamed) > 0 {
		return doubledText(e)
	}
	place := fmt.Sprintf("Database %q holds", e.Database)
	if e.Kind == "restore" {
		place = fmt.Sprintf("Snapshot %q of repository %q holds", e.Label, e.Repository)
	}
	if e.Kind == "restore" && e.Excluded && len(e.Objects) == 0 { // 3.0 makes an empty snapshot of an empty database (recorded: backup_empty)
		return jobText{
			attribute: "snapshot",
			summary:   "The snapshot is empty",
			happened:  fmt.Sprintf("%s no tables and no views: there is nothing to restore.", place),
			next:      "Choose another snapshot.",
		}
	}
	if e.Excluded {
		return jobText{
			attribute: "exclude_tables",
			summary:   "The selection matches nothing",
			happened:  fmt.Sprintf("%s nothing but what exclude_tables leaves out: %s.", place, names(e.Objects)),
			doris:     said(words(e), ""),
			next:      "Exclude less.",
		}
	}
	t := jobText{
		attribute: "tables",
		summary:   "The selection matches nothing",
		happened:  fmt.Sprintf("%s nothing that matches %s.", place, names(e.Objects)),
		doris:     said(words(e), ""),
		next:      "Correct the name or the pattern.",
	}
	near := e.Others
	if len(e.Objects) > 0 && !slices.Contains(e.Partitions, e.Objects[0]) {
		near = likelyMeant(e.Objects, near) // of a partition, all names help
	}
	if len(e.Partitions) == len(e.Objects) {
		t.attribute = "partitions"
	}
	if len(near) > 0 {
		t.next = "Correct the name or the pattern; near names are " + names(near) + "."
	}
	return t
}

func isTimestamps(list []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(text string) bool { return !timestampForm.MatchString(text) })
}
