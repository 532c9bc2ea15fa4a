// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
)

// ShortDuration prints 6h0m0s as 6h and 10m0s as 10m.
func ShortDuration(d time.Duration) string {
	s := d.String()
	if len(s) > 2 && s[len(s)-2:] == "0s" && s[len(s)-3] == 'm' {
		s = s[:len(s)-2]
	}
	if len(s) > 2 && s[len(s)-2:] == "0m" && s[len(s)-3] == 'h' {
		s = s[:len(s)-2]
	}
	return s
}

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

// DorisWords are Doris's own: those of the error, else those of the answer behind it.
func DorisWords(e *job.Error) string {
	if answer, ok := errors.AsType[*doris.Error](e.Cause); ok && e.Doris == "" {
		return answer.Message
	}
	return e.Doris
}

// QuoteOr quotes Doris's words, or says otherwise.
func QuoteOr(words, otherwise string) string {
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
	return ShortDuration(d.Round(time.Millisecond))
}

func ofDatabase(e *job.Error, another job.AnotherSnapshot) string {
	if another.Database == e.Database {
		return ""
	}
	return ofDatabaseAlways(another)
}

func ofDatabaseAlways(another job.AnotherSnapshot) string {
	if another.Database == "" {
		return ""
	}
	return fmt.Sprintf(" of database %q", another.Database)
}

func ofInstant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " of " + instant(at)
}

func sinceInstant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " since " + instant(at)
}

// instant prints a time as users see it: RFC 3339 in UTC, to the second.
func instant(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func differentObjects(another job.AnotherSnapshot) string {
	if len(another.Wanted) == 0 || len(another.Held) == 0 {
		return ""
	}
	wanted := Names(another.Wanted)
	if wanted == "*" {
		wanted = "everything"
	}
	return fmt.Sprintf(" It holds %s; this configuration asks for %s.", Names(another.Held), wanted)
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
	case e.Holder != nil && e.Holder.Kind == "restore":
		return doris.CancelRestoreStatement(e.Holder.Database)
	case e.Holder != nil:
		return doris.CancelBackupStatement(e.Holder.Database)
	case e.Kind == "restore":
		return doris.CancelRestoreStatement(e.Database)
	}
	return doris.CancelBackupStatement(e.Database)
}

// ImportBlock is ready to paste.
func ImportBlock(resourceType string, idParts ...string) string {
	return fmt.Sprintf("import {\n  to = %s.example\n  id = %q\n}", resourceType, objectid.Join(idParts...))
}

// namesShown is how many names a text lists before it only counts.
const namesShown = 20

// Names lists names for a text.
func Names(list []string) string { return Joined(list, ", ") }

// Joined lists texts that hold commas themselves, with another separator.
func Joined(list []string, separator string) string {
	if len(list) <= namesShown {
		return strings.Join(list, separator)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:namesShown], separator), len(list)-namesShown)
}

// HCLList writes texts as a list of a configuration.
func HCLList(list []string) string {
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

// Escaped writes names as tables and exclude_tables take them.
func Escaped(list []string) []string {
	out := make([]string, len(list))
	for i, name := range list {
		out[i] = job.Escaped(name)
	}
	return out
}

// LowerFirst begins a text with a small letter, to go on in a sentence.
func LowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// RunningText is who holds a database, in which state, since when.
func RunningText(found *job.Holder) string {
	text := fmt.Sprintf("%s is %s", holder(found), found.State)
	if !found.Since.IsZero() {
		text += "; it was submitted at " + instant(found.Since)
	}
	if found.TaskErrMsg != "" {
		text += fmt.Sprintf("; its backends report %q", doris.Plain(found.TaskErrMsg))
	}
	return text + "."
}

// Sentence makes a sentence of an error text.
func Sentence(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// ErrorWords is what Doris said.
func ErrorWords(err error) string {
	var answer *doris.Error
	if errors.As(err, &answer) {
		return answer.Message
	}
	return err.Error()
}

// ListOf makes a sentence of names, or says that there are none.
func ListOf(lead string, list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return lead + " " + Names(list) + "."
}

func SortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Count prints "1 table" and "41 tables".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
