// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"regexp"
	"strings"
)

// cut stands in texts for what may be a secret.
const cut = "***"

var (
	// userinfo is what stands before the @ of an address, with or without a scheme.
	urlUserinfo  = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*:/{1,3})[^\s/"'@]*@`)
	bareUserinfo = regexp.MustCompile(`(^|[\s"'=,;(])[^\s"'@=,;(]+:[^\s"'@]*@`)
	// urlQuery is what stands behind the ? of an address: signatures and tokens.
	urlQuery = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://[^\s"'?#]*[?#])[^\s"']+`)
	// secretPair is a key that names a secret, and its value.
	secretPair = regexp.MustCompile(`(?i)([\w.-]*(?:secret|passw|pwd|token|credential|signature|api_?key|access_?key|account_?key|private_?key|authorization|bearer)[\w.-]*["']?\s*(?:[:=]|\s)\s*)("[^"]*"?|'[^']*'?|[^\s&;,"']+)`)
	pemBlock   = regexp.MustCompile(`(?s)-----BEGIN .*`)
)

// echoed quotes what a user wrote, without what may be a secret in it: credentials in an address, the value of a key such as
// password, the content of a key file. Errors end up in logs of CI systems.
func echoed(text string) string { return fmt.Sprintf("%q", cutSecrets(text)) }

// cutSecrets cuts out what may be a secret.
func cutSecrets(text string) string {
	text = pemBlock.ReplaceAllString(text, cut)
	text = withoutUserinfo(text)
	text = bareUserinfo.ReplaceAllString(text, "${1}"+cut+"@")
	text = urlQuery.ReplaceAllString(text, "${1}"+cut)
	return secretPair.ReplaceAllString(text, "${1}"+cut)
}

// withoutUserinfo cuts credentials out of addresses. It is safe for every text, statements to paste included.
func withoutUserinfo(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return urlUserinfo.ReplaceAllString(text, "${1}"+cut+"@")
}
