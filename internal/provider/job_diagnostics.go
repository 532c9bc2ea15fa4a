// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

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
	text := dorisAnswerText
	if known, ok := jobTexts[e.Code]; ok {
		text = known
	}
	return text(e, in).withStruck(e.Struck)
}

// withStruck says first, and loudly, that our CANCEL hit a stranger's job: Doris's CANCEL names no label, and that job
// was submitted between the look and the statement (lifecycle 4, race 5).
func (t jobText) withStruck(struck *job.Holder) jobText {
	if struck == nil {
		return t
	}
	t.happened = fmt.Sprintf("ANOTHER JOB WAS CANCELLED: %s was submitted in the moment when this one was to be cancelled, and Doris's CANCEL, which names no job, hit it instead. %s",
		holder(struck), t.happened)
	t.next = fmt.Sprintf("Tell the owner of %q to run it again. %s", struck.Label, t.next)
	return t
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

func dorisAnswerText(e *job.Error, in *instance) jobText {
	if text, ok := refusedTimeout(e); ok {
		return text
	}
	if text, ok := refusedRestore(e, in); ok {
		return text
	}
	text := in.dorisText(subject(e)+" stopped. ", e.Database, e.Cause)
	if advice := backupAdvice(e); advice != "" {
		text.next = strings.Replace(text.next, correctAndApply, advice, 1)
	}
	return text
}
