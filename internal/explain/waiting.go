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

// Errors of a job that was submitted, or waited for its turn.

func vanishedText(e *job.Error, _ Provider) Text {
	return Text{
		Summary:  "The snapshot is not in the repository",
		Happened: fmt.Sprintf("%s%s is FINISHED, but three looks into repository %q found no snapshot of that name.", subject(e), inParentheses(jobNumber(e)), e.Repository),
		Doris:    QuoteOr(DorisWords(e), "no error."),
		Next:     "Somebody deleted it, or another cluster uses the same name: use name_prefix and apply again.",
	}
}

func incompleteText(e *job.Error, _ Provider) Text {
	missing := job.DetailOf[job.MissingObjects](e)
	what, next := "table", "Exclude them with exclude_tables = "+HCLList(Escaped(missing.Names))
	if len(missing.Partitions) > 0 {
		what, next = "object", "Leave them out with exclude_tables or partitions"
	}
	return Text{
		Summary: "The snapshot is incomplete",
		Happened: fmt.Sprintf("Snapshot %q is FINISHED without %s that existed when it began: %s.",
			e.Label, Count(len(missing.Names), what), Names(missing.Names)),
		Doris: QuoteOr(DorisWords(e), "no error."),
		Next:  fmt.Sprintf("%s, or set allow_incomplete = true; then apply again%s.", next, nameHint(e)),
	}
}

func cancelledText(e *job.Error, _ Provider) Text {
	if doris.KindOf(e.Cause) == doris.KindUnknownDatabase {
		return databaseGoneText(e)
	}
	t := Text{
		Summary:  "The backup was cancelled",
		Happened: fmt.Sprintf("%s (%srepository %q) is CANCELLED", subject(e), withComma(jobNumber(e)), e.Repository),
		Doris:    QuoteOr(DorisWords(e), "no error."),
		Next:     "Nothing was uploaded, so the name is still free: correct the cause and apply again.",
	}
	if e.UsedUp {
		t.Next = "The name is used up: apply again with another name; with name_prefix just apply again."
	}
	if advice := backupAdvice(e); advice != "" {
		t.Next = advice
		if e.UsedUp {
			t.Next += " The name is used up: it needs another one."
		}
	}
	if _, vanished := e.Detail.(job.Vanished); vanished {
		t.Happened = fmt.Sprintf("%s%s is no longer among the jobs that Doris remembers, and its snapshot is not in repository %q: it was cancelled",
			subject(e), inParentheses(jobNumber(e)), e.Repository)
	}
	if e.Kind == "restore" {
		t.Summary = "The restore was cancelled"
		t.Happened = fmt.Sprintf("%s%s is CANCELLED", subject(e), inParentheses(jobNumber(e)))
		t.Next = restoreAdvice(e)
		if e.LastState == "COMMIT" || e.LastState == "COMMITTING" { // DORIS.md "While a restore runs"
			t.Next = "Tables that were there before may hold old and new rows: apply again with existing_tables = \"overwrite\" to complete it, or restore an earlier snapshot."
		}
	}
	if e.LastState != "" && e.LastState != doris.StateCancelled {
		t.Happened += "; last state " + e.LastState
	}
	t.Happened += "."
	if DorisWords(e) == "[OK]" {
		t.Doris = `"[OK]", which means that a frontend restart lost the reason.`
	}
	return t
}

// databaseGoneText: the backup of a dropped database never completes (LIFECYCLE.md "The waiter"); that of a renamed one goes on under the
// name that it was submitted with, because Doris knows the database by its id.
func databaseGoneText(e *job.Error) Text {
	t := Text{
		Summary: "The database went while the job ran",
		Happened: fmt.Sprintf("%s%s was %s when its database was no longer there: somebody dropped it, which ends the job, or renamed it, and then the job goes on.",
			subject(e), inParentheses(jobNumber(e)), stateOr(e, "running")),
		Doris: QuoteOr(DorisWords(e), "no error."),
		Next: fmt.Sprintf("If it was renamed, its snapshot will come all the same: SHOW SNAPSHOT ON %s WHERE SNAPSHOT = %s; Write the new name as database, and give the next snapshot another name. If it was dropped, remove this doris_backup.",
			doris.Identifier(e.Repository), doris.Literal(e.Label)),
	}
	if e.Kind == "restore" {
		t.Next = "If it was renamed, write the new name as database and look at what the restore brings there. If it was dropped, apply again with create_database = true."
	}
	return t
}

func deadlineText(e *job.Error, _ Provider) Text {
	t := Text{
		Summary:  "The job did not finish in time",
		Happened: fmt.Sprintf("%s%s is still %s after %s%s.", subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished"), waited(e.After), queued(e)),
		Doris:    QuoteOr(DorisWords(e), "no error so far."),
		Next:     "Doris keeps running it; apply again to resume the wait, raise timeouts, or stop it: " + cancelOf(e),
	}
	if down := job.DetailOf[job.DeadBackends](e); len(down) > 0 {
		waits := "A backup waits for those that hold what it reads."
		if e.Kind == "restore" {
			waits = "A restore waits for those that were given its tablets."
		}
		t.Happened += fmt.Sprintf(" Backends that are down: %s. %s", Names(down), waits)
		t.Next = "Start them, then apply again to resume the wait; or stop the job: " + cancelOf(e)
	}
	if e.Cancelled {
		t.Happened = fmt.Sprintf("%s%s was still %s after %s%s and was cancelled, because on_timeout is \"cancel\".",
			subject(e), inParentheses(jobNumber(e)), stateOr(e, "unfinished"), waited(e.After), queued(e))
		t.Next = "Raise timeouts and apply again" + nameHint(e) + "."
	}
	return t
}

func stallText(e *job.Error, _ Provider) Text {
	t := Text{
		Summary: "The job makes no progress",
		Happened: fmt.Sprintf("%s%s repeats the same error since %s in %s%s.",
			subject(e), inParentheses(jobNumber(e)), waited(e.After), stateOr(e, "its state"), tasksLeft(e)),
		Doris: QuoteOr(DorisWords(e), "no error."),
		Next:  "Correct the cause on the backends and apply again, or stop it: " + cancelOf(e),
	}
	if e.Cancelled {
		t.Happened += " It was cancelled, because on_timeout is \"cancel\"."
		t.Next = "Correct the cause on the backends and apply again" + nameHint(e) + "."
	}
	return t
}

// tasksLeft is what the backends had still to do. Doris lists at most 100 tasks.
func tasksLeft(e *job.Error) string {
	tasks := int(job.DetailOf[job.UnfinishedTasks](e))
	switch {
	case tasks >= 100:
		return ", 100 tasks or more left"
	case tasks > 0:
		return fmt.Sprintf(", %s left", Count(tasks, "task"))
	}
	return ""
}

func blockedText(e *job.Error, _ Provider) Text {
	if e.Kind == "restore" && e.Holder == nil {
		return unpreparedText(e)
	}
	t := Text{
		Summary: "A frontend restart left the job stuck",
		Doris:   "no error.",
		Next:    "Run " + cancelOf(e) + " then apply again.",
	}
	const condition = "stays PENDING and gets a new job id at every look; from 4.0 on Doris runs no job of any database in this condition."
	if e.Holder != nil {
		t.Happened = fmt.Sprintf("%s of another owner %s It was not touched. %s waits behind it; nothing of it was submitted.",
			holder(e.Holder), condition, subject(e))
		if e.Submitted {
			t.Happened = fmt.Sprintf("%s of another owner %s It was not touched. %s waits behind it.", holder(e.Holder), condition, subject(e))
		}
		return t
	}
	t.Happened = subject(e) + " " + condition
	t.Doris += " It may be another's, so it was not touched."
	if e.Resubmitted {
		t.Doris = "no error. It was cancelled and submitted again once without success."
	}
	if e.Cancelled {
		t.Summary = "Doris cannot begin the backup"
		t.Happened += " It was cancelled in the end, so that it holds up nobody; nothing was uploaded."
		t.Next = "Look into the log of the master frontend (fe.warn.log), which fails on the job at each attempt; then apply again."
	}
	return t
}

func queueText(e *job.Error, _ Provider) Text {
	if e.Purpose == job.ToDrop {
		return droppingText(e)
	}
	h := e.Holder
	if h == nil { // the time was over before it was known whether anybody stands in the way
		return Text{
			Summary:  "The job was not submitted in time",
			Happened: fmt.Sprintf("%s was not submitted within %s: looking whether it may run took all of that time.", subject(e), waited(e.After)),
			Doris:    QuoteOr(DorisWords(e), "no error."),
			Next:     "Apply again, or raise timeouts.",
		}
	}
	moves, state := "it makes no progress", h.State
	if h.Moving {
		moves = "it makes progress"
	}
	if state == "" { // its turn came first in this very apply, and it has no job yet that could be looked at
		state = "before it in this apply"
	}
	return Text{
		Summary: "Another job holds the database",
		Happened: fmt.Sprintf("%s waited %s for its turn; nothing was submitted. %s is %s%s; %s.",
			subject(e), waited(e.After), holder(h), state, sinceInstant(h.Since), moves),
		Doris: QuoteOr(h.TaskErrMsg, "no error of that job."),
		Next:  "Wait for its end and apply again, or, if nobody needs it, stop it: " + cancelOf(e),
	}
}

func lostText(e *job.Error, _ Provider) Text {
	unseen := job.DetailOf[job.Unseen](e)
	if unseen.Evicted {
		return Text{
			Summary: "The job's outcome is unknown",
			Happened: fmt.Sprintf("%s is no longer among the ten jobs of its database that Doris remembers, and tables that were there before do not tell how it ended.",
				subject(e)),
			Doris: QuoteOr(DorisWords(e), "no answer."),
			Next: "Look at the tables. If they are not right, change triggers, which restores again. If they are, take the resource out of the state with terraform state rm, where it is there, and add:\n" +
				ImportBlock("doris_restore", e.Repository, e.Label, e.Database),
		}
	}
	happened := fmt.Sprintf("%s%s was last seen %s.", subject(e), inParentheses(jobNumber(e)), stateOr(e, "when it was submitted"))
	if unseen.Looks > 0 {
		happened = fmt.Sprintf("%s was sent, and the answer got lost. %s, the last time at %s UTC, and it was never among the jobs of the database; whether Doris still takes it cannot be told.",
			subject(e), looksText(e, unseen), unseen.LookedUntil.UTC().Format("15:04:05"))
	}
	switch {
	case unseen.Looks > 0 && unseen.Unanswered > 0:
		happened += fmt.Sprintf(" Since then no look was answered for %s.", waited(unseen.Unanswered))
	case unseen.Looks == 0 && e.After > 0:
		happened += fmt.Sprintf(" Nothing certain could be read since %s.", waited(e.After))
	}
	return Text{
		Summary:  "The job's outcome is unknown",
		Happened: happened,
		Doris:    QuoteOr(DorisWords(e), "no answer."),
		Next:     "Apply again: it looks before it submits.",
	}
}

// looksText says how often was looked for a job that did not show up.
func looksText(e *job.Error, unseen job.Unseen) string {
	show := "SHOW " + strings.ToUpper(e.Kind) + " FROM " + doris.Identifier(e.Database)
	if unseen.LookedFor < time.Second {
		return fmt.Sprintf("%s was read %s", show, Count(unseen.Looks, "time"))
	}
	return fmt.Sprintf("%s was read %s within %s", show, Count(unseen.Looks, "time"), waited(unseen.LookedFor))
}

func interruptedText(e *job.Error, _ Provider) Text {
	switch {
	case e.Purpose == job.ToDrop:
		return droppingText(e)
	case e.Purpose == job.ToDelete:
		return interruptedDeletionText(e)
	}
	t := Text{
		Summary:  "Interrupted before the job was submitted",
		Happened: fmt.Sprintf("%s was waiting for its turn; nothing was submitted.", subject(e)),
		Next:     "Apply again.",
	}
	if e.Holder != nil {
		t.Happened = fmt.Sprintf("%s was waiting behind %s; nothing was submitted.", subject(e), LowerFirst(holder(e.Holder)))
	}
	return t
}

func verificationText(e *job.Error, _ Provider) Text {
	missing := job.DetailOf[job.MissingObjects](e)
	return Text{
		Summary: "Restored tables are missing",
		Happened: fmt.Sprintf("%s%s is FINISHED, but %d of its %s are not in the database: %s.",
			subject(e), inParentheses(jobNumber(e)), len(missing.Names), Count(max(missing.Of, len(missing.Names)), "table"), Names(missing.Names)),
		Doris: QuoteOr(DorisWords(e), "no error."),
		Next:  "Somebody dropped them, or another job with clean_tables did. Find out which before you apply again: it restores into what is there now.",
	}
}
