// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"fmt"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
)

// A restore is tainted when its data failed verification, or by hand. Terraform replaces it then, but neither its plan nor
// the Delete before the Create gets the private data (measured); a destroy does. What that Delete may drop must be told by
// the state.

// absent reports whether Terraform gave no private data: every restore has some.
func (p restorePrivate) absent() bool { return p.Repository == "" }

// createdAll reports whether the state alone proves that this restore created all its tables: its first run failed the
// verification, which nothing but a null rto_seconds beside a known duration says, and it may not overwrite anything.
func (m restoreModel) createdAll() bool {
	failed := !m.passed().IsNull() && !m.passed().ValueBool()
	return failed && m.RTOSeconds.IsNull() && !m.DurationSeconds.IsNull() && m.ExistingTables.ValueString() == existingError
}

// replacedDrops is what the Delete before the replacement of a tainted restore drops. A database stays, because it is not
// known who created it; the replacement takes it over.
func (m restoreModel) replacedDrops() (d restoreDrops) {
	on := m.OnDestroy.ValueString()
	if (on == destroyDropTables || on == destroyDropDatabase) && m.createdAll() {
		d.tables = group.ObjectNames(m.Objects)
	}
	return d
}

// created is the CreateTime of the job, from the state where there is no private data.
func (m restoreModel) created(private restorePrivate) time.Time {
	if !private.absent() {
		return private.Created
	}
	at, err := time.Parse(time.RFC3339, m.SubmittedAt.ValueString())
	if err != nil {
		return time.Time{}
	}
	return at
}

// foresee tells the plans of this command that a restore, tainted because its data failed verification, will be replaced.
func (m restoreModel) foresee(runner *job.Runner) {
	if m.passed().IsNull() || m.passed().ValueBool() {
		return
	}
	runner.ForeseeReplacement(m.Database.ValueString(), m.Snapshot.ValueString(), m.BackupTimestamp.ValueString(),
		m.created(restorePrivate{}), m.replacedDrops().tables)
}

// nothingRemembered is said by a Delete that cannot know what to drop.
func (m restoreModel) nothingRemembered() (summary, detail string) {
	return fmt.Sprintf("The restored tables stay (%s)", m.Database.ValueString()), explain.ThreeParts(fmt.Sprintf(
		"on_destroy is %q, but when Terraform replaces a tainted object it does not hand over what the provider remembered of it, so it is not known which tables this restore created. Nothing was dropped.",
		m.OnDestroy.ValueString()), "", "To have them dropped, run terraform destroy for the resource instead of tainting it.")
}
