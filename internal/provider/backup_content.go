// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// contentValidator allows what a backup can take of its tables, and says that nothing is incremental to whoever looks for
// it here.
type contentValidator struct{ validator.String }

func contentWord() validator.String { return contentValidator{oneOf(contentAll, contentMetadataOnly)} }

func (v contentValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if strings.HasPrefix(strings.ToLower(req.ConfigValue.ValueString()), "incremental") {
		resp.Diagnostics.AddAttributeError(req.Path, "Doris has no incremental backups", threeParts(
			"Every snapshot is a full copy of what it selects: Doris accepts the word and takes a full backup all the same.", "",
			"Leave content out. To copy less, select tables, or the partitions that changed with partitions = { table = [\"p202610*\"] }."))
		return
	}
	v.String.ValidateString(ctx, req, resp)
}
