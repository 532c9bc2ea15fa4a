// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// generatedFrom reports whether a label was generated from this prefix.
func generatedFrom(prefix, label string) bool {
	parsed, ok := job.ParseLabel(label)
	return ok && parsed.Prefix == prefix
}

// refuseNewName checks the name of a snapshot that is to be taken. A replacement may keep the name of the old one, whoever
// chose it.
func (m backupModel) refuseNewName(ctx context.Context, old backupPrivate, diags *diag.Diagnostics) {
	switch {
	case !m.NamePrefix.IsNull() && m.NamePrefix.ValueString() != old.NamePrefix:
		validate.NewPrefix.Refuse(ctx, path.Root("name_prefix"), m.NamePrefix, diags)
	case m.NamePrefix.IsNull() && m.Name.ValueString() != old.Name:
		validate.NewLabel.Refuse(ctx, path.Root("name"), m.Name, diags)
	}
}

// refuseColon refuses a name that makes its whole repository unreadable: Hadoop, with which Doris lists S3 up to 3.0, HDFS
// and brokers, takes what stands before a colon for the scheme of a URI (read from the sources of Doris and Hadoop). On S3
// the backup itself would end well, and no later look, restore or backup would get past it.
func (r *backupResource) refuseColon(ctx context.Context, plan backupModel, cluster doris.Cluster, diags *diag.Diagnostics) {
	label, attribute := plan.Name.ValueString(), "name"
	if !plan.NamePrefix.IsNull() {
		label, attribute = plan.NamePrefix.ValueString(), "name_prefix"
	}
	if !strings.Contains(label, ":") {
		return
	}
	kind, where := "", "its repository"
	if name := plan.Repository.ValueString(); name != "" {
		where = fmt.Sprintf("repository %q", name)
		if repository, err := r.instance.Client.Repository(ctx, name); err == nil && repository != nil {
			kind = repository.Type
		}
	}
	reader := "Doris up to 3.0"
	switch {
	case kind == "HDFS" || kind == "BROKER":
		reader = "Doris"
	case kind == "AZURE" || cluster.Version.Has(doris.GuessedStorage):
		return
	}
	diags.AddAttributeError(path.Root(attribute), "A colon would make the repository unreadable", explain.ThreeParts(
		fmt.Sprintf("%s is %q. %s reads such a repository with Hadoop, which cannot list a name with a colon: after this backup no snapshot of %s could be listed or restored, and no other backup submitted.",
			attribute, label, reader, where), "",
		fmt.Sprintf("Write %s = %q.", attribute, strings.ReplaceAll(label, ":", "-"))))
}
