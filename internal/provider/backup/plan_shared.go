// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// keepsSnapshot notes a backup that stays in state, and reports others that hold its snapshot, or would.
func (m backupModel) keepsSnapshot(in *instance.Instance, object string, diags *diag.Diagnostics) {
	if in == nil || m.Name.ValueString() == "" || m.Repository.ValueString() == "" {
		return
	}
	in.Plan.OfSnapshot(m.Repository.ValueString(), m.Name.ValueString(), func(h *instance.Holders) {
		h.Held[object] = m.deletes()
		goes, _ := instance.Others(h.Going, object)
		held, deletes := instance.Others(h.Held, object)
		switch {
		case goes:
			m.addDeletedWithAnother(diags)
		case h.Wanted:
			m.addShared(m.deletes() || h.WantedDeletes, diags)
		case held && (m.deletes() || deletes):
			diags.AddWarning(fmt.Sprintf("Two objects hold one snapshot (%s)", m.Name.ValueString()), fmt.Sprintf(
				"Two doris_backup of this configuration hold snapshot %q of repository %q, and on_destroy is %q: who destroys one of them would delete the snapshot of the other. "+
					"Take one of them out of the state with terraform state rm; it takes a snapshot of its own if their inputs differ, such as by triggers = { n = count.index }.",
				m.Name.ValueString(), m.Repository.ValueString(), destroyDelete))
		}
	})
}

// forgotten takes back what plans of an object have noted that is made, or destroyed, by now.
func (m backupModel) forgotten(in *instance.Instance, object string) {
	in.Plan.OfSnapshot(m.Repository.ValueString(), m.Name.ValueString(), func(h *instance.Holders) {
		delete(h.Held, object)
		delete(h.Going, object)
		h.Wanted, h.WantedDeletes = false, false
	})
}

// losesSnapshot notes a backup that is destroyed with its files.
func (m backupModel) losesSnapshot(in *instance.Instance, object string, diags *diag.Diagnostics) {
	if in == nil || !m.deletes() || m.Name.ValueString() == "" {
		return
	}
	in.Plan.OfSnapshot(m.Repository.ValueString(), m.Name.ValueString(), func(h *instance.Holders) {
		h.Going[object] = true
		if held, _ := instance.Others(h.Held, object); held {
			m.addDeletedWithAnother(diags)
		}
	})
}

func (m backupModel) addDeletedWithAnother(diags *diag.Diagnostics) {
	diags.AddError(fmt.Sprintf("The snapshot of another object would be deleted (%s)", m.Name.ValueString()), explain.ThreeParts(
		fmt.Sprintf("Two doris_backup of this configuration hold snapshot %q of repository %q. One of them is destroyed, and on_destroy is %q: its files would go, and the other one stays with nothing.",
			m.Name.ValueString(), m.Repository.ValueString(), destroyDelete), "",
		fmt.Sprintf("Take the one that is destroyed out of the state, which touches no file: terraform state rm ADDRESS. If that is the old object of a replacement, which has no address of its own, forget both and import the snapshot:\n%s",
			explain.ImportBlock("doris_backup", m.Repository.ValueString(), m.Name.ValueString()))))
}

// refuseShared is said of a new backup that would take over what another object of the state holds. A replacement finds its
// own old object, which is no other.
func (r *backupResource) refuseShared(ctx context.Context, plan backupModel, old backupPrivate, clusterID string, diags *diag.Diagnostics) {
	label := plan.Name.ValueString()
	if !plan.NamePrefix.IsNull() {
		label = r.takesOver(ctx, plan, clusterID, diags)
	}
	repository := plan.Repository.ValueString()
	if label == "" || repository == "" || repository == old.Repository && label == old.Name {
		return
	}
	r.instance.Plan.OfSnapshot(repository, label, func(h *instance.Holders) {
		h.Wanted, h.WantedDeletes = true, h.WantedDeletes || plan.deletes()
		if held, deletes := instance.Others(h.Held, ""); held {
			shared := plan
			shared.Name = tfvalue.TextOrNull(label)
			shared.addShared(plan.deletes() || deletes, diags)
		}
	})
}

// takesOver is the label that a new backup with a generated name would take over; "" when it takes a snapshot of its own,
// or when that is not known yet.
func (r *backupResource) takesOver(ctx context.Context, plan backupModel, clusterID string, diags *diag.Diagnostics) string {
	database := plan.Database.ValueString()
	if database == "" || clusterID == "" || !plan.Known(ctx) || !tfvalue.WhollyKnown(ctx, plan.Triggers) {
		return ""
	}
	repository, err := r.instance.Client.Repository(ctx, plan.Repository.ValueString())
	if err != nil || repository == nil {
		return ""
	}
	read := r.instance.JobsAtPlan(ctx, database)
	if read.Err != nil {
		return ""
	}
	now := func() time.Time {
		at, err := r.instance.Client.Now(ctx)
		if err != nil {
			return time.Now()
		}
		return at
	}
	request := plan.request(plan.Selection(diags), plan.CreateWait(ctx, diags))
	return request.TakesOver(read.Backups, job.Place(clusterID, database, repository.Name, repository.Location), now)
}

// addShared: a warning is not enough where files may go.
func (m backupModel) addShared(deletes bool, diags *diag.Diagnostics) {
	name := m.Name.ValueString()
	happened := fmt.Sprintf("A new doris_backup has the inputs of another one of this configuration, whose snapshot %q in repository %q is so new that it would be taken over, as after an apply that was killed. Both would hold one snapshot",
		name, m.Repository.ValueString())
	next := `Make their inputs differ, so that each takes a snapshot of its own: triggers = { n = count.index }, or { n = each.key } with for_each. Or set adopt_finished_within = "0s" for the new one, which then takes nothing over, also not after an apply that was killed.`
	if m.NamePrefix.IsNull() {
		next = "Give each a name of its own, or use name_prefix."
	}
	if !deletes {
		diags.AddWarning(fmt.Sprintf("Two objects would share one snapshot (%s)", name), happened+". "+next)
		return
	}
	diags.AddError(fmt.Sprintf("Two objects would share one snapshot (%s)", name), explain.ThreeParts(
		fmt.Sprintf("%s, and on_destroy is %q: destroying one would delete the snapshot of the other.", happened, destroyDelete), "", next))
}
