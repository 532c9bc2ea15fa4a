// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

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
	for _, o := range objects(providertest.NewServer(t)) {
		for _, a := range arguments(o.schema.Block) {
			for kind, v := range holding(a.typ, nil) {
				seen++
				diags := o.with(t, a, v, nil)
				noCrash(t, o.name+"."+a.at+" "+kind, diags)
				if a.at == guard.NullableMap {
					wantNoneAbout(t, o.name+"."+a.at+" "+kind, diags, a)
					continue
				}
				if !refusesNull(diags, a) {
					t.Errorf("%s.%s: a null element of a %s is not refused:\n%s", o.name, a.at, kind, providertest.Texts(diags))
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
	for _, o := range objects(providertest.NewServer(t)) {
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
	for _, o := range objects(providertest.NewServer(t)) {
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
			t.Errorf("%s: %s", where, providertest.Texts([]*tfprotov6.Diagnostic{d}))
		}
	}
}

// An element that is unknown while Terraform validates and turns out null is refused by the plan, and by an apply that was
// planned before; nothing is sent then.
func TestNullElementsLater(t *testing.T) {
	s := providertest.NewSnapshots(t)
	restore := providertest.With(providertest.StageRestore, providertest.Obj{"database": "shop", "create_database": false, "existing_tables": "overwrite"})
	backup := providertest.With(providertest.ShopBackup, providertest.Obj{"name": "wednesday"})
	series := providertest.Obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}
	repository := providertest.Obj{"name": "second", "location": "s3://backups/second", "s3": providertest.Obj{"endpoint": s.Store.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": s.Store.AccessKey(), "secret_key_wo": s.Store.SecretKey(), "secret_key_wo_version": 1}}
	runs := s.Runs("restore") + s.Runs("backup")
	for name, test := range map[string]struct {
		resource     string
		config, null providertest.Obj
	}{
		"tables of a restore":         {"doris_restore", restore, providertest.Obj{"tables": []any{nil}}},
		"one table of two":            {"doris_restore", restore, providertest.Obj{"tables": []any{"orders", nil}}},
		"exclude_tables of a restore": {"doris_restore", restore, providertest.Obj{"exclude_tables": []any{nil}}},
		"partitions of a restore":     {"doris_restore", restore, providertest.Obj{"tables": []any{"orders"}, "partitions": providertest.Obj{"orders": []any{nil}}}},
		"partitions that are null":    {"doris_restore", restore, providertest.Obj{"tables": []any{"orders"}, "partitions": providertest.Obj{"orders": nil}}},
		"rename":                      {"doris_restore", restore, providertest.Obj{"tables": []any{"orders"}, "rename": providertest.Obj{"orders": nil}}},
		"properties of a restore":     {"doris_restore", restore, providertest.Obj{"properties": providertest.Obj{"allow_load": nil}}},
		"queries":                     {"doris_restore", restore, providertest.Obj{"verify": providertest.Obj{"queries": []any{nil}}}},
		"tables of a backup":          {"doris_backup", backup, providertest.Obj{"tables": []any{nil}}},
		"exclude_tables of a backup":  {"doris_backup", backup, providertest.Obj{"exclude_tables": []any{nil}}},
		"tables of a series":          {"doris_backup_series", series, providertest.Obj{"tables": []any{nil}}},
		"properties of a repository":  {"doris_repository", repository, providertest.Obj{"properties": providertest.Obj{"s3.connection.maximum": nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing(test.resource)
			x.Again()
			s.Sim.ResetStatements()
			response, _ := x.Plan(providertest.With(test.config, test.null))
			providertest.WantText(t, response.Diagnostics, " null")
			providertest.WantText(t, x.ApplyPlanned(t.Context(), providertest.With(test.config, test.null), response), " null")
			if sent := s.Sim.Statements(); len(sent) > 0 {
				t.Errorf("statements were sent: %v", sent)
			}
			unknown := providertest.Obj{}
			for argument := range test.null {
				unknown[argument] = providertest.NotKnown
			}
			applied := x.ApplyPlanned(t.Context(), providertest.With(test.config, unknown), response)
			providertest.WantText(t, applied, "A value is not known during the apply")
		})
	}
	if now := s.Runs("restore") + s.Runs("backup"); now != runs {
		t.Errorf("%d jobs ran", now-runs)
	}
}

// A null value of triggers is no value: it neither crashes nor starts anything when it comes or goes.
func TestNullTrigger(t *testing.T) {
	s := providertest.NewStandIn(t)
	x := s.Thing("doris_backup")
	config := providertest.Obj{"repository": "dr_main", "database": "shop", "name_prefix": "n_", "triggers": providertest.Obj{"version": nil, "day": "monday"}}
	x.Succeeds(config)
	providertest.WantText(t, x.Refresh())
	_, result := x.Plan(config)
	compare.Lists(t, "plan", result.Changed(), nil)
	if n := s.Runs("backup"); n != 1 {
		t.Errorf("%d backups ran", n)
	}
	response, _ := x.Plan(providertest.With(config, providertest.Obj{"triggers": providertest.Obj{"version": "2", "day": "monday"}}))
	if len(response.RequiresReplace) == 0 {
		t.Error("a trigger that got a value takes no new snapshot")
	}
}

// A configuration of the provider that turns out to hold null elements crashes nothing.
func TestProviderConfigureNullElements(t *testing.T) {
	providertest.WithoutEnvironment(t)
	for name, config := range map[string]providertest.Obj{
		"null":     {"endpoints": []any{nil}},
		"one null": {"endpoints": []any{"fe1:9030", nil}},
	} {
		t.Run(name, func(t *testing.T) {
			got := providertest.NewServer(t).Configure(config)
			noCrash(t, name, got)
			providertest.WantText(t, got, "An element is null", "endpoints = compact(")
		})
	}
}

// Import ids that name nothing are refused in words; those that hold encoded characters are decoded once.
func TestImportIDs(t *testing.T) {
	s := providertest.NewStandIn(t)
	names := map[string]int{"doris_repository": 1, "doris_backup": 2, "doris_restore": 3, "doris_backup_series": 3}
	for _, name := range slices.Sorted(maps.Keys(s.Schema.ResourceSchemas)) {
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
			diags := s.Thing(name).Imports(id, nil)
			noCrash(t, name+" "+id, diags)
			if want != "" {
				providertest.WantText(t, diags, want, "Write ")
			}
			if strings.Contains(providertest.Texts(diags), "canary") {
				t.Errorf("%s: the id is repeated:\n%s", name, providertest.Texts(diags))
			}
		}
	}
	for name, identity := range map[string]map[string]string{
		"doris_repository": {"name": ""}, "doris_backup": {"repository": "dr_main", "name": ""},
		"doris_restore": {"repository": "", "snapshot": "x", "database": "y"}, "doris_backup_series": {"repository": "dr_main", "database": "", "name_prefix": "x"},
	} {
		diags := s.Thing(name).Imports("", identity)
		noCrash(t, name, diags)
		providertest.WantText(t, diags, "The identity to import is not complete")
	}
}
