// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

// ReadOnlySQL wants one statement that reads.
type ReadOnlySQL struct{}

func (ReadOnlySQL) Description(context.Context) string { return "must be one SELECT, WITH or SHOW" }

func (v ReadOnlySQL) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (ReadOnlySQL) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := doris.CheckReadOnly(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "The query is not one that is run",
			explain.ThreeParts(fmt.Sprintf("%s is no single statement that reads: %s.", req.Path, err), "", "Write one SELECT, WITH ... SELECT or SHOW."))
	}
}
