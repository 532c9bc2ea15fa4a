// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// durationValidator checks a Go duration such as "20h" or "2h45m".
type durationValidator struct {
	min       time.Duration // the least that is allowed
	zeroNever bool          // "0s" is allowed too and means never
}

// DurationAtLeast allows durations of min or more.
func DurationAtLeast(least time.Duration) validator.String { return durationValidator{min: least} }

// DurationAtLeastOrNever allows durations of min or more, and "0s" for never.
func DurationAtLeastOrNever(least time.Duration) validator.String {
	return durationValidator{min: least, zeroNever: true}
}

// DurationPositive allows durations greater than zero.
func DurationPositive() validator.String { return durationValidator{min: time.Nanosecond} }

func (v durationValidator) Description(context.Context) string {
	text := `must be a duration such as "90s", "20h" or "2h45m"`
	switch {
	case v.zeroNever:
		return fmt.Sprintf("%s of at least %s, or \"0s\" for never", text, explain.ShortDuration(v.min))
	case v.min == time.Nanosecond:
		return text + " greater than 0"
	case v.min > 0:
		return fmt.Sprintf("%s of at least %s", text, explain.ShortDuration(v.min))
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
		explain.ThreeParts(fmt.Sprintf("%s is %s; it %s.", req.Path, redact.Quote(req.ConfigValue.ValueString()), v.Description(ctx)), "",
			`Write a number with a unit (ns, us, ms, s, m, h), such as "90s" or "2h45m".`))
}
