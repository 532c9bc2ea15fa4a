// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Words that the texts of jobs share.

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
	return `"` + doris.Plain(words) + `"`
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
	wanted := names(e.Objects)
	if wanted == "*" {
		wanted = "everything"
	}
	return fmt.Sprintf(" It holds %s; this configuration asks for %s.", names(e.Others), wanted)
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
func names(list []string) string { return joined(list, ", ") }

// joined lists texts that hold commas themselves, with another separator.
func joined(list []string, separator string) string {
	if len(list) <= namesShown {
		return strings.Join(list, separator)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:namesShown], separator), len(list)-namesShown)
}

// hclList writes texts as a list of a configuration.
func hclList(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = hclText(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// hclText writes a text as a configuration does, in which ${ and %{ begin something else.
func hclText(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(fmt.Sprintf("%q", text))
}

var hclName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// hclKey writes a key of a map, in quotes where it is no name.
func hclKey(key string) string {
	if hclName.MatchString(key) {
		return key
	}
	return hclText(key)
}

// escaped writes names as tables and exclude_tables take them.
func escaped(list []string) []string {
	out := make([]string, len(list))
	for i, name := range list {
		out[i] = job.Escaped(name)
	}
	return out
}

func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
