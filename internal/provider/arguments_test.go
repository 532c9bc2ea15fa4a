// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// argument is one argument of a schema with its place, as it is written in an expression.
type argument struct {
	at       string
	steps    []string
	typ      tftypes.Type
	nested   *tfprotov6.SchemaObject
	required bool
	computed bool
}

// arguments are all arguments of a block, those of groups and of nested blocks included.
func arguments(block *tfprotov6.SchemaBlock) []argument {
	list := argumentsOf(nil, block.Attributes)
	for _, inner := range block.BlockTypes {
		list = append(list, argument{at: inner.TypeName, steps: []string{inner.TypeName}, typ: inner.ValueType()})
		list = append(list, argumentsOf([]string{inner.TypeName}, inner.Block.Attributes)...)
	}
	return list
}

func argumentsOf(above []string, attributes []*tfprotov6.SchemaAttribute) []argument {
	var list []argument
	for _, a := range attributes {
		if !a.Optional && !a.Required {
			continue // only computed
		}
		steps := append(slices.Clone(above), a.Name)
		list = append(list, argument{at: strings.Join(steps, "."), steps: steps, typ: a.ValueType(), nested: a.NestedType, required: a.Required, computed: a.Computed})
		if a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
			list = append(list, argumentsOf(steps, a.NestedType.Attributes)...)
		}
	}
	return list
}

// at puts a value at its place into an otherwise empty object; groups on the way are filled in.
func at(typ tftypes.Type, steps []string, inner tftypes.Value, base map[string]tftypes.Value) tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, attribute := range typ.(tftypes.Object).AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
		if before, ok := base[name]; ok {
			values[name] = before
		}
	}
	name := steps[0]
	if len(steps) == 1 {
		values[name] = inner
	} else {
		var below map[string]tftypes.Value
		if before, ok := base[name]; ok && !before.IsNull() {
			_ = before.As(&below)
		}
		values[name] = at(typ.(tftypes.Object).AttributeTypes[name], steps[1:], inner, below)
	}
	return tftypes.NewValue(typ, values)
}

// object is something with a schema: the provider, a resource or a data source.
type object struct {
	name     string
	schema   *tfprotov6.Schema
	validate func(*tfprotov6.DynamicValue) []*tfprotov6.Diagnostic
}

// objects are all of the provider.
func objects(s *providertest.Server) []object {
	s.T.Helper()
	list := []object{{"provider", s.Schema.Provider, func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
		resp, err := s.Server.ValidateProviderConfig(s.T.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
		if err != nil {
			s.T.Fatal(err)
		}
		return resp.Diagnostics
	}}}
	for _, name := range slices.Sorted(maps.Keys(s.Schema.ResourceSchemas)) {
		list = append(list, object{name, s.Schema.ResourceSchemas[name], func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			resp, err := s.Server.ValidateResourceConfig(s.T.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: name, Config: config, ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
			})
			if err != nil {
				s.T.Fatal(err)
			}
			return resp.Diagnostics
		}})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Schema.DataSourceSchemas)) {
		list = append(list, object{"data." + name, s.Schema.DataSourceSchemas[name], func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			resp, err := s.Server.ValidateDataResourceConfig(s.T.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: config})
			if err != nil {
				s.T.Fatal(err)
			}
			return resp.Diagnostics
		}})
	}
	return list
}

// With validates an object in which one argument has this value.
func (o object) with(t *testing.T, a argument, inner tftypes.Value, base map[string]tftypes.Value) []*tfprotov6.Diagnostic {
	t.Helper()
	typ := o.schema.ValueType()
	d, err := tfprotov6.NewDynamicValue(typ, at(typ, a.steps, inner, base))
	if err != nil {
		t.Fatal(err)
	}
	return o.validate(&d)
}

// plausible is some value of a type.
func plausible(typ tftypes.Type) tftypes.Value {
	switch {
	case typ.Is(tftypes.String):
		return tftypes.NewValue(typ, "x")
	case typ.Is(tftypes.Number):
		return tftypes.NewValue(typ, big.NewFloat(1))
	case typ.Is(tftypes.Bool):
		return tftypes.NewValue(typ, true)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		values := map[string]tftypes.Value{}
		for name, inner := range typ.AttributeTypes {
			values[name] = plausible(inner)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Map:
		return tftypes.NewValue(typ, map[string]tftypes.Value{"x": plausible(typ.ElementType)})
	case tftypes.List:
		return tftypes.NewValue(typ, []tftypes.Value{plausible(typ.ElementType)})
	case tftypes.Set:
		return tftypes.NewValue(typ, []tftypes.Value{plausible(typ.ElementType)})
	}
	panic("a type without a value: " + typ.String())
}

// holding are values of a type with one element, at any depth, that is null or unknown, by a name for them.
func holding(typ tftypes.Type, hole any) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	add := func(kind string, element tftypes.Type, wrap func(tftypes.Value) tftypes.Value) {
		values[kind] = wrap(tftypes.NewValue(element, hole))
		for inner, value := range holding(element, hole) {
			values[kind+" of "+inner] = wrap(value)
		}
	}
	switch typ := typ.(type) {
	case tftypes.List:
		add("list", typ.ElementType, func(v tftypes.Value) tftypes.Value { return tftypes.NewValue(typ, []tftypes.Value{v}) })
		add("longer list", typ.ElementType, func(v tftypes.Value) tftypes.Value {
			return tftypes.NewValue(typ, []tftypes.Value{plausible(typ.ElementType), v})
		})
	case tftypes.Set:
		add("set", typ.ElementType, func(v tftypes.Value) tftypes.Value { return tftypes.NewValue(typ, []tftypes.Value{v}) })
		add("larger set", typ.ElementType, func(v tftypes.Value) tftypes.Value {
			return tftypes.NewValue(typ, []tftypes.Value{plausible(typ.ElementType), v})
		})
	case tftypes.Map:
		add("map", typ.ElementType, func(v tftypes.Value) tftypes.Value {
			return tftypes.NewValue(typ, map[string]tftypes.Value{"a": v})
		})
		add("larger map", typ.ElementType, func(v tftypes.Value) tftypes.Value {
			return tftypes.NewValue(typ, map[string]tftypes.Value{"a": plausible(typ.ElementType), "b": v})
		})
	}
	return values
}

func attributePath(steps []string) string {
	p := tftypes.NewAttributePath()
	for _, step := range steps {
		p = p.WithAttributeName(step)
	}
	return p.String()
}
