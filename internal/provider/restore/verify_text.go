// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// addVerified reports a verification that failed, an error although the state is kept, or that could not be made.
func addVerified(in *instance.Instance, m restoreModel, v *job.Verified, created bool, diags *diag.Diagnostics) {
	switch {
	case v == nil || v.Passed():
	case v.Failed() > 0:
		instance.Report(m.failedText(v, created), diags, false)
	default:
		instance.Report(unmadeText(in, m, v), diags, true)
	}
}

// failedText shows what was expected and what was found.
func (m restoreModel) failedText(v *job.Verified, created bool) explain.Text {
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
	return explain.Text{
		Attribute: "verify",
		Summary:   "The restored data failed verification",
		Happened:  fmt.Sprintf("%d of %s failed in database %q: %s.", v.Failed(), explain.Count(v.Checks(), "check"), m.Database.ValueString(), explain.Failures(v)) + explain.UnmadeToo(v),
		Doris:     number + " is FINISHED.",
		Next:      next,
	}
}

// unmadeText says why the data was not looked at, or not at all of it.
func unmadeText(in *instance.Instance, m restoreModel, v *job.Verified) explain.Text {
	why, next := in.Explain().WhyUnmade(v.Unmade, m.Database.ValueString())
	text := explain.Text{
		Summary: fmt.Sprintf("The restored data was not verified (%s)", m.Database.ValueString()),
		Happened: fmt.Sprintf("%s is FINISHED and its tables are there, but %d of %s could not be made: %s.",
			m.subject(), explain.Unmade(v), explain.Count(v.Checks(), "check"), why),
		Next: next + "The next apply looks again and restores nothing.",
	}
	if answer, ok := errors.AsType[*doris.Error](v.Unmade); ok && answer.Kind != doris.KindConnectionLost {
		text.Doris = explain.QuoteOr(answer.Message, "")
	}
	return text
}

// restoredTables are the tables of a restore that are still there, without its views.
func restoredTables(objects types.Object) []string {
	tables, _ := group.ObjectsInState(objects)
	names := make([]string, 0, len(tables))
	for _, table := range tables {
		names = append(names, table.Name)
	}
	return names
}
