// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Errors of the look before a job is submitted: nothing runs then.

func repositoryText(e *job.Error, p Provider) Text {
	if doris.LoginRefused(e.Cause) { // the password was changed meanwhile; no GRANT would help
		return dorisAnswerText(e, p)
	}
	t := Text{
		Attribute: "repository",
		Summary:   "The repository cannot be read",
		Happened:  fmt.Sprintf("%s needs repository %q, which cannot be read now. Nothing was concluded and nothing submitted.", subject(e), e.Repository),
		Doris:     QuoteOr(DorisWords(e), "no error."),
		Next:      "Check that its storage can be reached and its credentials are valid, then apply again.",
	}
	if e.LastState == doris.StateFinished {
		t.Happened = fmt.Sprintf("%s%s is FINISHED, but repository %q cannot be read now, so that nothing proves its snapshot.", subject(e), inParentheses(jobNumber(e)), e.Repository)
		t.Next = "Check that its storage can be reached and its credentials are valid, then apply again soon: the finished snapshot is taken over."
	}
	switch doris.KindOf(e.Cause) {
	case doris.KindRepositoryMissing:
		t.Doris = QuoteOr(DorisWords(e), "")
		t.Happened = fmt.Sprintf("%s needs repository %q, which is not registered in this cluster.%s", subject(e), e.Repository, nearText(job.DetailOf[job.NearNames](e)))
		t.Next = "Correct the name, or register it with a doris_repository; refer to it as doris_repository.example.name, so that it comes first."
	case doris.KindRepositoryReadOnly:
		t.Summary = "The repository is read-only"
		t.Happened = fmt.Sprintf("%s cannot be written to repository %q, which is registered with read_only = true in this cluster.", subject(e), e.Repository)
		t.Next = "Back up to another repository, or register this one without read_only."
	case doris.KindSnapshotDamaged:
		t.Attribute, t.Summary = "name", "The snapshot is damaged"
		t.Happened = fmt.Sprintf("The info file of snapshot %q in repository %q is not what Doris uploaded, so nobody can tell whose it is, and Doris cannot restore it.", e.Label, e.Repository)
		t.Next = fmt.Sprintf("Choose another name or use name_prefix; or delete the folder %s from the bucket, and apply again.", doris.SnapshotPath(e.Repository, e.Label))
		if e.Kind == "restore" {
			t.Attribute, t.Next = "snapshot", "Choose another snapshot."
		}
	case doris.KindAccessDenied:
		t.Happened = fmt.Sprintf("User %q may not look into repository %q, which %s needs.", p.Username, e.Repository, LowerFirst(subject(e)))
		t.Next = "As an administrator run: " + GrantFor(DorisWords(e), p.Username, e.Database)
	default: // unreadable
		if happened, next, ok := MissingFolderText(e.Repository, e.Cause); ok {
			t.Attribute, t.Summary, t.Happened, t.Next = "", "A frontend cannot look into snapshots", subject(e)+" must be compared with what is there. "+happened, next
			return t
		}
		if advice := StorageAdvice(p.place(e.Repository), DorisWords(e)); advice != CorrectAndApply {
			t.Next = advice + " Then apply again."
			if e.LastState == doris.StateFinished {
				t.Next = advice + " Then apply again soon: the finished snapshot is taken over."
			}
		}
	}
	return t
}

func duplicateText(e *job.Error, _ Provider) Text {
	if e.Kind == "restore" {
		return Text{
			Attribute: "snapshot",
			Summary:   "Two objects make the same snapshot or restore",
			Happened: fmt.Sprintf("Another doris_restore of this configuration restores the same objects of snapshot %q of repository %q into database %q.",
				e.Label, e.Repository, e.Database),
			Next: "Remove one of them, or restore into another database.",
		}
	}
	return Text{
		Attribute: "name",
		Summary:   "Two objects make the same snapshot or restore",
		Happened: fmt.Sprintf("Another doris_backup of this configuration makes snapshot %q in repository %q; this one would do so for database %q. Doris could restore neither.",
			e.Label, e.Repository, e.Database),
		Next: "Give one of them another name, or use name_prefix.",
	}
}

func existsText(e *job.Error, _ Provider) Text {
	another := job.DetailOf[job.AnotherSnapshot](e)
	t := Text{
		Attribute: "name",
		Summary:   "The snapshot exists already",
		Happened: fmt.Sprintf("Repository %q holds a snapshot %q%s%s that this configuration did not make.",
			e.Repository, e.Label, ofDatabase(e, another), ofInstant(another.TakenAt)),
		Doris: QuoteOr(DorisWords(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
		Next: "Choose another name, use name_prefix, or add:\n" +
			ImportBlock("doris_backup", e.Repository, e.Label),
	}
	t.Happened += differentObjects(another)
	if another.Content != "" {
		t.Happened += fmt.Sprintf(" It was taken with content = %q.", another.Content)
	}
	if another.Content != "" || len(another.Held) > 0 || another.Database != "" && another.Database != e.Database {
		// As it is, this configuration would have the import replaced, under the same name.
		t.Next = strings.Replace(t.Next, "or add:", "or let this configuration ask for what that snapshot holds and add:", 1)
	}
	switch {
	case e.LastState == doris.StateCancelled:
		t.Happened += fmt.Sprintf(" Its job%s is CANCELLED although the snapshot is complete.", inParentheses(jobNumber(e)))
	case e.LastState != "" && e.LastState != doris.StateFinished:
		t.Happened += fmt.Sprintf(" A job%s of the same name is %s and may ruin it; to stop it: %s", inParentheses(jobNumber(e)), e.LastState, cancelOf(e))
	}
	return t
}

func otherText(e *job.Error, _ Provider) Text {
	if e.Kind == "restore" {
		return Text{
			Summary: "The job may be another's",
			Happened: fmt.Sprintf("%s%s is %s. It was taken over from an interrupted apply, so it may be another configuration's and was not cancelled. Nothing was dropped.",
				subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished")),
			Doris: QuoteOr(DorisWords(e), "no error so far."),
			Next:  "Apply again to wait for its end, then destroy; or, if nobody needs it, stop it: " + cancelOf(e),
		}
	}
	another := job.DetailOf[job.AnotherSnapshot](e)
	return Text{
		Attribute: "name",
		Summary:   "Another backup has this name",
		Happened: fmt.Sprintf("Repository %q holds a snapshot %q%s%s of other objects than this configuration asks for.",
			e.Repository, e.Label, ofDatabase(e, another), ofInstant(another.TakenAt)) + differentObjects(another),
		Doris: QuoteOr(DorisWords(e), ""),
		Next:  "Choose another name, or use name_prefix.",
	}
}

func usedUpText(e *job.Error, _ Provider) Text {
	if taken := job.DetailOf[job.AnotherSnapshot](e).TakenAt; !taken.IsZero() { // the snapshot is complete: it was destroyed, which keeps it, in the same apply
		return Text{
			Attribute: "name",
			Summary:   "The snapshot name is used up",
			Happened: fmt.Sprintf("This apply replaces snapshot %q of %s in repository %q. It stays when it is destroyed, and so its name stays used.",
				e.Label, instant(taken), e.Repository),
			Doris: QuoteOr(DorisWords(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
			Next: "Choose another name or use name_prefix for a new snapshot; or keep the old one and add:\n" +
				ImportBlock("doris_backup", e.Repository, e.Label),
		}
	}
	return Text{
		Attribute: "name",
		Summary:   "The snapshot name is used up",
		Happened:  fmt.Sprintf("An earlier backup %q failed and left files in repository %q.", e.Label, e.Repository),
		Doris:     QuoteOr(DorisWords(e), fmt.Sprintf(`"Snapshot with name '%s' already exist in repository"`, e.Label)),
		Next: fmt.Sprintf("Choose another name or use name_prefix; or delete the folder %s from the bucket.",
			doris.SnapshotPath(e.Repository, e.Label)),
	}
}

func sharedNameText(e *job.Error, _ Provider) Text {
	if e.Purpose == job.ToDelete {
		return anothersText(e)
	}
	t := Text{Summary: "Two backups share the name", Doris: QuoteOr(DorisWords(e), "no error.")}
	t.Happened = fmt.Sprintf("Snapshot %q in repository %q was written by two backups under one name.", e.Label, e.Repository)
	if e.Code == job.CodeShared {
		another := job.DetailOf[job.AnotherSnapshot](e)
		t.Happened = fmt.Sprintf("Snapshot %q in repository %q is the backup of another job under the same name: it is%s%s, not of database %q. What this backup wrote is lost.",
			e.Label, e.Repository, ofDatabaseAlways(another), ofInstant(another.TakenAt), e.Database)
	}
	if list := job.DetailOf[job.Twins](e); len(list) > 0 {
		t.Happened += " They are: " + strings.Join(twins(list), ", ") + "."
	}
	if e.Kind == "restore" {
		t.Attribute = "snapshot"
		t.Next = "Doris can restore neither of them: choose another snapshot."
		return t
	}
	t.Next = "Take a new one under another name; name_prefix makes names that no other database or cluster uses."
	if e.Code == job.CodeTwice {
		t.Next = "Doris can restore neither of them. " + t.Next
	}
	if e.NameFixed {
		t.Attribute = "name"
	}
	return t
}

func noSnapshotText(e *job.Error, _ Provider) Text {
	near := job.DetailOf[job.NearNames](e)
	if IsTimestamps(near) {
		return Text{
			Attribute: "backup_timestamp",
			Summary:   "The snapshot has another timestamp",
			Happened:  fmt.Sprintf("Repository %q holds snapshot %q with the timestamp %s.", e.Repository, e.Label, Names(near)),
			Next:      "Leave backup_timestamp out, or correct it.",
		}
	}
	t := Text{
		Attribute: "snapshot",
		Summary:   "The snapshot does not exist",
		Happened:  fmt.Sprintf("Repository %q holds no complete snapshot %q.", e.Repository, e.Label),
		Doris:     QuoteOr(DorisWords(e), "no error."),
		Next:      "Choose a snapshot that data source doris_snapshots lists.",
	}
	if len(near) > 0 {
		t.Happened += " Its nearest names are " + Names(near) + "."
		t.Next = "Choose one of them."
	}
	t.Next += " If a backup of this name failed, what it left can never be restored."
	if e.Kind == "backup" {
		t.Attribute = "name"
	}
	return t
}

func noDatabaseText(e *job.Error, _ Provider) Text {
	near := job.DetailOf[job.NearNames](e)
	t := Text{
		Attribute: "database",
		Summary:   "The database does not exist",
		Happened:  fmt.Sprintf("%s needs database %q, which this cluster does not have.%s", subject(e), e.Database, nearText(near)),
		Doris:     QuoteOr(DorisWords(e), fmt.Sprintf(`"Unknown database '%s'"`, e.Database)),
		Next:      "Set create_database = true.",
	}
	switch {
	case e.Kind != "restore":
		t.Next = "Correct the name, or create the database first."
	case len(near) > 0:
		t.Next = "Correct the name, or set create_database = true."
	}
	return t
}

func tablesText(e *job.Error, _ Provider) Text {
	there := job.DetailOf[job.TablesInTheWay](e)
	t := Text{
		Attribute: "existing_tables",
		Summary:   "The restore would overwrite tables",
		Happened: fmt.Sprintf("Database %q holds %d of the %s to restore: %s.",
			e.Database, len(there.Names), Count(max(there.Of, len(there.Names)), "table"), Names(there.Names)),
	}
	if there.Of == 1 {
		t.Happened = fmt.Sprintf("Database %q holds the table to restore: %s.", e.Database, Names(there.Names))
	}
	if len(there.Names) > 0 {
		source := there.Names[0]
		if name := there.Renamed[source]; name != "" {
			source = name
		}
		t.Next = fmt.Sprintf("Rename them with rename = { %s = %q }, restore into another database, or set existing_tables = \"overwrite\".",
			hclKey(job.Escaped(source)), there.Names[0]+"_restored")
		if there.OneByOne { // rename = all of them into one restore would be refused
			t.Next = fmt.Sprintf("Restore into another database, or set existing_tables = \"overwrite\". Before Doris %s rename is safe only for one table in a doris_restore of its own, such as tables = [%q], rename = { %s = %q }.",
				doris.Since(doris.SafeRename), job.Escaped(source), hclKey(job.Escaped(source)), there.Names[0]+"_restored")
		}
	}
	switch {
	case e.LastState == doris.StateCancelled || len(there.Names) < there.Of:
	case !e.FinishedAt.IsZero():
		t.Happened += fmt.Sprintf(" This snapshot was restored into it until %s.", instant(e.FinishedAt))
		t.Next += " To manage that restore here, add:\n" + ImportBlock("doris_restore", e.Repository, e.Label, e.Database)
	case there.Hidden:
		t.Happened += " Doris remembers ten jobs of a database, and later ones may hide a restore of this snapshot that made them, such as that of an interrupted apply."
		t.Next += " If that restore made them, to manage it here, add:\n" + ImportBlock("doris_restore", e.Repository, e.Label, e.Database)
	}
	return t
}

// renameText: on this Doris the cancel of such a restore would remove tables that have nothing to do with it.
func renameText(e *job.Error, _ Provider) Text {
	endangered := job.DetailOf[job.TablesInTheWay](e)
	renamed := endangered.Renamed
	live := slices.Sorted(maps.Keys(renamed))
	source := ""
	if len(live) > 0 {
		source = renamed[live[0]]
	}
	return Text{
		Attribute: "rename",
		Summary:   "The rename endangers live tables",
		Happened: fmt.Sprintf("Database %q holds %s, whose names renamed tables have in the snapshot, and this restore has %s. Before Doris %s, when Doris refuses one of them, "+
			"its cancel removes the live table of such a name, past the recycle bin (apache/doris#48820). Nothing was submitted.",
			e.Database, Names(live), Count(endangered.Of, "table"), doris.Since(doris.SafeRename)),
		Next: fmt.Sprintf("Restore each renamed table in a doris_restore of its own, such as tables = [%q] with its entry of rename and nothing else; or restore into another database; or upgrade. "+
			"If the cluster misreports its version, set doris_version in the provider.", job.Escaped(source)),
	}
}

func partlyText(e *job.Error, _ Provider) Text {
	missing := job.DetailOf[job.MissingObjects](e)
	if e.FinishedAt.IsZero() { // an import
		return Text{
			Summary: "Some restored tables are gone",
			Happened: fmt.Sprintf("Doris remembers no finished %s, and of its %s these are not there: %s.",
				LowerFirst(subject(e)), Count(max(missing.Of, len(missing.Names)), "table"), Names(missing.Names)),
			Next: "What is not there cannot be imported: remove the import block and let the apply restore it.",
		}
	}
	return Text{
		Summary: "Some restored tables are gone",
		Happened: fmt.Sprintf("%s%s finished at %s. Dropped since: %s.",
			subject(e), inParentheses(jobNumber(e)), instant(e.FinishedAt), Names(missing.Names)),
		Next: fmt.Sprintf("Drop the rest of its tables and apply again, set adopt_finished_within = \"0s\", or take over what is left:\n%s",
			ImportBlock("doris_restore", e.Repository, e.Label, e.Database)),
	}
}

func historyText(e *job.Error, _ Provider) Text {
	return Text{
		Summary: "An earlier restore cannot be ruled out",
		Happened: fmt.Sprintf("Doris remembers ten jobs of database %q, and later ones hide whether the %s has just run. Running it again would overwrite rows that came after it.",
			e.Database, LowerFirst(subject(e))),
		Next: "If it has run, add:\n" + ImportBlock("doris_restore", e.Repository, e.Label, e.Database) +
			"\nIf it has not, set adopt_finished_within = \"0s\" and apply again.",
	}
}

func unmatchedText(e *job.Error, _ Provider) Text {
	asked := job.DetailOf[job.Unmatched](e)
	if doubled := job.DetailOf[job.DoubledNames](e); len(doubled) > 0 {
		return doubledText(e, doubled)
	}
	place := fmt.Sprintf("Database %q holds", e.Database)
	if e.Kind == "restore" {
		place = fmt.Sprintf("Snapshot %q of repository %q holds", e.Label, e.Repository)
	}
	if e.Kind == "restore" && asked.Excluded && len(asked.Names) == 0 { // 3.0 makes an empty snapshot of an empty database (recorded: backup_empty)
		return Text{
			Attribute: "snapshot",
			Summary:   "The snapshot is empty",
			Happened:  fmt.Sprintf("%s no tables and no views: there is nothing to restore.", place),
			Next:      "Choose another snapshot.",
		}
	}
	if asked.Excluded {
		return Text{
			Attribute: "exclude_tables",
			Summary:   "The selection matches nothing",
			Happened:  fmt.Sprintf("%s nothing but what exclude_tables leaves out: %s.", place, Names(asked.Names)),
			Doris:     QuoteOr(DorisWords(e), ""),
			Next:      "Exclude less.",
		}
	}
	t := Text{
		Attribute: "tables",
		Summary:   "The selection matches nothing",
		Happened:  fmt.Sprintf("%s nothing that matches %s.", place, Names(asked.Names)),
		Doris:     QuoteOr(DorisWords(e), ""),
		Next:      "Correct the name or the pattern.",
	}
	near := asked.Near
	if len(asked.Names) > 0 && !slices.Contains(asked.Partitions, asked.Names[0]) {
		near = LikelyMeant(asked.Names, near) // of a partition, all names help
	}
	if len(asked.Partitions) == len(asked.Names) {
		t.Attribute = "partitions"
	}
	if len(near) > 0 {
		t.Next = "Correct the name or the pattern; near names are " + Names(near) + "."
	}
	return t
}

// IsTimestamps reports whether names are timestamps of one snapshot.
func IsTimestamps(list []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(text string) bool { return !TimestampForm.MatchString(text) })
}

// TimestampForm is a timestamp as SHOW SNAPSHOT prints it.
var TimestampForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}$`)
