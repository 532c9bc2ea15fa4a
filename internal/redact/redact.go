// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package redact cuts what may be a secret out of what a user wrote, before it is said back.
package redact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Mark stands in texts for what may be a secret.
const Mark = "***"

// secretParts find, in what a user wrote, what may be a secret; the group is the secret.
var secretParts = []*regexp.Regexp{
	// the content of a key file
	regexp.MustCompile(`(?s)-----BEGIN [^\n]*\n?(.*)`),
	// what stands before the last @ of an address, with and without a scheme; abfss://container@account holds no secret
	regexp.MustCompile(`(?s)[A-Za-z][A-Za-z0-9+.-]*:/{1,3}([^@:]*:.+)@`),
	regexp.MustCompile(`(?is)(?:https?|mysql|jdbc|s3[an]?|hdfs):/{1,3}(.+)@`),
	regexp.MustCompile(`(?s)^[^@:/]*:([^/].*)@`),
	// what stands behind the ? of an address: signatures and tokens
	regexp.MustCompile(`://[^\s?]*\?([^\s]*=[^\s]*)`),
	// the value of a key that names a secret, in the forms of a URL, of JSON and of SQL
	regexp.MustCompile(`(?i)(?:secret|passw|pwd|token|credential|signature|api_?key|access_?key|account_?key|private_?key|authorization)[\w.-]*["'\]]*\s*[:=]>?\s*(?:bearer\s+|basic\s+)?["']?([^\s&;,"'})]+)`),
	regexp.MustCompile(`(?i)(?:identified\s+by|bearer|basic|set\s+password)\s+["']?([^\s&;,"'})]+)`),
}

// leastSecret is the length from which a part is also looked for in other texts; a shorter one would be found anywhere.
const leastSecret = 4

// Quote quotes what a user wrote, without what may be a secret in it: errors end up in the logs of CI systems.
func Quote(text string) string { return fmt.Sprintf("%q", WithoutSecrets(text)) }

// WithoutSecrets cuts out what may be a secret.
func WithoutSecrets(text string) string {
	for _, part := range secretParts {
		for {
			at := part.FindStringSubmatchIndex(text)
			if at == nil || text[at[2]:at[3]] == Mark {
				break
			}
			text = text[:at[2]] + Mark + text[at[3]:]
		}
	}
	return text
}

// SecretsIn are the parts of a text that may be secrets.
func SecretsIn(text string) []string {
	var secrets []string
	for _, part := range secretParts {
		for _, match := range part.FindAllStringSubmatch(text, -1) {
			secrets = append(secrets, match[1])
			if _, password, ok := strings.Cut(match[1], ":"); ok {
				secrets = append(secrets, password)
			}
		}
	}
	return slices.DeleteFunc(secrets, func(s string) bool { return len(s) < leastSecret })
}

// urlUserinfo finds credentials in an address within a text.
var urlUserinfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^\s"'/@]*:[^\s"']*@`)

// WithoutUserinfo cuts credentials out of addresses. It is safe for every text, statements to paste included.
func WithoutUserinfo(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return urlUserinfo.ReplaceAllString(text, "${1}"+Mark+"@")
}
