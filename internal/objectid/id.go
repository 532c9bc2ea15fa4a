// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package objectid makes the ids of objects in Terraform's state, and takes them apart.
package objectid

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// Join joins the parts of an id with "/". In each part "/", "%" and white space are percent-encoded, so that an id
// can be split again whatever the names hold.
func Join(parts ...string) string {
	encoded := make([]string, len(parts))
	for i, part := range parts {
		encoded[i] = encode(part)
	}
	return strings.Join(encoded, "/")
}

func encode(part string) string {
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

// Split is the opposite of Join; form names the parts for the error, such as "repository/name". Each part is
// decoded exactly once.
func Split(id, form string) ([]string, error) {
	parts := strings.Split(id, "/")
	if len(parts) != strings.Count(form, "/")+1 {
		return nil, Error(id, form)
	}
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil || decoded == "" || !utf8.ValidString(decoded) {
			return nil, Error(id, form)
		}
		parts[i] = decoded
	}
	return parts, nil
}

// Error is why an id cannot be taken apart.
func Error(id, form string) error {
	return fmt.Errorf("the import id %s does not have the form %s", redact.Quote(id), form)
}
