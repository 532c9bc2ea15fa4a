// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
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
		if err != nil || decoded == "" {
			return nil, idError(id, form)
		}
		parts[i] = decoded
	}
	return parts, nil
}

func idError(id, form string) error {
	return fmt.Errorf("the import id %q does not have the form %s", id, form)
}
