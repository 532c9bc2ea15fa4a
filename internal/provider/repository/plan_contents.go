// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// announceContents says what came with a repository that was just registered: CREATE REPOSITORY takes over whatever lies
// under the same name and location (recorded: repository_lifecycle).
func (r *repositoryResource) announceContents(ctx context.Context, spec doris.RepositorySpec, diags *diag.Diagnostics) {
	list, err := r.instance.Client.Snapshots(ctx, spec.Name)
	if err != nil {
		instance.LogLine(ctx, "debug", "The new repository could not be listed", map[string]any{"repository": spec.Name, "doris": explain.ErrorWords(err)})
		return
	}
	complete, newest := 0, doris.Snapshot{}
	for _, snapshot := range list {
		if !snapshot.Complete() {
			continue
		}
		complete++
		if newest.Name == "" || snapshot.Timestamps[0] > newest.Timestamps[0] {
			newest = snapshot
		}
	}
	switch {
	case complete > 0:
		diags.AddWarning("The repository holds snapshots already", fmt.Sprintf(
			"Repository %q at %s came with %s; the newest is %s. They are shared with every cluster that registers the same name and location.",
			spec.Name, spec.Location, explain.Count(complete, "complete snapshot"), newest.Name))
	case spec.ReadOnly:
		diags.AddWarning("The read-only repository is empty", fmt.Sprintf(
			"Repository %q at %s holds no complete snapshot, and this cluster cannot write one. Snapshots appear there only if another cluster writes them under the same repository name and location; a repository of another name does not show here.",
			spec.Name, spec.Location))
	}
}
