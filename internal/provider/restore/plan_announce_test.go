// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// secondCall is what Terraform asks after the first planning call of a replacement: no state, the old object's private
// data. Only its errors are shown.
func secondCall(x *providertest.Thing, config providertest.Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	old := *x
	old.State = x.Value(nil)
	_, result := old.Plan(config)
	return result.Diags
}

// restoredThing is a restore of monday into a database, applied once.
func restoredThing(s *providertest.StandIn, t *testing.T, database string, change providertest.Obj) (*providertest.Thing, providertest.Obj) {
	t.Helper()
	x := s.Thing("doris_restore")
	x.Again()
	config := providertest.With(providertest.StageRestore, providertest.With(providertest.Obj{"database": database, "triggers": providertest.Obj{"run": "1"}}, change))
	if diags := x.Apply(t.Context(), config); providertest.AnyError(diags) {
		t.Fatal(providertest.DiagnosticsText(diags))
	}
	x.Again()
	return x, config
}

// TestEffectsAreAnnounced has a row for each effect of a restore and each way to come to it: the first planning call says
// what is lost, whether or not the snapshot and the arguments are known.
func TestEffectsAreAnnounced(t *testing.T) {
	t.Parallel()
	s := providertest.NewSnapshots(t)
	fullDatabase(s, "full")
	s.Exec("CREATE VIEW `full`.`v_orders` AS SELECT `id` FROM `full`.`orders`")
	again := providertest.Obj{"triggers": providertest.Obj{"run": "2"}}
	unknown := providertest.Obj{"snapshot": providertest.NotKnown}
	coming := providertest.Obj{"snapshot": "wednesday"} // no such snapshot is there yet
	forced := providertest.Obj{"atomic_restore": true, "force_replace": true}
	effects := []struct {
		name    string
		options providertest.Obj
		says    []string
	}{
		{"overwrite", providertest.Obj{}, []string{"Existing tables ", "overwritten", "into full)", "orders"}},
		{"atomic_restore", providertest.Obj{"atomic_restore": true}, []string{"Existing tables ", "orders", "atomic_restore", "recycle bin"}},
		{"force_replace", forced, []string{"Existing tables ", "Existing views ", "v_orders"}},
		{"clean_partitions", providertest.Obj{"clean_partitions": true}, []string{"Existing tables ", "Partitions will be dropped (full)", "orders"}},
		{"clean_tables", providertest.Obj{"clean_tables": true}, []string{"Existing tables ", "Tables will be dropped (full)", "bystander", "v_bystander"}},
	}
	ways := []struct {
		name   string
		config providertest.Obj // of a create, and of a run that triggers ask for
	}{
		{"known", providertest.Obj{}},
		{"unknown snapshot", unknown},
		{"coming snapshot", coming},
		{"unknown timestamp", providertest.With(unknown, providertest.Obj{"backup_timestamp": providertest.NotKnown})},
		{"unknown existing_tables", providertest.Obj{"existing_tables": providertest.NotKnown}},
		{"unknown tables", providertest.Obj{"tables": providertest.NotKnown}},
		{"unknown rename", providertest.Obj{"rename": providertest.NotKnown, "tables": []string{"orders", "v_orders"}}},
	}
	for _, effect := range effects {
		x, config := restoredThing(s, t, "new_"+effect.name, providertest.Overwriting(providertest.Obj{}))
		for _, way := range ways {
			if effect.name == "clean_tables" && way.config["tables"] != nil { // excludes a selection
				continue
			}
			change := providertest.With(providertest.Overwriting(effect.options), way.config)
			t.Run(effect.name+"/"+way.name, func(t *testing.T) {
				create := s.Thing("doris_restore")
				create.Again()
				_, created := create.Plan(providertest.With(providertest.StageRestore, providertest.With(change, providertest.Obj{"database": "full"})))
				says(t, "create", created.Diags, effect.says...)

				_, moved := x.Plan(providertest.With(config, providertest.With(change, providertest.Obj{"database": "full"})))
				says(t, "replace", moved.Diags, effect.says...)
			})
			t.Run(effect.name+"/"+way.name+"/update", func(t *testing.T) {
				if way.name == "coming snapshot" {
					return // an error of the plan there: TestRestorePlanLooks
				}
				_, updated := x.Plan(providertest.With(config, providertest.With(change, again)))
				says(t, "update", updated.Diags, "Existing tables ", "into new_"+effect.name+")", "customers", "orders")
				if providertest.AnyError(updated.Diags) {
					t.Error(providertest.DiagnosticsText(updated.Diags))
				}
			})
		}
		for option := range effect.options {
			if option == "force_replace" {
				continue // says nothing without atomic_restore
			}
			t.Run(effect.name+"/unknown "+option, func(t *testing.T) {
				create := s.Thing("doris_restore")
				create.Again()
				_, created := create.Plan(providertest.With(providertest.StageRestore, providertest.With(providertest.Overwriting(effect.options), providertest.Obj{"database": "full", option: providertest.NotKnown})))
				says(t, "create", created.Diags, effect.says...)
			})
		}
	}
	t.Run("unknown database", func(t *testing.T) {
		create := s.Thing("doris_restore")
		create.Again()
		_, created := create.Plan(providertest.Overwriting(providertest.With(providertest.StageRestore, providertest.Obj{"database": providertest.NotKnown, "clean_tables": true})))
		says(t, "create", created.Diags, "Existing tables may be overwritten", "clean_tables drops")
	})
	t.Run("unknown triggers", func(t *testing.T) {
		x, config := restoredThing(s, t, "triggered", providertest.Overwriting(providertest.Obj{}))
		_, updated := x.Plan(providertest.With(config, providertest.Obj{"snapshot": providertest.NotKnown, "triggers": providertest.Obj{"b": providertest.NotKnown}}))
		says(t, "update", updated.Diags, "Existing tables will be overwritten (into triggered)", "customers, orders")
	})
	t.Run("nothing to lose", func(t *testing.T) {
		for name, change := range map[string]providertest.Obj{
			"no database":      {"database": "new"},
			"error":            {"database": "full", "existing_tables": nil},
			"other tables":     {"database": "full", "tables": []string{"clicks"}},
			"under a new name": {"database": "full", "tables": []string{"orders"}, "rename": providertest.Obj{"orders": "orders_monday"}},
		} {
			create := s.Thing("doris_restore")
			create.Again()
			_, created := create.Plan(providertest.With(providertest.Overwriting(providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": providertest.NotKnown})), change))
			if text := providertest.DiagnosticsText(created.Diags); strings.Contains(text, "overwritten") {
				t.Errorf("%s: %s", name, text)
			}
		}
	})
}

// TestNoClusterToLookAt: the state knows what was restored.
func TestNoClusterToLookAt(t *testing.T) {
	p := providertest.NewProtocol(t, "doris_restore")
	done := providertest.With(providertest.RestoreDone, providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "1"}})
	result := p.Plan(done, providertest.Overwriting(providertest.With(providertest.RestoreConfig, providertest.Obj{"triggers": providertest.Obj{"run": "2"}})), restored)
	says(t, "update", result.Diags, "Existing tables may be overwritten (into stage)", "Restored there before: orders, v_orders.")
	result = p.Plan(nil, providertest.Overwriting(providertest.RestoreConfig), nil)
	says(t, "create", result.Diags, "Existing tables may be overwritten (into stage)")
	result = p.Plan(nil, providertest.Overwriting(providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday"})), restored)
	says(t, "replaced by itself", result.Diags, "ERROR: The replacement would restore over tables that exist", "cannot be looked at now")
}

// TestReplacementByItself is -replace and replace_triggered_by: what it would overwrite or drop, no plan announces.
func TestReplacementByItself(t *testing.T) {
	t.Parallel()
	s := providertest.NewSnapshots(t)
	const (
		over  = "ERROR: The replacement would restore over tables that exist"
		drops = "ERROR: The replacement would drop what was restored"
		same  = "ERROR: The replacement would be the same restore"
	)
	for database, c := range map[string]struct {
		before, change providertest.Obj
		drop           string
		want           string
	}{
		"itself":           {providertest.Overwriting(providertest.Obj{}), providertest.Obj{}, "", same},
		"other_snapshot":   {providertest.Overwriting(providertest.Obj{}), providertest.Obj{"snapshot": "tuesday"}, "", over},
		"not_known":        {providertest.Overwriting(providertest.Obj{}), providertest.Obj{"snapshot": providertest.NotKnown, "triggers": providertest.Obj{"b": providertest.NotKnown}}, "", over},
		"overwrites_now":   {providertest.Obj{}, providertest.Overwriting(providertest.Obj{"snapshot": providertest.NotKnown}), "", over},
		"perhaps":          {providertest.Obj{}, providertest.Obj{"snapshot": providertest.NotKnown, "existing_tables": providertest.NotKnown}, "", over},
		"never":            {providertest.Obj{}, providertest.Obj{"snapshot": providertest.NotKnown}, "", ""},
		"other_tables":     {providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}}), providertest.Obj{"snapshot": "tuesday", "tables": []string{"customers"}}, "", ""},
		"dropped_since":    {providertest.Overwriting(providertest.Obj{}), providertest.Obj{"snapshot": "tuesday"}, "dropped_since", ""},
		"drops_tables":     {providertest.Obj{"on_destroy": "drop_tables"}, providertest.Obj{"snapshot": providertest.NotKnown}, "", drops},
		"drops_a_database": {providertest.Obj{"on_destroy": "drop_database"}, providertest.Obj{"snapshot": providertest.NotKnown}, "", drops},
		"keeps_from_now":   {providertest.Obj{"on_destroy": "drop_tables"}, providertest.Obj{"snapshot": providertest.NotKnown, "on_destroy": "keep"}, "", drops},
		"elsewhere":        {providertest.Overwriting(providertest.Obj{}), providertest.Obj{"database": "shop"}, "", ""},
	} {
		t.Run(database, func(t *testing.T) {
			x, config := restoredThing(s, t, database, c.before)
			if c.drop != "" {
				s.Exec("DROP DATABASE `" + c.drop + "`")
				x.Again()
			}
			changed := providertest.With(config, c.change)
			if _, first := x.Plan(changed); providertest.AnyError(first.Diags) {
				t.Fatalf("the first call fails: %s", providertest.DiagnosticsText(first.Diags))
			}
			text := providertest.DiagnosticsText(secondCall(x, changed))
			switch {
			case c.want == "" && strings.Contains(text, "ERROR"):
				t.Errorf("refused: %s", text)
			case !strings.Contains(text, c.want):
				t.Errorf("want %q in\n%s", c.want, text)
			case c.want == over && !strings.Contains(text, "customers, orders"):
				t.Errorf("the tables are not named: %s", text)
			case c.want != "" && !strings.Contains(text, "triggers = { again"):
				t.Errorf("no way out: %s", text)
			}
			compare.Golden(t, "replaced_restore_"+database, providertest.Plain(text))
		})
	}
}

// says fails unless the warnings hold every text.
func says(t *testing.T, call string, diags []*tfprotov6.Diagnostic, wants ...string) {
	t.Helper()
	text := providertest.DiagnosticsText(diags)
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s: want %q in\n%s", call, want, text)
		}
	}
}
