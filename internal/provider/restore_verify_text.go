// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// addVerified reports a verification that failed, an error although the state is kept, or that could not be made.
func (in *instance) addVerified(m restoreModel, v *job.Verified, created bool, diags *diag.Diagnostics) {
	switch {
	case v == nil || v.Passed():
	case v.Failed() > 0:
		m.failedText(v, created).add(diags, false)
	default:
		in.unmadeText(m, v).add(diags, true)
	}
}

// failedText shows what was expected and what was found.
func (m restoreModel) failedText(v *job.Verified, created bool) jobText {
	number := "the job"
	if id := m.JobID.ValueString(); id != "" {
		number = "job " + id
	}
	next := "The data stays for inspection and terraform destroy follows on_destroy; try an older snapshot. "
	switch {
	case created && len(m.replacedDrops().tables) > 0:
		next += "Another apply drops what this restore created and restores it anew; after terraform untaint it only verifies again."
	case created:
		next += "Another apply verifies the same data again; nothing is restored twice."
	default:
		next += "Another apply verifies again and restores nothing."
	}
	return jobText{
		attribute: "verify",
		summary:   "The restored data failed verification",
		happened:  fmt.Sprintf("%d of %s failed in database %q: %s.", v.Failed(), count(v.Checks(), "check"), m.Database.ValueString(), failures(v)) + unmadeToo(v),
		doris:     number + " is FINISHED.",
		next:      next,
	}
}

// failuresShown is how many failed checks a text lists.
const failuresShown = 5

func failures(v *job.Verified) string {
	var texts []string
	for _, c := range v.Counts {
		if c.Outcome == job.Failed {
			texts = append(texts, fmt.Sprintf("the rows of table %q could not be read (%q)", c.Table, short(c.Doris)))
		}
	}
	for _, a := range v.Answers {
		switch {
		case a.Outcome != job.Failed:
		case a.Doris != "":
			texts = append(texts, fmt.Sprintf("%s was refused (%q), expected %q", short(a.SQL), short(a.Doris), short(a.Expect)))
		default:
			texts = append(texts, fmt.Sprintf("%s gave %q, expected %q", short(a.SQL), short(a.Actual), short(a.Expect)))
		}
	}
	more := ""
	if n := len(texts); n > failuresShown {
		texts, more = texts[:failuresShown], fmt.Sprintf("; and %d more", n-failuresShown)
	}
	return strings.Join(texts, "; ") + more
}

// short is a text on one line, cut where it is long.
func short(text string) string {
	const most = 200
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

// unmadeToo is added where failed checks stand beside some that could not be made.
func unmadeToo(v *job.Verified) string {
	if v.Unmade == nil {
		return ""
	}
	return fmt.Sprintf(" %d more could not be made.", unmade(v))
}

func unmade(v *job.Verified) (n int) {
	for _, c := range v.Counts {
		if c.Outcome == job.Unmade {
			n++
		}
	}
	for _, a := range v.Answers {
		if a.Outcome == job.Unmade {
			n++
		}
	}
	return n
}

// unmadeText says why the data was not looked at, or not at all of it.
func (in *instance) unmadeText(m restoreModel, v *job.Verified) jobText {
	why, next := in.whyUnmade(v.Unmade, m.Database.ValueString())
	text := jobText{
		summary: fmt.Sprintf("The restored data was not verified (%s)", m.Database.ValueString()),
		happened: fmt.Sprintf("%s is FINISHED and its tables are there, but %d of %s could not be made: %s.",
			m.subject(), unmade(v), count(v.Checks(), "check"), why),
		next: next + "The next apply looks again and restores nothing.",
	}
	if answer, ok := errors.AsType[*doris.Error](v.Unmade); ok && answer.Kind != doris.KindConnectionLost {
		text.doris = said(answer.Message, "")
	}
	return text
}

// whyUnmade is the reason, and what to do first.
func (in *instance) whyUnmade(err error, database string) (why, next string) {
	if ours, ok := errors.AsType[*job.Error](err); ok {
		switch ours.Code {
		case job.CodeInterrupted:
			return "the apply was interrupted", ""
		case job.CodeDeadline, job.CodeQueue:
			return "the time of timeouts was over", "Raise timeouts if they take longer. "
		default:
			return "no frontend answered", ""
		}
	}
	switch doris.KindOf(err) {
	case doris.KindNoBackend:
		return "no backend answers queries", "See that the backends run: SHOW BACKENDS. "
	case doris.KindQueryTimeout:
		return "a query ran longer than this user's queries may", "Give it more time: " + in.moreTime() + " "
	case doris.KindPartitionBusy:
		return "another restore holds a partition", ""
	case doris.KindCancelled:
		return "the apply was interrupted", ""
	case doris.KindAccessDenied:
		if doris.LoginRefused(err) {
			return fmt.Sprintf("user %q cannot log in", in.settings.username), ""
		}
		return fmt.Sprintf("user %q may not read the data", in.settings.username), fmt.Sprintf("As an administrator run: GRANT SELECT_PRIV ON internal.%s.* TO '%s'; ",
			doris.Identifier(database), quoted(in.settings.username))
	}
	return "no frontend answered", ""
}

// moreTime is the statement that lets queries of this user run for an hour.
func (in *instance) moreTime() string {
	return fmt.Sprintf("SET PROPERTY FOR '%s' 'query_timeout' = '3600';", quoted(in.settings.username))
}

// restoredTables are the tables of a restore that are still there, without its views.
func restoredTables(objects types.Object) []string {
	tables, _ := objectsInState(objects)
	names := make([]string, 0, len(tables))
	for _, table := range tables {
		names = append(names, table.name)
	}
	return names
}
