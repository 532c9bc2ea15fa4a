// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// noteDeletion remembers a backup that would take its files along. Terraform plans -replace and replace_triggered_by first
// as an update, which cannot know better, and then as a create, whose warnings are not shown (measured).
func (m backupModel) noteDeletion(in *instance.Instance) {
	if in != nil && m.deletes() {
		in.Note("backup with its files", objectid.Join(m.Repository.ValueString(), m.Name.ValueString()))
	}
}

// refuseDeletion stops a replacement that deletes a snapshot and that no plan announces.
func (p backupPrivate) refuseDeletion(in *instance.Instance, diags *diag.Diagnostics) {
	if in == nil || diags.HasError() || !in.IsNoted("backup with its files", objectid.Join(p.Repository, p.Name)) {
		return
	}
	diags.AddError(fmt.Sprintf("The replacement would delete the snapshot (%s)", p.Name), explain.ThreeParts(
		fmt.Sprintf(`Snapshot %q in repository %q is to be replaced although none of its arguments changes, and on_destroy is "delete": its files would be deleted before there is a new one, and Terraform does not show that in such a plan.`,
			p.Name, p.Repository), "",
		`To take the snapshot again, change triggers, such as triggers = { again = "1" }: then the plan says what is deleted. Leave out -replace and replace_triggered_by.`))
}
