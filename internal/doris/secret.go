// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// shortestSecret is the length from which a text is scrubbed. Shorter ones would blot out ordinary words.
const shortestSecret = 4

// scrubber replaces secrets in texts that leave the package. It is safe for concurrent use.
type scrubber struct {
	mu       sync.RWMutex
	forms    []string // every form in which a secret may show up, longest first
	replacer *strings.Replacer
}

// add learns secrets in plain form, as written in a statement, in a URL and in JSON.
func (s *scrubber) add(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		for _, form := range secretForms(secret) {
			if !slices.Contains(s.forms, form) {
				s.forms = append(s.forms, form)
			}
		}
	}
	// The replacer compares in this order, so a secret that begins like another must come first.
	slices.SortStableFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(s.forms))
	for _, form := range s.forms {
		pairs = append(pairs, form, "***")
	}
	s.replacer = strings.NewReplacer(pairs...)
}

// secretForms are the secret as it is and as our statements write it, and both as they look once more escaped: in
// JSON, in a string of some client's message, or in a URL.
func secretForms(secret string) []string {
	quoted := Literal(secret)
	var forms []string
	for _, base := range []string{secret, quoted[1 : len(quoted)-1]} {
		slashes := strings.ReplaceAll(base, `\`, `\\`)
		encoded, _ := json.Marshal(base) // a string always marshals
		forms = append(forms,
			base,
			slashes,
			strings.ReplaceAll(base, `"`, `""`),
			strings.ReplaceAll(base, `'`, `''`),
			strings.ReplaceAll(slashes, `'`, `''`),
			strings.ReplaceAll(slashes, `"`, `\"`),
			strings.ReplaceAll(slashes, `'`, `\'`),
			string(encoded[1:len(encoded)-1]),
			url.QueryEscape(base),
			url.PathEscape(base),
		)
	}
	return forms
}

// scrub returns text without any secret.
func (s *scrubber) scrub(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.replacer == nil {
		return text
	}
	return s.replacer.Replace(text)
}

// secretKeys mark the property keys whose values are secret on every storage. A token is one at the end of a key only:
// dfs.block.access.token.enable is a switch, and its "true" must not be blotted out everywhere.
var secretKeys = []string{"secret", "password", "passwd", "account_key", "private_key"}

// secretProperties lists the values of properties that are secret by their key.
func secretProperties(properties map[string]string) []string {
	var secrets []string
	for key, value := range properties {
		key = strings.ToLower(key)
		if strings.HasSuffix(key, "token") || slices.ContainsFunc(secretKeys, func(word string) bool { return strings.Contains(key, word) }) {
			secrets = append(secrets, value)
		}
	}
	return secrets
}
