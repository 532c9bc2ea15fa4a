// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// jobText is an error of a job as its user reads it. testdata/golden shows every one of them.
type jobText struct {
	attribute string // the argument at fault, "" = none
	summary   string
	happened  string
	doris     string // what Doris said, as said() makes it; "" = this part is left out
	next      string // a command or a block that is ready to paste
}

func (t jobText) detail() string {
	parts := []string{t.happened}
	if t.doris != "" {
		parts = append(parts, "Doris: "+t.doris)
	}
	return strings.Join(append(parts, t.next), "\n\n")
}

// addJobError reports why a job could not be run to its end.
func (in *instance) addJobError(diags *diag.Diagnostics, err error) {
	in.reportJobError(diags, err, false)
}

// addJobWarning says the same as a warning: where a plan meets what is an error only at apply.
func (in *instance) addJobWarning(diags *diag.Diagnostics, err error) {
	in.reportJobError(diags, err, true)
}

// addImportError reports why an object cannot be imported.
func (in *instance) addImportError(diags *diag.Diagnostics, err error) {
	text := in.jobErrorText(err)
	if e, ok := errors.AsType[*job.Error](err); ok && e.Code == job.CodeNoDatabase {
		text.next = "Correct the name; or, if nothing was restored yet, remove the import block and let the apply do it."
	}
	text.attribute = "" // an import has no arguments
	text.add(diags, false)
}

func (in *instance) reportJobError(diags *diag.Diagnostics, err error, warning bool) {
	in.jobErrorText(err).add(diags, warning)
}

func (text jobText) add(diags *diag.Diagnostics, warning bool) {
	switch {
	case warning && text.attribute != "":
		diags.AddAttributeWarning(path.Root(text.attribute), text.summary, text.detail())
	case warning:
		diags.AddWarning(text.summary, text.detail())
	case text.attribute != "":
		diags.AddAttributeError(path.Root(text.attribute), text.summary, text.detail())
	default:
		diags.AddError(text.summary, text.detail())
	}
}

func (in *instance) jobErrorText(err error) jobText {
	e, ok := errors.AsType[*job.Error](err)
	if !ok {
		return in.dorisText("", "", err)
	}
	if text, ok := jobTexts[e.Code]; ok {
		return text(e, in)
	}
	return dorisAnswerText(e, in)
}

// dorisText is an answer of Doris that no other code explains.
func (in *instance) dorisText(before, database string, err error) jobText {
	summary, detail := in.dorisErrorText(database, err)
	happened, rest, _ := strings.Cut(detail, "\n\n")
	return jobText{summary: summary, happened: before + happened, next: rest}
}

// jobTexts has one entry for each code of the job package.
var jobTexts = map[job.Code]func(e *job.Error, in *instance) jobText{
	job.CodeRepository:   repositoryText,
	job.CodeDuplicate:    duplicateText,
	job.CodeExists:       existsText,
	job.CodeOther:        otherText,
	job.CodeUsedUp:       usedUpText,
	job.CodeTwice:        sharedNameText,
	job.CodeShared:       sharedNameText,
	job.CodeVanished:     vanishedText,
	job.CodeIncomplete:   incompleteText,
	job.CodeNoSnapshot:   noSnapshotText,
	job.CodeNoDatabase:   noDatabaseText,
	job.CodeTables:       tablesText,
	job.CodePartly:       partlyText,
	job.CodeHistory:      historyText,
	job.CodeCancelled:    cancelledText,
	job.CodeDeadline:     deadlineText,
	job.CodeStall:        stallText,
	job.CodeBlocked:      blockedText,
	job.CodeQueue:        queueText,
	job.CodeLost:         lostText,
	job.CodeInterrupted:  interruptedText,
	job.CodeSelection:    unmatchedText,
	job.CodeVerification: verificationText,
	job.CodeDoris:        dorisAnswerText,
}

func dorisAnswerText(e *job.Error, in *instance) jobText {
	return in.dorisText(subject(e)+" stopped. ", e.Database, e.Cause)
}

func repositoryText(e *job.Error, in *instance) jobText {
	t := jobText{
		attribute: "repository",
		summary:   "The repository cannot be read",
		happened:  fmt.Sprintf("%s needs repository %q, which cannot be read now. Nothing was concluded and nothing submitted.", subject(e), e.Repository),
		doris:     said(words(e), "no error."),
		next:      "Check that its storage can be reached and its credentials are valid, then apply again.",
	}
	switch doris.KindOf(e.Cause) {
	case doris.KindRepositoryMissing:
		t.doris = said(words(e), "")
		t.happened = fmt.Sprintf("%s needs repository %q, which is not registered in this cluster.", subject(e), e.Repository)
		t.next = "Correct the name, or register it with a doris_repository; refer to it as doris_repository.example.name, so that it comes first."
	case doris.KindRepositoryReadOnly:
		t.summary = "The repository is read-only"
		t.happened = fmt.Sprintf("%s cannot be written to repository %q, which is registered with read_only = true in this cluster.", subject(e), e.Repository)
		t.next = "Back up to another repository, or register this one without read_only."
	case doris.KindAccessDenied:
		t.happened = fmt.Sprintf("User %q may not look into repository %q, which %s needs.", in.settings.username, e.Repository, lowerFirst(subject(e)))
		t.next = "As an administrator run: " + grantFor(words(e), in.settings.username, e.Database)
	default: // unreadable
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
	switch {
	case e.LastState == doris.StateCancelled:
		t.happened += fmt.Sprintf(" Its job%s is CANCELLED although the snapshot is complete.", inParentheses(jobNumber(e)))
	case e.LastState != "" && e.LastState != doris.StateFinished:
		t.happened += fmt.Sprintf(" A job%s of the same name is %s and may ruin it; to stop it: %s", inParentheses(jobNumber(e)), e.LastState, cancelOf(e))
	}
	return t
}

func otherText(e *job.Error, _ *instance) jobText {
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

func vanishedText(e *job.Error, _ *instance) jobText {
	return jobText{
		summary:  "The snapshot is not in the repository",
		happened: fmt.Sprintf("%s%s is FINISHED, but three looks into repository %q found no snapshot of that name.", subject(e), inParentheses(jobNumber(e)), e.Repository),
		doris:    said(words(e), "no error."),
		next:     "Somebody deleted it, or another cluster uses the same name: use name_prefix and apply again.",
	}
}

func incompleteText(e *job.Error, _ *instance) jobText {
	return jobText{
		summary: "The snapshot is incomplete",
		happened: fmt.Sprintf("Snapshot %q is FINISHED without %s that existed when it began: %s.",
			e.Label, count(len(e.Objects), "table"), names(e.Objects)),
		doris: said(words(e), "no error."),
		next: fmt.Sprintf("Exclude them with exclude_tables = %s, or set allow_incomplete = true; then apply again%s.",
			hclList(e.Objects), nameHint(e)),
	}
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
		happened:  fmt.Sprintf("%s needs database %q, which this cluster does not have.", subject(e), e.Database),
		doris:     said(words(e), fmt.Sprintf(`"Unknown database '%s'"`, e.Database)),
		next:      "Set create_database = true.",
	}
	if e.Kind != "restore" {
		t.next = "Correct the name, or create the database first."
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
		t.next = fmt.Sprintf("Rename them with rename = { %s = %q }, restore into another database, or set existing_tables = \"overwrite\".",
			e.Objects[0], e.Objects[0]+"_restored")
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

func cancelledText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary:  "The backup was cancelled",
		happened: fmt.Sprintf("%s (%srepository %q) is CANCELLED", subject(e), withComma(jobNumber(e)), e.Repository),
		doris:    said(words(e), "no error."),
		next:     "Nothing was uploaded, so the name is still free: correct the cause and apply again.",
	}
	if e.UsedUp {
		t.next = "The name is used up: apply again with another name; with name_prefix just apply again."
	}
	if e.Kind == "restore" {
		t.summary = "The restore was cancelled"
		t.happened = fmt.Sprintf("%s%s is CANCELLED", subject(e), inParentheses(jobNumber(e)))
		t.next = restoreAdvice(words(e))
	}
	if e.LastState != "" && e.LastState != doris.StateCancelled {
		t.happened += "; last state " + e.LastState
	}
	t.happened += "."
	if words(e) == "[OK]" {
		t.doris = `"[OK]", which means that a frontend restart lost the reason.`
	}
	return t
}

// restoreAdvice picks the next step from what Doris says of a cancelled restore (reference 5.3).
func restoreAdvice(words string) string {
	switch {
	case strings.Contains(words, "with different schema"):
		return "Restore it under another name with rename, or drop the table that is there; then apply again."
	case strings.Contains(words, "enough backend"):
		return "Set replication_num to a number of replicas that this cluster can hold, such as replication_num = 1; then apply again."
	case strings.Contains(words, "different replication num"):
		return "Set replication_num to the number that the existing table has; then apply again."
	case strings.Contains(words, "colocate group"):
		return "Doris cannot restore over a colocated table: restore it under another name with rename; then apply again."
	case strings.Contains(words, "state is not NORMAL"):
		return "Another operation holds the table: wait for its end, then apply again."
	}
	return "A cancelled restore changes nothing and uses nothing up: correct the cause and apply again."
}

func deadlineText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary:  "The job did not finish in time",
		happened: fmt.Sprintf("%s%s is still %s after %s%s.", subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished"), waited(e.After), queued(e)),
		doris:    said(words(e), "no error so far."),
		next:     "Doris keeps running it; apply again to resume the wait, raise timeouts, or stop it: " + cancelOf(e),
	}
	if e.Cancelled {
		t.happened = fmt.Sprintf("%s%s was still %s after %s%s and was cancelled, because on_timeout is \"cancel\".",
			subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished"), waited(e.After), queued(e))
		t.next = "Raise timeouts and apply again" + nameHint(e) + "."
	}
	return t
}

func stallText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary:  "The job makes no progress",
		happened: fmt.Sprintf("%s%s repeats the same error since %s in %s.", subject(e), inParentheses(jobNumber(e)), waited(e.After), stateOr(e, "its state")),
		doris:    said(words(e), "no error."),
		next:     "Correct the cause on the backends and apply again, or stop it: " + cancelOf(e),
	}
	if e.Cancelled {
		t.happened += " It was cancelled, because on_timeout is \"cancel\"."
		t.next = "Correct the cause on the backends and apply again" + nameHint(e) + "."
	}
	return t
}

func blockedText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary: "A frontend restart left the job stuck",
		doris:   "no error.",
		next:    "Run " + cancelOf(e) + " then apply again.",
	}
	const condition = "stays PENDING and gets a new job id at every look; from 4.0 on Doris runs no job of any database in this condition."
	if e.Holder != nil {
		t.happened = fmt.Sprintf("%s of another owner %s It was not touched. %s waits behind it; nothing of it was submitted.",
			holder(e.Holder), condition, subject(e))
		if e.Submitted {
			t.happened = fmt.Sprintf("%s of another owner %s It was not touched. %s waits behind it.", holder(e.Holder), condition, subject(e))
		}
		return t
	}
	t.happened = subject(e) + " " + condition
	t.doris += " It may be another's, so it was not touched."
	if e.Resubmitted {
		t.doris = "no error. It was cancelled and submitted again once without success."
	}
	return t
}

func queueText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary: "Another job holds the database",
		happened: fmt.Sprintf("%s waited %s for its turn; nothing was submitted.",
			subject(e), waited(e.After)),
		next: "Wait for its end and apply again, or raise timeouts.",
	}
	if h := e.Holder; h != nil {
		moves := "it makes no progress"
		if h.Moving {
			moves = "it makes progress"
		}
		t.happened += fmt.Sprintf(" %s is %s%s; %s.", holder(h), h.State, since(h.Since), moves)
		t.doris = said(h.TaskErrMsg, "no error of that job.")
		t.next = "Wait for its end and apply again, or, if nobody needs it, stop it: " + cancelOf(e)
	}
	return t
}

func lostText(e *job.Error, _ *instance) jobText {
	happened := fmt.Sprintf("%s%s was last seen %s.", subject(e), inParentheses(jobNumber(e)), stateOr(e, "when it was submitted"))
	if e.After > 0 {
		happened += fmt.Sprintf(" Nothing certain could be read since %s.", waited(e.After))
	}
	return jobText{
		summary:  "The job's outcome is unknown",
		happened: happened,
		doris:    said(words(e), "no answer."),
		next:     "Apply again: it looks before it submits.",
	}
}

func interruptedText(e *job.Error, _ *instance) jobText {
	t := jobText{
		summary:  "Interrupted before the job was submitted",
		happened: fmt.Sprintf("%s was waiting for its turn; nothing was submitted.", subject(e)),
		next:     "Apply again.",
	}
	if e.Holder != nil {
		t.happened = fmt.Sprintf("%s was waiting behind %s; nothing was submitted.", subject(e), lowerFirst(holder(e.Holder)))
	}
	return t
}

func unmatchedText(e *job.Error, _ *instance) jobText {
	place := fmt.Sprintf("Database %q holds", e.Database)
	if e.Kind == "restore" {
		place = fmt.Sprintf("Snapshot %q of repository %q holds", e.Label, e.Repository)
	}
	t := jobText{
		attribute: "tables",
		summary:   "The selection matches nothing",
		happened:  fmt.Sprintf("%s nothing that matches %s.", place, names(e.Objects)),
		doris:     said(words(e), ""),
		next:      "Correct the name or the pattern.",
	}
	if len(e.Others) > 0 {
		t.next = "Correct the name or the pattern; near names are " + names(e.Others) + "."
	}
	return t
}

func verificationText(e *job.Error, _ *instance) jobText {
	return jobText{
		summary: "Restored tables are missing",
		happened: fmt.Sprintf("%s%s is FINISHED, but %d of its %s are not in the database: %s.",
			subject(e), inParentheses(jobNumber(e)), len(e.Objects), count(max(e.Total, len(e.Objects)), "table"), names(e.Objects)),
		doris: said(words(e), "no error."),
		next:  "Somebody dropped them, or another job with clean_tables did. Find out which before you apply again: it restores into what is there now.",
	}
}

func isTimestamps(list []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(text string) bool { return !timestampForm.MatchString(text) })
}

// subject names the job: Backup "x" of database "shop", or Restore of "x" into database "stage".
func subject(e *job.Error) string {
	if e.Kind == "restore" {
		return fmt.Sprintf("Restore of %q into database %q", e.Label, e.Database)
	}
	switch {
	case e.Label == "":
		return fmt.Sprintf("Backup of database %q", e.Database)
	case e.Database == "": // an import, before the snapshot was found
		return fmt.Sprintf("Backup %q", e.Label)
	}
	return fmt.Sprintf("Backup %q of database %q", e.Label, e.Database)
}

func holder(h *job.Holder) string {
	kind := "Backup"
	if h.Kind == "restore" {
		kind = "Restore"
	}
	number := ""
	if h.JobID != "" && h.JobID != "-1" {
		number = " (job " + h.JobID + ")"
	}
	return fmt.Sprintf("%s %q of database %q%s", kind, h.Label, h.Database, number)
}

// words are Doris's own: those of the error, else those of the answer behind it.
func words(e *job.Error) string {
	if answer, ok := errors.AsType[*doris.Error](e.Cause); ok && e.Doris == "" {
		return answer.Message
	}
	return e.Doris
}

// said quotes Doris's words, or says otherwise.
func said(words, otherwise string) string {
	if words == "" {
		return otherwise
	}
	return `"` + words + `"`
}

func jobNumber(e *job.Error) string {
	if e.JobID == "" || e.JobID == "-1" {
		return ""
	}
	return "job " + e.JobID
}

func inParentheses(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

func withComma(text string) string {
	if text == "" {
		return ""
	}
	return text + ", "
}

func stateOr(e *job.Error, otherwise string) string {
	if e.LastState == "" {
		return otherwise
	}
	return e.LastState
}

func queued(e *job.Error) string {
	if e.Queued < time.Second {
		return ""
	}
	return fmt.Sprintf(", of which %s behind other jobs", waited(e.Queued))
}

// waited prints a time that was measured: nobody needs its fractions.
func waited(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(time.Second)
	}
	return shortDuration(d.Round(time.Millisecond))
}

func ofDatabase(e *job.Error) string {
	if e.SourceDatabase == e.Database {
		return ""
	}
	return ofDatabaseAlways(e)
}

func ofDatabaseAlways(e *job.Error) string {
	if e.SourceDatabase == "" {
		return ""
	}
	return fmt.Sprintf(" of database %q", e.SourceDatabase)
}

func of(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " of " + instant(at)
}

func since(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " since " + instant(at)
}

// instant prints a time as users see it: RFC 3339 in UTC, to the second.
func instant(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func differentObjects(e *job.Error) string {
	if len(e.Objects) == 0 || len(e.Others) == 0 {
		return ""
	}
	return fmt.Sprintf(" It holds %s; this configuration asks for %s.", names(e.Others), names(e.Objects))
}

// nameHint says what a job that came as far as this one did to a fixed name.
func nameHint(e *job.Error) string {
	switch {
	case e.Kind == "restore" || !e.UsedUp:
		return ""
	case e.NameFixed:
		return " under another name, because this one is used up"
	}
	return "; name_prefix makes a new name"
}

// cancelOf is the statement that stops the job in question, ready to paste.
func cancelOf(e *job.Error) string {
	switch {
	case e.Cancel != "":
		return e.Cancel
	case e.Holder != nil && e.Holder.Kind == "restore":
		return doris.CancelRestoreStatement(e.Holder.Database)
	case e.Holder != nil:
		return doris.CancelBackupStatement(e.Holder.Database)
	case e.Kind == "restore":
		return doris.CancelRestoreStatement(e.Database)
	}
	return doris.CancelBackupStatement(e.Database)
}

// importBlock is ready to paste.
func importBlock(resourceType string, idParts ...string) string {
	return fmt.Sprintf("import {\n  to = %s.example\n  id = %q\n}", resourceType, joinID(idParts...))
}

// namesShown is how many names a text lists before it only counts.
const namesShown = 20

// names lists names for a text.
func names(list []string) string {
	if len(list) <= namesShown {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:namesShown], ", "), len(list)-namesShown)
}

// hclList writes names as a list of a configuration.
func hclList(list []string) string {
	quoted := make([]string, len(list))
	for i, name := range list {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
