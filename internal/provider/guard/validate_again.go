// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package guard

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// validateAttributes runs the validators of all attributes once more, now that more is known than when Terraform
// validated. What stands in lists of objects is looked at by those who send it.
func validateAttributes(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	attributes := config.Schema.GetAttributes()
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		validateAgain(ctx, config, path.Root(name), attributes[name], diags)
	}
	blocks := config.Schema.GetBlocks()
	for _, name := range slices.Sorted(maps.Keys(blocks)) {
		validateAgain(ctx, config, path.Root(name), blocks[name], diags)
	}
}

// validateAgain runs the validators of one attribute or block, and of those inside.
func validateAgain(ctx context.Context, config tfsdk.Config, at path.Path, attribute any, diags *diag.Diagnostics) {
	switch a := attribute.(type) {
	case interface{ StringValidators() []validator.String }:
		var resp validator.StringResponse
		value := configured[types.String](ctx, config, at, diags)
		for _, v := range a.StringValidators() {
			v.ValidateString(ctx, validator.StringRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
	case interface{ Int64Validators() []validator.Int64 }:
		var resp validator.Int64Response
		value := configured[types.Int64](ctx, config, at, diags)
		for _, v := range a.Int64Validators() {
			v.ValidateInt64(ctx, validator.Int64Request{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
	case interface{ SetValidators() []validator.Set }:
		var resp validator.SetResponse
		value := configured[types.Set](ctx, config, at, diags)
		for _, v := range a.SetValidators() {
			v.ValidateSet(ctx, validator.SetRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
	case interface{ ListValidators() []validator.List }:
		var resp validator.ListResponse
		value := configured[types.List](ctx, config, at, diags)
		for _, v := range a.ListValidators() {
			v.ValidateList(ctx, validator.ListRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
	case interface{ MapValidators() []validator.Map }:
		var resp validator.MapResponse
		value := configured[types.Map](ctx, config, at, diags)
		for _, v := range a.MapValidators() {
			v.ValidateMap(ctx, validator.MapRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
	case interface{ ObjectValidators() []validator.Object }:
		var resp validator.ObjectResponse
		value := groupValue(ctx, configured[attr.Value](ctx, config, at, diags), diags)
		for _, v := range a.ObjectValidators() {
			v.ValidateObject(ctx, validator.ObjectRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: value}, &resp)
		}
		diags.Append(resp.Diagnostics...)
		if tfvalue.Given(value) {
			inner := attributesIn(attribute)
			for _, name := range slices.Sorted(maps.Keys(inner)) {
				validateAgain(ctx, config, at.AtName(name), inner[name], diags)
			}
		}
	}
}

// attributesIn are the attributes of a group or of a block.
func attributesIn(attribute any) map[string]schema.Attribute {
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		return a.Attributes
	case schema.SingleNestedBlock:
		return a.Attributes
	}
	return nil
}

// groupValue is a group as an object; timeouts have a type of their own.
func groupValue(ctx context.Context, value attr.Value, diags *diag.Diagnostics) types.Object {
	group, ok := value.(basetypes.ObjectValuable)
	if !ok {
		return types.ObjectNull(nil)
	}
	object, d := group.ToObjectValue(ctx)
	diags.Append(d...)
	return object
}

// configured reads one value of a configuration.
func configured[V any](ctx context.Context, config tfsdk.Config, at path.Path, diags *diag.Diagnostics) (value V) {
	diags.Append(config.GetAttribute(ctx, at, &value)...)
	return value
}
