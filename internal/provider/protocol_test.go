// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// notKnown stands for a value that is known only during apply.
var notKnown = struct{ unknown bool }{true}

// obj is a configuration or a nested object in tests; attributes that are left out are null.
type obj = map[string]any

// server is the provider spoken to over its protocol, in this process.
type server struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := providerserver.NewProtocol6(New("test")())()
	schema, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range schema.Diagnostics {
		t.Fatalf("schema: %s: %s", d.Summary, d.Detail)
	}
	return &server{t, s, schema}
}

func (s *server) providerType() tftypes.Type { return s.schema.Provider.ValueType() }

func (s *server) resourceType(name string) tftypes.Type {
	s.t.Helper()
	schema, ok := s.schema.ResourceSchemas[name]
	if !ok {
		s.t.Fatalf("no resource %s", name)
	}
	return schema.ValueType()
}

func (s *server) dataType(name string) tftypes.Type {
	s.t.Helper()
	schema, ok := s.schema.DataSourceSchemas[name]
	if !ok {
		s.t.Fatalf("no data source %s", name)
	}
	return schema.ValueType()
}

// value converts a Go value to a value of this type.
func value(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch {
	case v == nil:
		return tftypes.NewValue(typ, nil)
	case v == notKnown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		in, ok := v.(obj)
		if !ok {
			t.Fatalf("object wanted, got %T", v)
		}
		out := map[string]tftypes.Value{}
		for name, attribute := range typ.AttributeTypes {
			out[name] = value(t, attribute, in[name])
		}
		for name := range in {
			if _, ok := typ.AttributeTypes[name]; !ok {
				t.Fatalf("no attribute %s", name)
			}
		}
		return tftypes.NewValue(typ, out)
	case tftypes.Map:
		out := map[string]tftypes.Value{}
		for key, element := range v.(obj) {
			out[key] = value(t, typ.ElementType, element)
		}
		return tftypes.NewValue(typ, out)
	case tftypes.Set:
		return tftypes.NewValue(typ, values(t, typ.ElementType, v))
	case tftypes.List:
		return tftypes.NewValue(typ, values(t, typ.ElementType, v))
	}
	if n, ok := v.(int); ok {
		return tftypes.NewValue(typ, big.NewFloat(float64(n)))
	}
	return tftypes.NewValue(typ, v)
}

func values(t *testing.T, typ tftypes.Type, v any) []tftypes.Value {
	t.Helper()
	var out []tftypes.Value
	switch v := v.(type) {
	case []string:
		for _, element := range v {
			out = append(out, value(t, typ, element))
		}
	case []any:
		for _, element := range v {
			out = append(out, value(t, typ, element))
		}
	default:
		t.Fatalf("list wanted, got %T", v)
	}
	return out
}

func dynamic(t *testing.T, typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, value(t, typ, v))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// validateProvider, validateResource and validateData are what terraform validate asks.
func (s *server) validateProvider(config obj) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: dynamic(s.t, s.providerType(), config)})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *server) validateResource(name string, config obj) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: dynamic(s.t, s.resourceType(name), config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *server) validateData(name string, config obj) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ValidateDataResourceConfig(s.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: dynamic(s.t, s.dataType(name), config),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

// configure configures the provider.
func (s *server) configure(config obj) []*tfprotov6.Diagnostic {
	s.t.Helper()
	resp, err := s.server.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(s.t, s.providerType(), config)})
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.Diagnostics
}

// plan plans a resource: state nil creates, config nil destroys. Attributes that are computed and not in config are
// proposed as in state, or unknown.
func (s *server) plan(ctx context.Context, name string, state, config obj) *tfprotov6.PlanResourceChangeResponse {
	s.t.Helper()
	typ := s.resourceType(name)
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: name, PriorState: null(s.t, typ), ProposedNewState: null(s.t, typ), Config: null(s.t, typ)}
	if state != nil {
		request.PriorState = dynamic(s.t, typ, state)
	}
	if config != nil {
		request.Config = dynamic(s.t, typ, config)
		request.ProposedNewState = dynamic(s.t, typ, proposed(config, state))
	}
	resp, err := s.server.PlanResourceChange(ctx, request)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp
}

// proposed merges computed attributes of the state into the configuration, without write-only values.
func proposed(config, state obj) obj {
	out := obj{}
	for name, v := range state {
		out[name] = v
	}
	for name, v := range config {
		if inner, ok := v.(obj); ok {
			clean := obj{}
			for key, element := range inner {
				if !strings.HasSuffix(key, "_wo") {
					clean[key] = element
				}
			}
			v = clean
		}
		out[name] = v
	}
	return out
}

func null(t *testing.T, typ tftypes.Type) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// texts prints diagnostics as "error at path: summary | detail".
func texts(diagnostics []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diagnostics {
		severity := "error"
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			severity = "warning"
		}
		at := ""
		if d.Attribute != nil {
			at = " at " + d.Attribute.String()
		}
		lines = append(lines, severity+at+": "+d.Summary+" | "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

// wantText fails unless the diagnostics hold every text; none wants no diagnostics at all.
func wantText(t *testing.T, diagnostics []*tfprotov6.Diagnostic, wants ...string) {
	t.Helper()
	got := texts(diagnostics)
	if len(wants) == 0 && got != "" {
		t.Errorf("no diagnostics wanted, got\n%s", got)
	}
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}
