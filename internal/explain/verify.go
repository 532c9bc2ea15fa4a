// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// failuresShown is how many failed checks a text lists.
const failuresShown = 5

// Failures lists the checks that failed, with what was expected and what was found.
func Failures(v *job.Verified) string {
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

// UnmadeToo is added where failed checks stand beside some that could not be made.
func UnmadeToo(v *job.Verified) string {
	if v.Unmade == nil {
		return ""
	}
	return fmt.Sprintf(" %d more could not be made.", Unmade(v))
}

// Unmade counts the checks that could not be made.
func Unmade(v *job.Verified) (n int) {
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

// WhyUnmade is the reason, and what to do first.
func (p Provider) WhyUnmade(err error, database string) (why, next string) {
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
		return "a query ran longer than this user's queries may", "Give it more time: " + p.MoreTime() + " "
	case doris.KindPartitionBusy:
		return "another restore holds a partition", ""
	case doris.KindCancelled:
		return "the apply was interrupted", ""
	case doris.KindAccessDenied:
		if doris.LoginRefused(err) {
			return fmt.Sprintf("user %q cannot log in", p.Username), ""
		}
		return fmt.Sprintf("user %q may not read the data", p.Username), fmt.Sprintf("As an administrator run: GRANT SELECT_PRIV ON internal.%s.* TO '%s'; ",
			doris.Identifier(database), quoted(p.Username))
	}
	return "no frontend answered", ""
}

// MoreTime is the statement that lets queries of this user run for an hour.
func (p Provider) MoreTime() string {
	return fmt.Sprintf("SET PROPERTY FOR '%s' 'query_timeout' = '3600';", quoted(p.Username))
}
