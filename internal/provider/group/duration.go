// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
)

// sameDuration keeps the text that the state has of a duration where the configuration now writes the same one another way,
// such as "1h" for "60m". The framework compares values of custom types after an apply, but not in a plan (v1.19).
type sameDuration struct{}

func (sameDuration) Description(context.Context) string {
	return "another text for the same duration is no change"
}

func (m sameDuration) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameDuration) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	before, err := time.ParseDuration(req.StateValue.ValueString())
	if err != nil {
		return
	}
	if planned, err := time.ParseDuration(req.PlanValue.ValueString()); err == nil && planned == before {
		resp.PlanValue = req.StateValue
	}
}

// DurationModifiers are those of every duration of a resource.
func DurationModifiers() []planmodifier.String { return []planmodifier.String{sameDuration{}} }
