// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	tffunction "github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/cluster"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/function"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/repository"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/restore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/snapshot"
)

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
	resp.TypeName = instance.TypeName
	resp.Version = p.version
}

func (p *dorisProvider) Resources(context.Context) []func() resource.Resource {
	return guard.Resources(
		repository.NewResource,
		backup.NewResource,
		backup.NewSeriesResource,
		restore.NewResource,
	)
}

func (p *dorisProvider) DataSources(context.Context) []func() datasource.DataSource {
	return guard.DataSources(
		backup.NewJobsDataSource,
		cluster.NewQueryDataSource,
		repository.NewDataSource,
		restore.NewJobsDataSource,
		snapshot.NewDataSource,
		snapshot.NewListDataSource,
		cluster.NewTablesDataSource,
	)
}

func (p *dorisProvider) Functions(context.Context) []func() tffunction.Function {
	return function.All()
}
