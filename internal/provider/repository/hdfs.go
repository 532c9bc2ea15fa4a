// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// defaultNamePort is where HDFS listens when an address says nothing else.
const defaultNamePort = ":8020"

// warnOtherHDFS warns where the location names another HDFS than default_fs: frontends go by the location and backends by
// fs.defaultFS, so that they may write into two places.
func warnOtherHDFS(ctx context.Context, plan repositoryModel, diags *diag.Diagnostics) {
	g := tfvalue.GroupOf[hdfsModel](ctx, plan.HDFS, diags)
	if g == nil || g.DefaultFS.IsUnknown() || plan.Location.IsUnknown() {
		return
	}
	inLocation, inDefault := hdfsOf(plan.Location.ValueString()), hdfsOf(g.DefaultFS.ValueString())
	if inLocation == inDefault {
		return
	}
	next := "Write the same in both."
	if services := tfvalue.StringMapOf(plan.Properties)["dfs.nameservices"]; services != "" {
		next = fmt.Sprintf("Write the name service in both (dfs.nameservices is %q).", services)
	}
	diags.AddAttributeWarning(path.Root("hdfs").AtName("default_fs"), "The location lies in another HDFS", fmt.Sprintf(
		"Repository %q: location is %q and hdfs.default_fs is %q. Frontends write to the one of the location, backends to default_fs, so that no snapshot can be read. %s",
		plan.Name.ValueString(), plan.Location.ValueString(), g.DefaultFS.ValueString(), next))
}

// hdfsOf is scheme and address of a URL of HDFS, as it is compared.
func hdfsOf(location string) string {
	scheme, rest, _ := strings.Cut(strings.ToLower(location), "://")
	address, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + strings.TrimSuffix(address, defaultNamePort)
}
