// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// What keeps a user out gets an advice of its own: the network is not to blame, and no GRANT helps.
func TestLoginTexts(t *testing.T) {
	refused := func(code uint16, message string) error {
		return &doris.Error{Kind: doris.KindAccessDenied, Code: code, Statement: "SHOW REPOSITORIES", Endpoint: "fe1:9030", Message: message}
	}
	for name, test := range map[string]struct {
		err   error
		wants []string
	}{
		"wrong password": {
			refused(1045, "Access denied for user 'o'neil@10.0.0.7' (using password: YES)"),
			[]string{"Doris refuses the login", "Correct username and password"},
		},
		"expired": {
			refused(1862, "Your password has expired. To log in you must change it using a client that supports expired passwords."),
			[]string{"Doris refuses the login", "Your password has expired", "ALTER USER 'o''neil' IDENTIFIED BY"},
		},
		"locked": {
			refused(3955, "Access denied for user 'o'neil'@'%'. Account is blocked for 600 second(s) (590 second(s) remaining) due to 3 consecutive failed logins."),
			[]string{"Doris refuses the login", "Account is blocked", "Correct password", "ALTER USER 'o''neil' ACCOUNT_UNLOCK;"},
		},
		"too many connections": {
			&doris.Unreachable{Attempts: []doris.Attempt{{Endpoint: "fe1:9030", Reason: "Reach limit of connections. Total: 1024, User: 3, Current: 3"}}},
			[]string{"Doris lets no further connection in", "fe1:9030 (Reach limit of connections. Total: 1024, User: 3, Current: 3)", "SET PROPERTY FOR 'o''neil' 'max_user_connections'"},
		},
		"no network": {
			&doris.Unreachable{Attempts: []doris.Attempt{{Endpoint: "fe1:9030", Reason: "connection refused"}}},
			[]string{"Doris cannot be reached", "Check endpoints, the network"},
		},
	} {
		in := &instance{settings: settings{username: "o'neil"}}
		summary, detail := in.dorisErrorText("", test.err)
		for _, want := range test.wants {
			if !strings.Contains(summary+"\n"+detail, want) {
				t.Errorf("%s: no %q in\n%s\n%s", name, want, summary, detail)
			}
		}
		if strings.Contains(detail, "GRANT ") {
			t.Errorf("%s: %s", name, detail)
		}
	}
}
