// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// adopt_name_regex may match what another series makes, and a doris_backup may generate names from the prefix of a
// series. Whichever of the two is planned last finds out: what one keeps, the other does not delete.

const (
	keptSnapshot   = "kept snapshot"
	prunedSnapshot = "pruned snapshot"
)

// refuseOthers is an error when a series would delete what another object of this configuration holds, or keep what
// another series deletes.
func (m seriesModel) refuseOthers(in *instance.Instance, note seriesNote, doomed []string, diags *diag.Diagnostics) {
	if in == nil {
		return
	}
	var lost, kept []string
	for _, s := range note.Snapshots {
		key := objectid.Join(m.Repository.ValueString(), s.Name)
		switch {
		case slices.Contains(doomed, s.Name):
			in.Note(prunedSnapshot, key)
			if in.IsNoted(keptSnapshot, key) {
				lost = append(lost, s.Name)
			}
		case m.holds(s) && s.Kind != job.SeriesLeftovers && s.Kind != job.SeriesHalf:
			in.Note(keptSnapshot, key)
			if in.IsNoted(prunedSnapshot, key) {
				kept = append(kept, s.Name)
			}
		}
	}
	if len(lost) > 0 {
		diags.AddError(fmt.Sprintf("Another object's snapshots would be deleted (%s)", m.NamePrefix.ValueString()), explain.ThreeParts(
			fmt.Sprintf("%s would delete what another series or a doris_backup of this configuration keeps in repository %q: %s.", m.subject(), m.Repository.ValueString(), explain.Names(lost)), "",
			howToPart))
	}
	if len(kept) > 0 {
		diags.AddError(fmt.Sprintf("Another series would delete snapshots of this one (%s)", m.NamePrefix.ValueString()), explain.ThreeParts(
			fmt.Sprintf("%s keeps what another series of this configuration would delete from repository %q: %s.", m.subject(), m.Repository.ValueString(), explain.Names(kept)), "",
			howToPart))
	}
}

const howToPart = "Give each series a name_prefix of its own, and narrow adopt_name_regex so that it matches only what no other object makes."

// refuseOthersOfAll is refuseOthers for a series that is destroyed with its snapshots.
func (m seriesModel) refuseOthersOfAll(in *instance.Instance, note seriesNote, diags *diag.Diagnostics) {
	if m.OnDestroy.ValueString() != destroyDelete {
		return
	}
	var doomed []string
	for _, s := range m.held(note) {
		doomed = append(doomed, s.Name)
	}
	m.refuseOthers(in, seriesNote{Snapshots: m.held(note)}, doomed, diags)
}

// refusePruned is an error when a series of this configuration would delete the snapshot of a doris_backup that stays.
func (m backupModel) refusePruned(in *instance.Instance, diags *diag.Diagnostics) {
	if in == nil || m.Name.ValueString() == "" {
		return
	}
	key := objectid.Join(m.Repository.ValueString(), m.Name.ValueString())
	in.Note(keptSnapshot, key)
	if in.IsNoted(prunedSnapshot, key) {
		diags.AddError(fmt.Sprintf("A series would delete the snapshot (%s)", m.Name.ValueString()), explain.ThreeParts(
			fmt.Sprintf("A doris_backup_series of this configuration would delete snapshot %q of repository %q, which this doris_backup manages.",
				m.Name.ValueString(), m.Repository.ValueString()), "", howToPart))
	}
}

// noteReplace remembers a series that would take its snapshots along. Terraform plans -replace and replace_triggered_by
// first as an update, which cannot know better, and then as a create, whose warnings are not shown (measured).
func (m seriesModel) noteReplace(in *instance.Instance) {
	if in != nil && m.OnDestroy.ValueString() == destroyDelete {
		in.Note("series with its snapshots", m.key())
	}
}

// refuseReplace: no plan names the snapshots that such a replacement deletes.
func (m seriesModel) refuseReplace(in *instance.Instance, diags *diag.Diagnostics) {
	if in == nil || !in.IsNoted("series with its snapshots", m.key()) {
		return
	}
	diags.AddError(fmt.Sprintf("The replacement would delete the snapshots of the series (%s)", m.NamePrefix.ValueString()), explain.ThreeParts(
		fmt.Sprintf(`%s is to be replaced by itself, and on_destroy is "delete": all its snapshots in repository %q would go, and the plan could not name them.`,
			m.subject(), m.Repository.ValueString()), "",
		`A series need not be replaced: it takes a snapshot when one is due. Leave out -replace and replace_triggered_by, or apply on_destroy = "keep" first. To delete the snapshots, destroy the series.`))
}
