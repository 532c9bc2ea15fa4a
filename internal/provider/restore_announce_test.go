// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// secondCall is what Terraform asks after the first planning call of a replacement: no state, the old object's private
// data. Only its errors are shown.
func (x *thing) secondCall(config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	old := *x
	old.state = x.value(nil)
	_, result := old.plan(config)
	return result.diags
}

// restoredThing is a restore of monday into a database, applied once.
func (s *standIn) restoredThing(t *testing.T, database string, change obj) (*thing, obj) {
	t.Helper()
	x := s.thing("doris_restore")
	x.again()
	config := with(stageRestore, with(obj{"database": database, "triggers": obj{"run": "1"}}, change))
	if diags := x.apply(t.Context(), config); anyError(diags) {
		t.Fatal(diagnosticsText(diags))
	}
	x.again()
	return x, config
}

// TestEffectsAreAnnounced has a row for each effect of a restore and each way to come to it: the first planning call says
// what is lost, whether or not the snapshot and the arguments are known.
func TestEffectsAreAnnounced(t *testing.T) {
	t.Parallel()
	s := newSnapshots(t)
	s.fullDatabase("full")
	s.exec("CREATE VIEW `full`.`v_orders` AS SELECT `id` FROM `full`.`orders`")
	again := obj{"triggers": obj{"run": "2"}}
	unknown := obj{"snapshot": notKnown}
	coming := obj{"snapshot": "wednesday"} // no such snapshot is there yet
	forced := obj{"atomic_restore": true, "force_replace": true}
	effects := []struct {
		name    string
		options obj
		says    []string
	}{
		{"overwrite", obj{}, []string{"Existing tables ", "overwritten", "into full)", "orders"}},
		{"atomic_restore", obj{"atomic_restore": true}, []string{"Existing tables ", "orders", "atomic_restore", "recycle bin"}},
		{"force_replace", forced, []string{"Existing tables ", "Existing views ", "v_orders"}},
		{"clean_partitions", obj{"clean_partitions": true}, []string{"Existing tables ", "Partitions will be dropped (full)", "orders"}},
		{"clean_tables", obj{"clean_tables": true}, []string{"Existing tables ", "Tables will be dropped (full)", "bystander", "v_bystander"}},
	}
	ways := []struct {
		name   string
		config obj // of a create, and of a run that triggers ask for
	}{
		{"known", obj{}},
		{"unknown snapshot", unknown},
		{"coming snapshot", coming},
		{"unknown timestamp", with(unknown, obj{"backup_timestamp": notKnown})},
		{"unknown existing_tables", obj{"existing_tables": notKnown}},
		{"unknown tables", obj{"tables": notKnown}},
		{"unknown rename", obj{"rename": notKnown, "tables": []string{"orders", "v_orders"}}},
	}
	for _, effect := range effects {
		x, config := s.restoredThing(t, "new_"+effect.name, overwriting(obj{}))
		for _, way := range ways {
			if effect.name == "clean_tables" && way.config["tables"] != nil { // excludes a selection
				continue
			}
			change := with(overwriting(effect.options), way.config)
			t.Run(effect.name+"/"+way.name, func(t *testing.T) {
				create := s.thing("doris_restore")
				create.again()
				_, created := create.plan(with(stageRestore, with(change, obj{"database": "full"})))
				says(t, "create", created.diags, effect.says...)

				_, moved := x.plan(with(config, with(change, obj{"database": "full"})))
				says(t, "replace", moved.diags, effect.says...)
			})
			t.Run(effect.name+"/"+way.name+"/update", func(t *testing.T) {
				if way.name == "coming snapshot" {
					return // an error of the plan there: TestRestorePlanLooks
				}
				_, updated := x.plan(with(config, with(change, again)))
				says(t, "update", updated.diags, "Existing tables ", "into new_"+effect.name+")", "customers", "orders")
				if anyError(updated.diags) {
					t.Error(diagnosticsText(updated.diags))
				}
			})
		}
		for option := range effect.options {
			if option == "force_replace" {
				continue // says nothing without atomic_restore
			}
			t.Run(effect.name+"/unknown "+option, func(t *testing.T) {
				create := s.thing("doris_restore")
				create.again()
				_, created := create.plan(with(stageRestore, with(overwriting(effect.options), obj{"database": "full", option: notKnown})))
				says(t, "create", created.diags, effect.says...)
			})
		}
	}
	t.Run("unknown database", func(t *testing.T) {
		create := s.thing("doris_restore")
		create.again()
		_, created := create.plan(overwriting(with(stageRestore, obj{"database": notKnown, "clean_tables": true})))
		says(t, "create", created.diags, "Existing tables may be overwritten", "clean_tables drops")
	})
	t.Run("unknown triggers", func(t *testing.T) {
		x, config := s.restoredThing(t, "triggered", overwriting(obj{}))
		_, updated := x.plan(with(config, obj{"snapshot": notKnown, "triggers": obj{"b": notKnown}}))
		says(t, "update", updated.diags, "Existing tables will be overwritten (into triggered)", "customers, orders")
	})
	t.Run("nothing to lose", func(t *testing.T) {
		for name, change := range map[string]obj{
			"no database":      {"database": "new"},
			"error":            {"database": "full", "existing_tables": nil},
			"other tables":     {"database": "full", "tables": []string{"clicks"}},
			"under a new name": {"database": "full", "tables": []string{"orders"}, "rename": obj{"orders": "orders_monday"}},
		} {
			create := s.thing("doris_restore")
			create.again()
			_, created := create.plan(with(overwriting(with(stageRestore, obj{"snapshot": notKnown})), change))
			if text := diagnosticsText(created.diags); strings.Contains(text, "overwritten") {
				t.Errorf("%s: %s", name, text)
			}
		}
	})
}

// TestNoClusterToLookAt: the state knows what was restored.
func TestNoClusterToLookAt(t *testing.T) {
	p := newProtocol(t, "doris_restore")
	done := with(restoreDone, obj{"existing_tables": "overwrite", "triggers": obj{"run": "1"}})
	result := p.plan(done, overwriting(with(restoreConfig, obj{"triggers": obj{"run": "2"}})), restored)
	says(t, "update", result.diags, "Existing tables may be overwritten (into stage)", "Restored there before: orders, v_orders.")
	result = p.plan(nil, overwriting(restoreConfig), nil)
	says(t, "create", result.diags, "Existing tables may be overwritten (into stage)")
	result = p.plan(nil, overwriting(with(restoreConfig, obj{"snapshot": "tuesday"})), restored)
	says(t, "replaced by itself", result.diags, "ERROR: The replacement would restore over tables that exist", "cannot be looked at now")
}

// TestReplacementByItself is -replace and replace_triggered_by: what it would overwrite or drop, no plan announces.
func TestReplacementByItself(t *testing.T) {
	t.Parallel()
	s := newSnapshots(t)
	const (
		over  = "ERROR: The replacement would restore over tables that exist"
		drops = "ERROR: The replacement would drop what was restored"
		same  = "ERROR: The replacement would be the same restore"
	)
	for database, c := range map[string]struct {
		before, change obj
		drop           string
		want           string
	}{
		"itself":           {overwriting(obj{}), obj{}, "", same},
		"other_snapshot":   {overwriting(obj{}), obj{"snapshot": "tuesday"}, "", over},
		"not_known":        {overwriting(obj{}), obj{"snapshot": notKnown, "triggers": obj{"b": notKnown}}, "", over},
		"overwrites_now":   {obj{}, overwriting(obj{"snapshot": notKnown}), "", over},
		"perhaps":          {obj{}, obj{"snapshot": notKnown, "existing_tables": notKnown}, "", over},
		"never":            {obj{}, obj{"snapshot": notKnown}, "", ""},
		"other_tables":     {overwriting(obj{"tables": []string{"orders"}}), obj{"snapshot": "tuesday", "tables": []string{"customers"}}, "", ""},
		"dropped_since":    {overwriting(obj{}), obj{"snapshot": "tuesday"}, "dropped_since", ""},
		"drops_tables":     {obj{"on_destroy": "drop_tables"}, obj{"snapshot": notKnown}, "", drops},
		"drops_a_database": {obj{"on_destroy": "drop_database"}, obj{"snapshot": notKnown}, "", drops},
		"keeps_from_now":   {obj{"on_destroy": "drop_tables"}, obj{"snapshot": notKnown, "on_destroy": "keep"}, "", drops},
		"elsewhere":        {overwriting(obj{}), obj{"database": "shop"}, "", ""},
	} {
		t.Run(database, func(t *testing.T) {
			x, config := s.restoredThing(t, database, c.before)
			if c.drop != "" {
				s.exec("DROP DATABASE `" + c.drop + "`")
				x.again()
			}
			changed := with(config, c.change)
			if _, first := x.plan(changed); anyError(first.diags) {
				t.Fatalf("the first call fails: %s", diagnosticsText(first.diags))
			}
			text := diagnosticsText(x.secondCall(changed))
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
			golden(t, "replaced_restore_"+database, plain(text))
		})
	}
}

// says fails unless the warnings hold every text.
func says(t *testing.T, call string, diags []*tfprotov6.Diagnostic, wants ...string) {
	t.Helper()
	text := diagnosticsText(diags)
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s: want %q in\n%s", call, want, text)
		}
	}
}
