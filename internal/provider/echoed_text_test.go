// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// canary is a secret that no text may repeat.
const canary = "CANARY-7f3a"

// written are texts with a secret in them, as users put them into the wrong argument.
var written = []string{
	"mysql://root:" + canary + "@fe:9030",
	"mysql://root:p/" + canary + "@fe:9030/shop",
	"https://root:" + canary + "@host/path?x#y",
	"https://" + canary + "@host",
	"https://AK:" + canary + "@minio:9000",
	"s3://AK:" + canary + "@bucket/path",
	"hdfs://user:" + canary + "@nn:8020",
	"abfss://container:" + canary + "@account.dfs.core.windows.net/p",
	"mysql://root:with space" + canary + "@fe:9030",
	"mysql://root:with\"quote" + canary + "@fe:9030",
	"root:" + canary + "@fe:9030",
	"root:" + canary + "@tcp(fe:9030)/shop",
	"password=" + canary,
	"s3.secret_key = " + canary,
	"\"s3.secret_key\" = \"" + canary + "\"",
	"{\"secret_key\": \"" + canary + "\", \"a\": 1}",
	"AccountName=a;AccountKey=" + canary + ";EndpointSuffix=core.windows.net",
	"https://host/p?sv=1&sig=" + canary,
	"s3://bucket/p?X-Amz-Signature=" + canary,
	"Authorization: Bearer " + canary,
	"SET PASSWORD = '" + canary + "'",
	"CREATE USER u IDENTIFIED BY '" + canary + "'",
	"-----BEGIN PRIVATE KEY-----\n" + canary + "\n-----END PRIVATE KEY-----\n",
	"[token=" + canary,
	"(password: " + canary,
}

func TestEchoed(t *testing.T) {
	for _, text := range written {
		if got := echoed(text); strings.Contains(got, canary) {
			t.Errorf("echoed(%q) = %s", text, got)
		}
	}
	for _, plain := range []string{
		"", "fe1", "fe1:9030", "s3://bucket/path", "hdfs://nn:8020/a#b", "https://s3.eu-central-1.amazonaws.com", "http://minio:9000/bucket",
		"doris/_HOST@EXAMPLE.COM", "tag.location.default: 2", "nightly_2026:1", "s3://bucket/a?b", "token", "password", "abfss://box@acme.dfs.core.windows.net/x", "^ods_[0-9]{8}$", "90x",
	} {
		if got := echoed(plain); got != fmt.Sprintf("%q", plain) {
			t.Errorf("echoed(%q) = %s", plain, got)
		}
	}
	for text, want := range map[string]string{
		"at mysql://root:pw@fe:9030 and s3://b":       "at mysql://***@fe:9030 and s3://b",
		"ALTER USER 'x'@'%' IDENTIFIED BY '...';":     "ALTER USER 'x'@'%' IDENTIFIED BY '...';",
		"azure = { account_key_wo_version = 1 }":      "azure = { account_key_wo_version = 1 }",
		"abfss://container@account.dfs.x/p is no URL": "abfss://container@account.dfs.x/p is no URL",
	} {
		if got := withoutUserinfo(text); got != want {
			t.Errorf("withoutUserinfo(%q) = %q, want %q", text, got, want)
		}
	}
}

// No diagnostic of any object repeats a secret, whatever argument it was written into: not in validate, not where the
// values are known. The test goes through the schemas, so that a new argument is in it.
func TestNoDiagnosticRepeatsASecret(t *testing.T) {
	withoutEnvironment(t)
	s := newStandInWith(t, dorissim.Options{Profile: "4.1"})
	for _, o := range s.server.objects() {
		typ := o.schema.ValueType()
		plain := value(t, typ, basis[o.name][0])
		for _, a := range arguments(o.schema.Block) {
			for i, text := range written {
				for kind, v := range textsIn(a.typ, text) {
					config := set(plain, a.steps, v)
					where := fmt.Sprintf("%s.%s %s %q", o.name, a.at, kind, text)
					d, err := tfprotov6.NewDynamicValue(typ, config)
					if err != nil {
						t.Fatal(err)
					}
					wantNoCanary(t, where, o.validate(&d))
					if i < 6 && kind == "text" { // the later moments cost more
						wantNoCanary(t, where+" when known", s.whenKnown(t, o.name, config, s.sim.Addr()))
					}
				}
			}
		}
	}
}

// The environment stands in for arguments of the provider, and is not repeated either.
func TestEnvironmentIsNotRepeated(t *testing.T) {
	for _, name := range []string{envEndpoints, envTLS, envVersion} {
		for _, text := range written {
			withoutEnvironment(t)
			t.Setenv(name, text)
			got := newServer(t).configure(obj{})
			if len(got) == 0 {
				t.Errorf("%s = %q is accepted", name, text)
			}
			wantNoCanary(t, name, got)
		}
	}
}

func wantNoCanary(t *testing.T, where string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		if strings.Contains(d.Summary+d.Detail, canary) {
			t.Errorf("%s: %s | %s", where, d.Summary, d.Detail)
		}
	}
}

// textsIn are values of a type that hold a text: itself, as an element, as a value and as a key.
func textsIn(typ tftypes.Type, text string) map[string]tftypes.Value {
	if typ.Is(tftypes.String) {
		return map[string]tftypes.Value{"text": tftypes.NewValue(tftypes.String, text)}
	}
	values := map[string]tftypes.Value{}
	switch typ := typ.(type) {
	case tftypes.List:
		for kind, v := range textsIn(typ.ElementType, text) {
			values["list of "+kind] = tftypes.NewValue(typ, []tftypes.Value{v})
		}
	case tftypes.Set:
		for kind, v := range textsIn(typ.ElementType, text) {
			values["set of "+kind] = tftypes.NewValue(typ, []tftypes.Value{v})
		}
	case tftypes.Map:
		for kind, v := range textsIn(typ.ElementType, text) {
			values["map of "+kind] = tftypes.NewValue(typ, map[string]tftypes.Value{"a": v})
		}
		values["key"] = tftypes.NewValue(typ, map[string]tftypes.Value{text: plausible(typ.ElementType)})
		values["key of null"] = tftypes.NewValue(typ, map[string]tftypes.Value{text: tftypes.NewValue(typ.ElementType, nil)})
	case tftypes.Object:
		for name, inner := range typ.AttributeTypes {
			for kind, v := range textsIn(inner, text) {
				attributes := map[string]tftypes.Value{}
				for other, t := range typ.AttributeTypes {
					attributes[other] = tftypes.NewValue(t, nil)
				}
				attributes[name] = v
				values[name+" of "+kind] = tftypes.NewValue(typ, attributes)
			}
		}
	}
	return values
}
