// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// EchoedPath writes a place in a configuration; keys and elements are echoed.
func EchoedPath(at path.Path) string {
	text := at.String()
	for _, step := range at.Steps() {
		written := ""
		switch step := step.(type) {
		case path.PathStepElementKeyString:
			written = string(step)
		case path.PathStepElementKeyValue:
			if element, ok := step.Value.(types.String); ok {
				written = element.ValueString()
			}
		}
		text = strings.ReplaceAll(text, strconv.Quote(written), redact.Quote(written))
	}
	return text
}
