// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package provider is what Terraform sees: the provider, its resources and its data sources. Schema, plan checks and
// texts live here; jobs run in package job, statements are built in package doris.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	tffunction "github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/function"
)

// TypeName is the prefix of every object.
const TypeName = "doris"

var (
	_ provider.Provider              = (*dorisProvider)(nil)
	_ provider.ProviderWithFunctions = (*dorisProvider)(nil)
)

// New returns a constructor of the provider; version is that of the build.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &dorisProvider{version: version} }
}

type dorisProvider struct {
	version string
}

func (p *dorisProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = TypeName
	resp.Version = p.version
}

func (p *dorisProvider) Resources(context.Context) []func() resource.Resource {
	return guardedResources(
		newRepositoryResource,
		newBackupResource,
		newSeriesResource,
		newRestoreResource,
	)
}

func (p *dorisProvider) DataSources(context.Context) []func() datasource.DataSource {
	return guardedDataSources(
		newBackupJobsDataSource,
		newQueryDataSource,
		newRepositoriesDataSource,
		newRestoreJobsDataSource,
		newSnapshotDataSource,
		newSnapshotsDataSource,
		newTablesDataSource,
	)
}

func (p *dorisProvider) Functions(context.Context) []func() tffunction.Function {
	return function.All()
}
