// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// No diagnostic of any object repeats a secret, whatever argument it was written into: not in validate, not where the
// values are known. The test goes through the schemas, so that a new argument is in it.
func TestNoDiagnosticRepeatsASecret(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewStandInWith(t, dorissim.Options{Profile: "4.1"})
	for _, o := range objects(s.Server) {
		typ := o.schema.ValueType()
		plain := providertest.Value(t, typ, basis[o.name][0])
		for _, a := range arguments(o.schema.Block) {
			for i, text := range providertest.Written {
				for kind, v := range textsIn(a.typ, text) {
					config := set(plain, a.steps, v)
					where := fmt.Sprintf("%s.%s %s %q", o.name, a.at, kind, text)
					d, err := tfprotov6.NewDynamicValue(typ, config)
					if err != nil {
						t.Fatal(err)
					}
					wantNoCanary(t, where, o.validate(&d))
					if i < 6 && kind == "text" { // the later moments cost more
						wantNoCanary(t, where+" when known", whenKnown(s.Server, t, o.name, config, s.Sim.Addr()))
					}
				}
			}
		}
	}
}

// The environment stands in for arguments of the provider, and is not repeated either.
func TestEnvironmentIsNotRepeated(t *testing.T) {
	for _, name := range []string{provider.EnvEndpoints, provider.EnvTLS, provider.EnvVersion} {
		for _, text := range providertest.Written {
			providertest.WithoutEnvironment(t)
			t.Setenv(name, text)
			got := providertest.NewServer(t).Configure(providertest.Obj{})
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
		if strings.Contains(d.Summary+d.Detail, providertest.Canary) {
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
