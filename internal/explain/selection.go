// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// emptyText is the one message about a backup without contents, on lines that would make an empty snapshot as on lines
// that would cancel the job.
func emptyText(e *job.Error, _ Provider) Text {
	leftOut := job.DetailOf[job.NotBackedUp](e)
	t := Text{
		Attribute: "database",
		Summary:   "There is nothing to back up",
		Happened:  fmt.Sprintf("Database %q holds no tables and views. %s was not submitted.", e.Database, subject(e)),
		Doris:     QuoteOr(DorisWords(e), ""),
		Next:      "Create the tables first, or remove this doris_backup.",
	}
	switch {
	case e.JobID != "" || e.Doris != "": // they went after the submission
		t.Happened = fmt.Sprintf("Nothing of what %s was to hold was there when Doris began with it%s.", LowerFirst(subject(e)), inParentheses(jobNumber(e)))
	case len(leftOut) > 0:
		t.Happened = fmt.Sprintf("Doris backs up none of what the selection takes of database %q: asynchronous materialized views alone (%s). %s was not submitted.",
			e.Database, Names(leftOut), subject(e))
		t.Next = "Take tables too, or remove this doris_backup."
	}
	return t
}
