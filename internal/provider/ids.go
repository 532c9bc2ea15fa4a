// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// joinID joins the parts of an id with "/". In each part "/", "%" and white space are percent-encoded, so that an id
// can be split again whatever the names hold.
func joinID(parts ...string) string {
	encoded := make([]string, len(parts))
	for i, part := range parts {
		encoded[i] = encodeIDPart(part)
	}
	return strings.Join(encoded, "/")
}

func encodeIDPart(part string) string {
	var b strings.Builder
	for _, r := range part {
		if r == '/' || r == '%' || unicode.IsSpace(r) {
			for _, octet := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", octet)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// splitID is the opposite of joinID; form names the parts for the error, such as "repository/name". Each part is
// decoded exactly once.
func splitID(id, form string) ([]string, error) {
	parts := strings.Split(id, "/")
	if len(parts) != strings.Count(form, "/")+1 {
		return nil, idError(id, form)
	}
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil || decoded == "" || !utf8.ValidString(decoded) {
			return nil, idError(id, form)
		}
		parts[i] = decoded
	}
	return parts, nil
}

func idError(id, form string) error {
	return fmt.Errorf("the import id %s does not have the form %s", echoed(id), form)
}

// partsToImport are what names an object to import: the parts of its id, or the attributes of its identity, which bear the
// names of these parts. next says what to write.
func partsToImport(ctx context.Context, req resource.ImportStateRequest, form, next string, diags *diag.Diagnostics) ([]string, bool) {
	if req.ID != "" || req.Identity == nil || req.Identity.Raw.IsNull() {
		parts, err := splitID(req.ID, form)
		if err != nil {
			diags.AddError("The import id is not valid", threeParts("The id does not fit: "+err.Error()+".", "", next))
		}
		return parts, err == nil
	}
	var parts []string
	for name := range strings.SplitSeq(form, "/") {
		var part types.String
		diags.Append(req.Identity.GetAttribute(ctx, path.Root(name), &part)...)
		if part.ValueString() == "" && !diags.HasError() {
			diags.AddError("The identity to import is not complete", threeParts(fmt.Sprintf("The identity has no %s.", name), "",
				"Give the identity all of "+strings.ReplaceAll(form, "/", ", ")+"."))
		}
		parts = append(parts, part.ValueString())
	}
	return parts, !diags.HasError()
}
