// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// JobError is why a job could not be run to its end.
func (p Provider) JobError(err error) Text {
	e, ok := errors.AsType[*job.Error](err)
	if !ok {
		return p.dorisText("", "", err)
	}
	text := dorisAnswerText
	if known, ok := jobTexts[e.Code]; ok {
		text = known
	}
	return text(e, p).withStruck(e.Struck)
}

// withStruck says first, and loudly, that our CANCEL hit a stranger's job: Doris's CANCEL names no label, and that job
// was submitted between the look and the statement (LIFECYCLE.md "Races", 5).
func (t Text) withStruck(struck *job.Holder) Text {
	if struck == nil {
		return t
	}
	t.Happened = fmt.Sprintf("ANOTHER JOB WAS CANCELLED: %s was submitted in the moment when this one was to be cancelled, and Doris's CANCEL, which names no job, hit it instead. %s",
		holder(struck), t.Happened)
	t.Next = fmt.Sprintf("Tell the owner of %q to run it again. %s", struck.Label, t.Next)
	return t
}

// dorisText is an answer of Doris that no other code explains.
func (p Provider) dorisText(before, database string, err error) Text {
	t := p.DorisError(database, err)
	t.Happened = before + t.Happened
	return t
}

// jobTexts has one entry for each code of the job package.
var jobTexts = map[job.Code]func(e *job.Error, p Provider) Text{
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
	job.CodeRename:       renameText,
	job.CodePartly:       partlyText,
	job.CodeHistory:      historyText,
	job.CodeCancelled:    cancelledText,
	job.CodeDeadline:     deadlineText,
	job.CodeStall:        stallText,
	job.CodeBlocked:      blockedText,
	job.CodeNoJobs:       noJobsText,
	job.CodeQueue:        queueText,
	job.CodeLost:         lostText,
	job.CodeInterrupted:  interruptedText,
	job.CodeSelection:    unmatchedText,
	job.CodeEmpty:        emptyText,
	job.CodeVerification: verificationText,
	job.CodeOccupied:     occupiedText,
	job.CodeClaimed:      claimedText,
	job.CodeNotOurs:      notOursText,
	job.CodeInUse:        inUseText,
	job.CodeElsewhere:    elsewhereText,
	job.CodeWritten:      writtenText,
	job.CodeFiles:        filesText,
	job.CodeDoris:        dorisAnswerText,
}

// Codes are the codes that have a text of their own.
func Codes() []job.Code { return slices.Sorted(maps.Keys(jobTexts)) }

func dorisAnswerText(e *job.Error, p Provider) Text {
	if text, ok := refusedTimeout(e); ok {
		return text
	}
	if text, ok := refusedRestore(e, p); ok {
		return text
	}
	text := p.dorisText(subject(e)+" stopped. ", e.Database, e.Cause)
	if advice := backupAdvice(e); advice != "" && text.Next == CorrectAndApply {
		text.Next = advice
	}
	return text
}
