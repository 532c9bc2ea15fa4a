// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package guard stands before every resource and data source, and refuses what none of them may see.
package guard

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// Checked is what every resource of this provider is.
type Checked interface {
	resource.ResourceWithConfigure
	resource.ResourceWithIdentity
	resource.ResourceWithImportState
	resource.ResourceWithModifyPlan
	resource.ResourceWithValidateConfig
}

// guardedResource stands before a resource. It refuses what no resource may see, null elements of sets, lists and maps, and
// lets no diagnostic out that repeats a secret of the configuration.
// While Terraform validates, every variable is unknown, and checks of what is unknown are silent; so the guard makes all
// of them again in the plan, and before an apply sends anything.
type guardedResource struct{ Checked }

// Resources are constructors of guarded resources.
func Resources(constructors ...func() Checked) []func() resource.Resource {
	guarded := make([]func() resource.Resource, len(constructors))
	for i, construct := range constructors {
		guarded[i] = func() resource.Resource { return guardedResource{construct()} }
	}
	return guarded
}

// ValidateConfig looks for null elements before the resource's own checks.
func (r guardedResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	RefuseNullElements(req.Config.Raw, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		r.Checked.ValidateConfig(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}

// ModifyPlan makes all checks of the configuration again; a destroy has none.
func (r guardedResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.valid(ctx, req.Config, &resp.Diagnostics) {
		r.Checked.ModifyPlan(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}

// Create lets nothing through that became null since the plan.
func (r guardedResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	refuseUnknownValues(req.Config.Raw, &resp.Diagnostics)
	if r.valid(ctx, req.Config, &resp.Diagnostics) {
		r.Checked.Create(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}

// Update lets nothing through that became null since the plan.
func (r guardedResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	refuseUnknownValues(req.Config.Raw, &resp.Diagnostics)
	if r.valid(ctx, req.Config, &resp.Diagnostics) {
		r.Checked.Update(ctx, req, resp)
	}
	validate.KeepSecretsOut(req.Config.Raw, &resp.Diagnostics)
}

// valid makes the checks of the resource and those of its attributes.
func (r guardedResource) valid(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) bool {
	var resp resource.ValidateConfigResponse
	r.ValidateConfig(ctx, resource.ValidateConfigRequest{Config: config}, &resp)
	diags.Append(resp.Diagnostics...)
	if !diags.HasError() {
		validateAttributes(ctx, config, diags)
	}
	return !diags.HasError()
}
