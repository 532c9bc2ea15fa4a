// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// TheNames lists the tables that go, after a colon.
func TheNames(tables []string) string {
	if len(tables) == 0 {
		return ""
	}
	return ": " + Names(tables)
}

// IsOrAre is the verb for so many.
func IsOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// StayCount says how many stay.
func StayCount(n int) string {
	if n == 1 {
		return "1 table stays"
	}
	return fmt.Sprintf("%d tables stay", n)
}

// occupiedText: the database cannot be dropped, because it holds what is not this restore's.
func occupiedText(e *job.Error, _ Provider) Text {
	others := job.DetailOf[job.Dropped](e).Others
	return Text{
		Attribute: "on_destroy",
		Summary:   "The restored database holds other tables",
		Happened: fmt.Sprintf("Database %q was to be dropped, but it holds %s that this restore did not create or that is used anew: %s. %s",
			e.Database, Count(len(others), "table"), Names(others), droppedSoFar(e)),
		Next: "Move or drop them, or apply on_destroy = \"drop_tables\" first, which drops only the tables of this restore; then destroy again.",
	}
}

func droppedSoFar(e *job.Error) string {
	dropped := job.DetailOf[job.Dropped](e).Tables
	if dropped == 0 {
		return "Nothing was dropped."
	}
	return fmt.Sprintf("%s of this restore %s dropped.", Count(dropped, "table"), wasOrWere(dropped))
}

func wasOrWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// droppingText is said where a destroy did not come to its end in time, or was interrupted.
func droppingText(e *job.Error) Text {
	what := fmt.Sprintf("What the %s created was to be dropped.", LowerFirst(subject(e)))
	t := Text{
		Summary:  "The restored tables were not dropped in time",
		Happened: fmt.Sprintf("%s In %s the database was not free for that. %s", what, waited(e.After), droppedSoFar(e)),
		Doris:    QuoteOr(DorisWords(e), "no error."),
		Next:     "Destroy again, or raise timeouts.",
	}
	if e.Code == job.CodeInterrupted {
		t.Summary = "Interrupted before the restored tables were dropped"
		t.Happened, t.Doris, t.Next = what+" "+droppedSoFar(e), "", "Destroy again."
	}
	if h := e.Holder; h != nil {
		state := "before it in this apply"
		if h.State != "" {
			state = h.State + sinceInstant(h.Since)
		}
		t.Happened += fmt.Sprintf(" %s is %s.", holder(h), state)
		t.Next = "Wait for its end and destroy again; or, if nobody needs it, stop it: " + cancelOf(e)
	}
	return t
}
