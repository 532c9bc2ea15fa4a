// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package guard

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// guardedDataSource is to a data source what guardedResource is to a resource; its checks are made again when it is read.
type guardedDataSource struct {
	datasource.DataSourceWithConfigure
}

// DataSources are constructors of guarded data sources.
func DataSources(constructors ...func() datasource.DataSourceWithConfigure) []func() datasource.DataSource {
	guarded := make([]func() datasource.DataSource, len(constructors))
	for i, construct := range constructors {
		guarded[i] = func() datasource.DataSource { return guardedDataSource{construct()} }
	}
	return guarded
}

// ValidateConfig looks for null elements before the data source's own checks.
func (d guardedDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	RefuseNullElements(req.Config.Raw, &resp.Diagnostics)
	if own, ok := d.DataSourceWithConfigure.(datasource.DataSourceWithValidateConfig); ok && !resp.Diagnostics.HasError() {
		own.ValidateConfig(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}

// Read makes all checks of the configuration again.
func (d guardedDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	refuseUnknownValues(req.Config.Raw, &resp.Diagnostics)
	var checked datasource.ValidateConfigResponse
	d.ValidateConfig(ctx, datasource.ValidateConfigRequest{Config: req.Config}, &checked)
	resp.Diagnostics.Append(checked.Diagnostics...)
	if !resp.Diagnostics.HasError() {
		validateAttributes(ctx, req.Config, &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		d.DataSourceWithConfigure.Read(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}
