// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// durationValidator checks a Go duration such as "20h" or "2h45m".
type durationValidator struct {
	min       time.Duration // the least that is allowed
	zeroNever bool          // "0s" is allowed too and means never
}

// durationAtLeast allows durations of min or more.
func durationAtLeast(least time.Duration) validator.String { return durationValidator{min: least} }

// durationAtLeastOrNever allows durations of min or more, and "0s" for never.
func durationAtLeastOrNever(least time.Duration) validator.String {
	return durationValidator{min: least, zeroNever: true}
}

// durationPositive allows durations greater than zero.
func durationPositive() validator.String { return durationValidator{min: time.Nanosecond} }

func (v durationValidator) Description(context.Context) string {
	text := `must be a duration such as "90s", "20h" or "2h45m"`
	switch {
	case v.zeroNever:
		return fmt.Sprintf("%s of at least %s, or \"0s\" for never", text, shortDuration(v.min))
	case v.min == time.Nanosecond:
		return text + " greater than 0"
	case v.min > 0:
		return fmt.Sprintf("%s of at least %s", text, shortDuration(v.min))
	}
	return text + " that is not negative"
}

func (v durationValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v durationValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err == nil && (d >= v.min || v.zeroNever && d == 0) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The duration is not valid",
		threeParts(fmt.Sprintf("%s is %s; it %s.", req.Path, echoed(req.ConfigValue.ValueString()), v.Description(ctx)), "",
			`Write a number with a unit (ns, us, ms, s, m, h), such as "90s" or "2h45m".`))
}

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

// durationModifiers are those of every duration of a resource.
func durationModifiers() []planmodifier.String { return []planmodifier.String{sameDuration{}} }

// duration reads a validated duration; null, unknown and unreadable values are fallback.
func duration(value types.String, fallback time.Duration) time.Duration {
	d, err := time.ParseDuration(value.ValueString())
	if err != nil {
		return fallback
	}
	return d
}

// shortDuration prints 6h0m0s as 6h and 10m0s as 10m.
func shortDuration(d time.Duration) string {
	s := d.String()
	if len(s) > 2 && s[len(s)-2:] == "0s" && s[len(s)-3] == 'm' {
		s = s[:len(s)-2]
	}
	if len(s) > 2 && s[len(s)-2:] == "0m" && s[len(s)-3] == 'h' {
		s = s[:len(s)-2]
	}
	return s
}
