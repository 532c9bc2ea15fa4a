// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
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
		in := &instance.Instance{Settings: instance.Settings{Username: "o'neil"}}
		summary, detail := in.Explain().DorisError("", test.err).Parts()
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

// Each way in which a frontend cannot be used leads to what is to be done about it; what belongs to another way is not said.
func TestUnreachableTexts(t *testing.T) {
	const network = "Check endpoints, the network and, with tls"
	for reason, wants := range map[string][]string{
		"connection refused":    {network},
		"no such host":          {network},
		"no answer within 10s":  {network},
		"no route to it":        {network},
		"TLS failed: bad token": {network},
		"no answer within 10s: it accepts the connection and sends no greeting": {"query_port", "9030", "http_port (8030)", "edit_log_port (9010)", "enable_proxy_protocol = true", "hangs"},
		"it answers HTTP, not MySQL":                                                                {"query_port", "http_port (8030)"},
		"it does not offer TLS (enable_ssl is false there)":                                         {"enable_ssl = true", "remove tls"},
		"its certificate is not trusted: certificate signed by unknown authority":                   {"tls.ca_cert_pem", `file("ca.pem")`},
		"its certificate is not valid for this name, but for fe1.example.com, 10.0.0.1":             {"tls.server_name", "endpoints"},
		"its certificate is not valid now: it is from 2020-01-01T00:00:00Z to 2021-01-01T00:00:00Z": {"Renew", "clock of this machine"},
		"it ended the TLS login, to which no client certificate was shown":                          {"ssl_force_client_auth = true", "tls.client_cert_pem", "tls.client_key_pem"},
		"it ended the TLS login, to which no client certificate was shown (certificate required)":   {"ssl_force_client_auth = true"},
		"it ended the TLS login in spite of the client certificate (bad certificate)":               {"mysql_ssl_default_ca_certificate", "tls.client_cert_pem"},
		"it closed the connection during the login":                                                 {"query_port", "load balancer"},
		"it wants the password in clear (LDAP): that is sent over verified TLS only":                {network},
		"it closes every connection after the login":                                                {network},
	} {
		in := &instance.Instance{Settings: instance.Settings{Username: "tf"}}
		_, detail := in.Explain().DorisError("", &doris.Unreachable{Attempts: []doris.Attempt{{Endpoint: "fe1:9030", Reason: reason}}}).Parts()
		for _, want := range append(wants, "None of the frontends answered: fe1:9030 ("+reason+").") {
			if !strings.Contains(detail, want) {
				t.Errorf("%s: no %q in\n%s", reason, want, detail)
			}
		}
		if strings.Contains(detail, network) != (wants[0] == network) {
			t.Errorf("%s: %s", reason, detail)
		}
	}
	in := &instance.Instance{Settings: instance.Settings{Username: "tf"}}
	_, detail := in.Explain().DorisError("", &doris.Unreachable{Attempts: []doris.Attempt{
		{Endpoint: "fe1:9030", Reason: "connection refused"}, {Endpoint: "fe2:9030", Reason: "no such host"}, {Endpoint: "fe3:8030", Reason: "it answers HTTP, not MySQL"},
	}}).Parts()
	if strings.Count(detail, network) != 1 || !strings.Contains(detail, "http_port (8030)") {
		t.Error(detail)
	}
}
