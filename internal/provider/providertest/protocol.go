// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package providertest is what tests of the provider share: the provider over its protocol, a stand-in cluster, a CLI.
package providertest

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// Each limit of Doris has a test of its own here; the golden files show what a user reads of it.

const Tick = 5 * time.Millisecond

// AnyError says whether an error is among the diagnostics.
func AnyError(diags []*tfprotov6.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// NotKnown stands for a value that is known only during apply.
var NotKnown = struct{ unknown bool }{true}

// Obj is a configuration or a nested object in tests; attributes that are left out are null.
type Obj = map[string]any

// Server is the provider spoken to over its protocol, in this process.
type Server struct {
	T      *testing.T
	Server tfprotov6.ProviderServer
	Schema *tfprotov6.GetProviderSchemaResponse
}

func NewServer(t *testing.T) *Server {
	t.Helper()
	s := providerserver.NewProtocol6(provider.New("test")())()
	schema, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range schema.Diagnostics {
		t.Fatalf("schema: %s: %s", d.Summary, d.Detail)
	}
	return &Server{t, s, schema}
}

func (s *Server) ProviderType() tftypes.Type { return s.Schema.Provider.ValueType() }

func (s *Server) ResourceType(name string) tftypes.Type {
	s.T.Helper()
	schema, ok := s.Schema.ResourceSchemas[name]
	if !ok {
		s.T.Fatalf("no resource %s", name)
	}
	return schema.ValueType()
}

func (s *Server) DataType(name string) tftypes.Type {
	s.T.Helper()
	schema, ok := s.Schema.DataSourceSchemas[name]
	if !ok {
		s.T.Fatalf("no data source %s", name)
	}
	return schema.ValueType()
}

// Value converts a Go value to a value of this type.
func Value(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch {
	case v == nil:
		return tftypes.NewValue(typ, nil)
	case v == NotKnown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		in, ok := v.(Obj)
		if !ok {
			t.Fatalf("object wanted, got %T", v)
		}
		out := map[string]tftypes.Value{}
		for name, attribute := range typ.AttributeTypes {
			out[name] = Value(t, attribute, in[name])
		}
		for name := range in {
			if _, ok := typ.AttributeTypes[name]; !ok {
				t.Fatalf("no attribute %s", name)
			}
		}
		return tftypes.NewValue(typ, out)
	case tftypes.Map:
		out := map[string]tftypes.Value{}
		for key, element := range v.(Obj) {
			out[key] = Value(t, typ.ElementType, element)
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
			out = append(out, Value(t, typ, element))
		}
	case []any:
		for _, element := range v {
			out = append(out, Value(t, typ, element))
		}
	default:
		t.Fatalf("list wanted, got %T", v)
	}
	return out
}

func Dynamic(t *testing.T, typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, Value(t, typ, v))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func (s *Server) ValidateResource(name string, config Obj) []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ValidateResourceConfig(s.T.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: Dynamic(s.T, s.ResourceType(name), config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *Server) ValidateData(name string, config Obj) []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ValidateDataResourceConfig(s.T.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: Dynamic(s.T, s.DataType(name), config),
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return resp.Diagnostics
}

// Configure configures the provider.
func (s *Server) Configure(config Obj) []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ConfigureProvider(s.T.Context(), &tfprotov6.ConfigureProviderRequest{Config: Dynamic(s.T, s.ProviderType(), config)})
	if err != nil {
		s.T.Fatal(err)
	}
	return resp.Diagnostics
}

// Plan plans a resource: state nil creates, config nil destroys. Attributes that are computed and not in config are
// proposed as in state, or unknown.
func (s *Server) Plan(ctx context.Context, name string, state, config Obj) *tfprotov6.PlanResourceChangeResponse {
	s.T.Helper()
	typ := s.ResourceType(name)
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: name, PriorState: Null(s.T, typ), ProposedNewState: Null(s.T, typ), Config: Null(s.T, typ)}
	if state != nil {
		request.PriorState = Dynamic(s.T, typ, state)
	}
	if config != nil {
		request.Config = Dynamic(s.T, typ, config)
		request.ProposedNewState = Dynamic(s.T, typ, Proposed(config, state))
	}
	resp, err := s.Server.PlanResourceChange(ctx, request)
	if err != nil {
		s.T.Fatal(err)
	}
	return resp
}

// Proposed merges computed attributes of the state into the configuration, without write-only values.
func Proposed(config, state Obj) Obj {
	out := Obj{}
	for name, v := range state {
		out[name] = v
	}
	for name, v := range config {
		if inner, ok := v.(Obj); ok {
			clean := Obj{}
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

func Null(t *testing.T, typ tftypes.Type) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// Texts prints diagnostics as "error at path: summary | detail".
func Texts(diagnostics []*tfprotov6.Diagnostic) string {
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

// WantText fails unless the diagnostics hold every text; none wants no diagnostics at all.
func WantText(t *testing.T, diagnostics []*tfprotov6.Diagnostic, wants ...string) {
	t.Helper()
	got := Texts(diagnostics)
	if len(wants) == 0 && got != "" {
		t.Errorf("no diagnostics wanted, got\n%s", got)
	}
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}

// WithoutEnvironment keeps an operator's shell out of a test.
func WithoutEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{"DORIS_ENDPOINTS", "DORIS_USERNAME", "DORIS_PASSWORD", "DORIS_TLS", "DORIS_VERSION"} {
		t.Setenv(name, "")
	}
}
