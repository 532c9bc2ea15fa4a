// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
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
func (s *server) objects() []object {
	s.t.Helper()
	list := []object{{"provider", s.schema.Provider, func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
		resp, err := s.server.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
		if err != nil {
			s.t.Fatal(err)
		}
		return resp.Diagnostics
	}}}
	for _, name := range sortedKeys(s.schema.ResourceSchemas) {
		list = append(list, object{name, s.schema.ResourceSchemas[name], func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			resp, err := s.server.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: name, Config: config, ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
			})
			if err != nil {
				s.t.Fatal(err)
			}
			return resp.Diagnostics
		}})
	}
	for _, name := range sortedKeys(s.schema.DataSourceSchemas) {
		list = append(list, object{"data." + name, s.schema.DataSourceSchemas[name], func(config *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
			resp, err := s.server.ValidateDataResourceConfig(s.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: config})
			if err != nil {
				s.t.Fatal(err)
			}
			return resp.Diagnostics
		}})
	}
	return list
}

// with validates an object in which one argument has this value.
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
	add := func(kind string, element tftypes.Type, make func(tftypes.Value) tftypes.Value) {
		values[kind] = make(tftypes.NewValue(element, hole))
		for inner, value := range holding(element, hole) {
			values[kind+" of "+inner] = make(value)
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

// refusesNull reports whether an error says in three parts that an element of an argument is null.
func refusesNull(diags []*tfprotov6.Diagnostic, a argument) bool {
	last := a.steps[len(a.steps)-1]
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool {
		null := d.Summary == "An element is null" || d.Summary == "A value of a map is null" || d.Summary == "The property has no value"
		return null && strings.Contains(d.Detail, last) && strings.Contains(d.Detail, last+" = ") && strings.Contains(d.Detail, "\n\n")
	})
}

// A null element of any set, list or map is refused, at any depth, whatever the argument is: it would be dropped, and a
// selection of nothing means everything. The test goes through the schemas, so that a new argument is in it.
func TestNullElements(t *testing.T) {
	seen := 0
	for _, o := range newServer(t).objects() {
		for _, a := range arguments(o.schema.Block) {
			for kind, v := range holding(a.typ, nil) {
				seen++
				diags := o.with(t, a, v, nil)
				noCrash(t, o.name+"."+a.at+" "+kind, diags)
				if a.at == nullableMap {
					wantNoneAbout(t, o.name+"."+a.at+" "+kind, diags, a)
					continue
				}
				if !refusesNull(diags, a) {
					t.Errorf("%s.%s: a null element of a %s is not refused:\n%s", o.name, a.at, kind, texts(diags))
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d cases: the test no longer finds the arguments", seen)
	}
}

// What is unknown while Terraform validates is no mistake, whether it is an element, a group or a whole argument.
func TestUnknownElements(t *testing.T) {
	for _, o := range newServer(t).objects() {
		for _, a := range arguments(o.schema.Block) {
			values := holding(a.typ, tftypes.UnknownValue)
			values["unknown"] = tftypes.NewValue(a.typ, tftypes.UnknownValue)
			for kind, v := range values {
				if strings.HasPrefix(kind, "larger") || strings.HasPrefix(kind, "longer") {
					continue // what stands beside it may be wrong
				}
				where := o.name + "." + a.at + " " + kind
				var base map[string]tftypes.Value
				if a.at == "partitions" || a.at == "rename" { // whose keys stand in tables
					base = map[string]tftypes.Value{"tables": tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, "a")})}
				}
				diags := o.with(t, a, v, base)
				noCrash(t, where, diags)
				wantNoneAbout(t, where, diags, a)
			}
		}
	}
}

// Empty and null values of every argument are accepted or refused in words, and crash nothing.
func TestEmptyArguments(t *testing.T) {
	for _, o := range newServer(t).objects() {
		for _, a := range arguments(o.schema.Block) {
			empties := map[string]tftypes.Value{"null": tftypes.NewValue(a.typ, nil)}
			switch typ := a.typ.(type) {
			case tftypes.Set, tftypes.List:
				empties["empty"] = tftypes.NewValue(typ, []tftypes.Value{})
			case tftypes.Map:
				empties["empty"] = tftypes.NewValue(typ, map[string]tftypes.Value{})
				empties["empty key"] = tftypes.NewValue(typ, map[string]tftypes.Value{"": plausible(typ.ElementType)})
				if typ.ElementType.Is(tftypes.String) {
					empties["empty value"] = tftypes.NewValue(typ, map[string]tftypes.Value{"a": tftypes.NewValue(tftypes.String, "")})
				}
			case tftypes.Object:
				inner := map[string]tftypes.Value{}
				for name, attribute := range typ.AttributeTypes {
					inner[name] = tftypes.NewValue(attribute, nil)
				}
				empties["empty"] = tftypes.NewValue(typ, inner)
			default:
				if a.typ.Is(tftypes.String) {
					empties["empty"] = tftypes.NewValue(typ, "")
				}
			}
			for kind, v := range empties {
				noCrash(t, fmt.Sprintf("%s.%s %s", o.name, a.at, kind), o.with(t, a, v, nil))
			}
		}
	}
}

// noCrash fails where the provider gives Go's or the framework's words instead of its own.
func noCrash(t *testing.T, where string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		for _, words := range []string{"Value Conversion Error", "panic", "Plugin did not respond", "bug of the provider", "nil pointer", "report this to the provider", "report the following"} {
			if strings.Contains(d.Summary+d.Detail, words) {
				t.Errorf("%s: %s: %s", where, d.Summary, d.Detail)
			}
		}
	}
}

// wantNoneAbout fails where a diagnostic points at an argument.
func wantNoneAbout(t *testing.T, where string, diags []*tfprotov6.Diagnostic, a argument) {
	t.Helper()
	for _, d := range diags {
		if d.Attribute != nil && strings.HasPrefix(d.Attribute.String()+".", attributePath(a.steps)+".") {
			t.Errorf("%s: %s", where, texts([]*tfprotov6.Diagnostic{d}))
		}
	}
}

func attributePath(steps []string) string {
	p := tftypes.NewAttributePath()
	for _, step := range steps {
		p = p.WithAttributeName(step)
	}
	return p.String()
}

// An element that is unknown while Terraform validates and turns out null is refused by the plan, and by an apply that was
// planned before; nothing is sent then.
func TestNullElementsLater(t *testing.T) {
	s := newSnapshots(t)
	restore := with(stageRestore, obj{"database": "shop", "create_database": false, "existing_tables": "overwrite"})
	backup := with(shopBackup, obj{"name": "wednesday"})
	series := obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}
	repository := obj{"name": "second", "location": "s3://backups/second", "s3": obj{"endpoint": s.store.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": s.store.AccessKey(), "secret_key_wo": s.store.SecretKey(), "secret_key_wo_version": 1}}
	runs := s.runs("restore") + s.runs("backup")
	for name, test := range map[string]struct {
		resource     string
		config, null obj
	}{
		"tables of a restore":         {"doris_restore", restore, obj{"tables": []any{nil}}},
		"one table of two":            {"doris_restore", restore, obj{"tables": []any{"orders", nil}}},
		"exclude_tables of a restore": {"doris_restore", restore, obj{"exclude_tables": []any{nil}}},
		"partitions of a restore":     {"doris_restore", restore, obj{"tables": []any{"orders"}, "partitions": obj{"orders": []any{nil}}}},
		"partitions that are null":    {"doris_restore", restore, obj{"tables": []any{"orders"}, "partitions": obj{"orders": nil}}},
		"rename":                      {"doris_restore", restore, obj{"tables": []any{"orders"}, "rename": obj{"orders": nil}}},
		"properties of a restore":     {"doris_restore", restore, obj{"properties": obj{"allow_load": nil}}},
		"queries":                     {"doris_restore", restore, obj{"verify": obj{"queries": []any{nil}}}},
		"tables of a backup":          {"doris_backup", backup, obj{"tables": []any{nil}}},
		"exclude_tables of a backup":  {"doris_backup", backup, obj{"exclude_tables": []any{nil}}},
		"tables of a series":          {"doris_backup_series", series, obj{"tables": []any{nil}}},
		"properties of a repository":  {"doris_repository", repository, obj{"properties": obj{"s3.connection.maximum": nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing(test.resource)
			x.again()
			s.sim.ResetStatements()
			response, _ := x.plan(with(test.config, test.null))
			wantText(t, response.Diagnostics, " null")
			wantText(t, x.applyPlanned(t.Context(), with(test.config, test.null), response), " null")
			if sent := s.sim.Statements(); len(sent) > 0 {
				t.Errorf("statements were sent: %v", sent)
			}
			unknown := obj{}
			for argument := range test.null {
				unknown[argument] = notKnown
			}
			applied := x.applyPlanned(t.Context(), with(test.config, unknown), response)
			wantText(t, applied, "A value is not known during the apply")
		})
	}
	if now := s.runs("restore") + s.runs("backup"); now != runs {
		t.Errorf("%d jobs ran", now-runs)
	}
}

// A null value of triggers is no value: it neither crashes nor starts anything when it comes or goes.
func TestNullTrigger(t *testing.T) {
	s := newStandIn(t)
	x := s.thing("doris_backup")
	config := obj{"repository": "dr_main", "database": "shop", "name_prefix": "n_", "triggers": obj{"version": nil, "day": "monday"}}
	x.succeeds(config)
	wantText(t, x.refresh())
	_, result := x.plan(config)
	expect(t, "plan", result.changed(), nil)
	if n := s.runs("backup"); n != 1 {
		t.Errorf("%d backups ran", n)
	}
	response, _ := x.plan(with(config, obj{"triggers": obj{"version": "2", "day": "monday"}}))
	if len(response.RequiresReplace) == 0 {
		t.Error("a trigger that got a value takes no new snapshot")
	}
}

// A configuration of the provider that turns out to hold null elements crashes nothing.
func TestProviderConfigureNullElements(t *testing.T) {
	withoutEnvironment(t)
	for name, config := range map[string]obj{
		"null":     {"endpoints": []any{nil}},
		"one null": {"endpoints": []any{"fe1:9030", nil}},
	} {
		t.Run(name, func(t *testing.T) {
			got := newServer(t).configure(config)
			noCrash(t, name, got)
			wantText(t, got, "An element is null", "endpoints = compact(")
		})
	}
}

// Import ids that name nothing are refused in words; those that hold encoded characters are decoded once.
func TestImportIDs(t *testing.T) {
	s := newStandIn(t)
	names := map[string]int{"doris_repository": 1, "doris_backup": 2, "doris_restore": 3, "doris_backup_series": 3}
	for _, name := range sortedKeys(s.schema.ResourceSchemas) {
		parts, ok := names[name]
		if !ok {
			t.Fatalf("%s is not in the table", name)
		}
		whole := strings.TrimSuffix(strings.Repeat("x/", parts), "/")
		ids := map[string]string{
			"": "The import id is not valid", "/": "The import id is not valid", "///": "The import id is not valid",
			whole + "/": "The import id is not valid", "/" + whole: "The import id is not valid", whole + "/y": "The import id is not valid",
			whole + "%": "The import id is not valid", whole + "%zz": "The import id is not valid", whole + "%FF": "The import id is not valid",
			"mysql://root:canary@fe:9030/" + whole: "The import id is not valid",
			whole:                                  "", whole + "%2Fy": "", whole + "%20": "", "%25" + whole: "", " " + whole: "",
		}
		if parts > 1 {
			ids["x"] = "The import id is not valid"
			ids[strings.Repeat("/", parts-1)] = "The import id is not valid"
		}
		for id, want := range ids {
			diags := s.thing(name).imports(id, nil)
			noCrash(t, name+" "+id, diags)
			if want != "" {
				wantText(t, diags, want, "Write ")
			}
			if strings.Contains(texts(diags), "canary") {
				t.Errorf("%s: the id is repeated:\n%s", name, texts(diags))
			}
		}
	}
	for name, identity := range map[string]map[string]string{
		"doris_repository": {"name": ""}, "doris_backup": {"repository": "dr_main", "name": ""},
		"doris_restore": {"repository": "", "snapshot": "x", "database": "y"}, "doris_backup_series": {"repository": "dr_main", "database": "", "name_prefix": "x"},
	} {
		diags := s.thing(name).imports("", identity)
		noCrash(t, name, diags)
		wantText(t, diags, "The identity to import is not complete")
	}
}
