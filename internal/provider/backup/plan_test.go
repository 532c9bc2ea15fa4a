// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var backupRunning = providertest.With(providertest.BackupDone, providertest.Obj{
	"state": "UPLOADING", "finished_at": nil, "duration_seconds": nil, "phase_seconds": nil, "backup_timestamp": nil, "taken_at": nil,
	"objects": nil, "skipped_objects": nil, "missing_objects": nil,
})

var backupResults = []string{
	"backup_timestamp?", "duration_seconds?", "finished_at?", "job_id?", "missing_objects?", "objects?", "phase_seconds?",
	"skipped_objects?", "state?", "taken_at?",
}

var mine = backup.BackupPrivate{Level: job.Mine, Repository: "dr_main", Name: "before_migration"}

func TestBackupPlan(t *testing.T) {
	imported := mine
	imported.Imported = true
	importedGenerated := imported
	importedGenerated.Name = providertest.Generated
	namesake, deleted, half := mine, mine, mine
	namesake.Level, deleted.OnDestroy = job.Namesake, "delete"
	half.OnDestroy, half.Remains = "delete", true
	const stays, goes = "WARNING: The snapshot stays", "WARNING: The snapshot will be deleted (before_migration)"
	for name, c := range map[string]struct {
		prior, config providertest.Obj
		private       any
		changed       []string
		replaced      []string
		diags         []string
	}{
		"nothing changes":         {prior: providertest.BackupDone, config: providertest.BackupConfig, private: mine},
		"another life of waiting": {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"on_timeout": "cancel", "job_timeout": "12h"}), private: mine, changed: []string{"job_timeout", "on_timeout"}},
		"allow incomplete":        {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"allow_incomplete": true}), private: mine, changed: []string{"allow_incomplete"}},
		"timeouts":                {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"timeouts": providertest.Obj{"create": "1h"}}), private: mine, changed: []string{"timeouts"}},
		"create": {
			config:  providertest.BackupConfig,
			changed: append([]string{"adopt_finished_within", "allow_incomplete", "content", "database", "id?", "name", "on_destroy", "on_timeout", "repository", "stall_timeout"}, backupResults...),
		},
		"create with a prefix": {
			config:  providertest.PrefixConfig,
			changed: append([]string{"adopt_finished_within", "allow_incomplete", "content", "database", "id?", "name?", "name_prefix", "on_destroy", "on_timeout", "repository", "stall_timeout"}, backupResults...),
		},
		"another name":       {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"name": "after"}), private: mine, changed: []string{"name"}, replaced: []string{"name"}, diags: []string{stays}},
		"another database":   {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"database": "ods"}), private: mine, changed: []string{"database"}, replaced: []string{"database"}, diags: []string{stays}},
		"another repository": {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"repository": "b"}), private: mine, changed: []string{"repository"}, replaced: []string{"repository"}, diags: []string{stays}},
		"unknown repository": {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"repository": providertest.NotKnown}), private: mine, changed: []string{"repository?"}, replaced: []string{"repository"}, diags: []string{stays}},
		"another content":    {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"content": "metadata_only"}), private: mine, changed: []string{"content"}, replaced: []string{"content"}, diags: []string{stays}},
		"other tables": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p1"}}}), private: mine,
			changed: []string{"partitions", "tables"}, replaced: []string{"partitions", "tables"}, diags: []string{stays},
		},
		"excluded tables": {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"exclude_tables": []string{"tmp_*"}}), private: mine, changed: []string{"exclude_tables"}, replaced: []string{"exclude_tables"}, diags: []string{stays}},
		"triggers": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"name": providertest.Generated, "name_prefix": "nightly_"}), config: providertest.With(providertest.PrefixConfig, providertest.Obj{"triggers": providertest.Obj{"day": "2"}}), private: mine,
			changed: []string{"triggers"}, replaced: []string{"triggers"}, diags: []string{stays},
		},
		"a generated name is fixed": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"name": providertest.Generated, "name_prefix": "nightly_"}), config: providertest.With(providertest.BackupConfig, providertest.Obj{"name": providertest.Generated}), private: mine,
			changed: []string{"name_prefix"},
		},
		"a prefix instead of a name": {
			prior: providertest.BackupDone, config: providertest.PrefixConfig, private: mine,
			changed: []string{"name_prefix"}, replaced: []string{"name_prefix"}, diags: []string{stays},
		},
		"running": {
			prior: backupRunning, config: providertest.BackupConfig, private: mine,
			changed: backupResults, diags: []string{"WARNING: A job will be resumed"},
		},
		"running, with a change": {
			prior: backupRunning, config: providertest.With(providertest.BackupConfig, providertest.Obj{"allow_incomplete": true}), private: mine,
			changed: append([]string{"allow_incomplete"}, backupResults...), diags: []string{"WARNING: A job will be resumed"},
		},
		"running, replaced": {
			prior: backupRunning, config: providertest.With(providertest.BackupConfig, providertest.Obj{"name": "after"}), private: mine,
			changed: []string{"name"}, replaced: []string{"name"}, diags: []string{"WARNING: The job goes on"},
		},
		"unrestorable": {prior: providertest.With(providertest.BackupDone, providertest.Obj{"state": "UNRESTORABLE"}), config: providertest.BackupConfig, private: mine},
		"imported, selection agrees": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"tables": []string{"orders", "cust*", "v_orders"}, "partitions": providertest.Obj{"orders": []string{"p*"}}}),
			private: imported, changed: []string{"partitions", "tables"},
		},
		"imported, exclusion agrees": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"exclude_tables": []string{"tmp_*"}}), private: imported, changed: []string{"exclude_tables"},
		},
		"imported, selection differs": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"tables": []string{"orders"}}), private: imported,
			changed: []string{"tables"}, replaced: []string{"tables"}, diags: []string{stays},
		},
		"imported, a name is missing": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"tables": []string{"*", "clicks"}}), private: imported,
			changed: []string{"tables"}, replaced: []string{"tables"}, diags: []string{stays},
		},
		"imported, excluded but held": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"exclude_tables": []string{"orders"}}), private: imported,
			changed: []string{"exclude_tables"}, replaced: []string{"exclude_tables"}, diags: []string{stays},
		},
		"imported, the prefix made the name": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"name": providertest.Generated, "id": "dr_main/" + providertest.Generated}), config: providertest.With(providertest.PrefixConfig, providertest.Obj{"triggers": providertest.Obj{"day": "1"}}),
			private: importedGenerated, changed: []string{"name_prefix", "triggers"},
		},
		"imported, the prefix did not": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"name": "nightly_by_hand"}), config: providertest.PrefixConfig, private: imported,
			changed: []string{"name_prefix"}, replaced: []string{"name_prefix"}, diags: []string{stays},
		},
		"imported, another content": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"content": "metadata_only"}), private: imported,
			changed: []string{"content"}, replaced: []string{"content"}, diags: []string{stays},
		},
		"deleted at destroy": {prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"on_destroy": "delete"}), private: mine, changed: []string{"on_destroy"}},
		"deleted at destroy, adopted by its name": {
			prior: providertest.BackupDone, config: providertest.With(providertest.BackupConfig, providertest.Obj{"on_destroy": "delete"}), private: namesake, changed: []string{"on_destroy"},
			diags: []string{"WARNING: The snapshot will not be deleted as it is (before_migration)"},
		},
		"triggers of a fixed name": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"on_destroy": "delete"}), config: providertest.With(providertest.BackupConfig, providertest.Obj{"on_destroy": "delete", "triggers": providertest.Obj{"n": "2"}}), private: deleted,
			changed: []string{"triggers"}, replaced: []string{"triggers"}, diags: []string{goes},
		},
		"half deleted": {
			prior: providertest.With(providertest.BackupDone, providertest.Obj{"on_destroy": "delete", "state": "UNRESTORABLE"}), config: providertest.With(providertest.BackupConfig, providertest.Obj{"on_destroy": "delete"}), private: half,
			changed: []string{"state?"}, replaced: []string{"state"}, diags: []string{goes},
		},
		"destroy, deleted":          {prior: providertest.With(providertest.BackupDone, providertest.Obj{"on_destroy": "delete"}), private: deleted, diags: []string{goes}},
		"destroy, running, deleted": {prior: providertest.With(backupRunning, providertest.Obj{"on_destroy": "delete"}), private: deleted, diags: []string{goes}},
		"destroy":                   {prior: providertest.BackupDone, private: mine, diags: []string{stays}},
		"destroy, running":          {prior: backupRunning, private: mine, diags: []string{"WARNING: The job goes on"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := providertest.NewProtocol(t, "doris_backup").Plan(c.prior, c.config, c.private)
			slices.Sort(c.changed)
			compare.Lists(t, "changed", result.Changed(), c.changed)
			compare.Lists(t, "replaced", result.Replaced, c.replaced)
			compare.Lists(t, "diagnostics", result.Summaries(), c.diags)
		})
	}
}

// TestBackupReplacement is the second planning call of a replacement: no state, but the old object's private data.
func TestBackupReplacement(t *testing.T) {
	old := mine
	generatedOld := backup.BackupPrivate{Level: job.Mine, Repository: "dr_main", Name: providertest.Generated, NamePrefix: "nightly_", Inputs: tfvalue.InputsHash([]any{
		"dr_main", "shop", "all", []string(nil), map[string][]string(nil), []string(nil), map[string]string(nil),
	})}
	deletedOld, half := old, generatedOld
	deletedOld.OnDestroy, half.OnDestroy, half.Remains = "delete", "delete", true
	for name, c := range map[string]struct {
		config providertest.Obj
		old    backup.BackupPrivate
		want   string
	}{
		"same name":                        {providertest.With(providertest.BackupConfig, providertest.Obj{"database": "ods"}), old, "The replacement would need the same name"},
		"another name":                     {providertest.With(providertest.BackupConfig, providertest.Obj{"name": "after"}), old, ""},
		"another repository":               {providertest.With(providertest.BackupConfig, providertest.Obj{"repository": "b"}), old, ""},
		"a name that is not known":         {providertest.With(providertest.BackupConfig, providertest.Obj{"name": providertest.NotKnown}), old, ""},
		"same prefix, same inputs":         {providertest.PrefixConfig, generatedOld, "The replacement would be the same snapshot"},
		"same prefix, triggers":            {providertest.With(providertest.PrefixConfig, providertest.Obj{"triggers": providertest.Obj{"day": "2"}}), generatedOld, ""},
		"same prefix, triggers not known":  {providertest.With(providertest.PrefixConfig, providertest.Obj{"triggers": providertest.Obj{"day": providertest.NotKnown}}), generatedOld, ""},
		"same prefix, another selection":   {providertest.With(providertest.PrefixConfig, providertest.Obj{"tables": []string{"orders"}}), generatedOld, ""},
		"same name, its files go first":    {providertest.With(providertest.BackupConfig, providertest.Obj{"database": "ods"}), deletedOld, ""},
		"same inputs, only a rest is left": {providertest.PrefixConfig, half, ""},
		"another prefix, same inputs":      {providertest.With(providertest.PrefixConfig, providertest.Obj{"name_prefix": "weekly_"}), generatedOld, ""},
		"a prefix where a name was before": {providertest.PrefixConfig, old, ""},
	} {
		t.Run(name, func(t *testing.T) {
			result := providertest.NewProtocol(t, "doris_backup").Plan(nil, c.config, c.old)
			if c.want == "" {
				compare.Lists(t, "diagnostics", result.Summaries(), nil)
				return
			}
			compare.Lists(t, "diagnostics", result.Summaries(), []string{"ERROR: " + c.want})
			compare.Golden(t, "plan_backup_"+strings.ReplaceAll(strings.ReplaceAll(name, ",", ""), " ", "_"), providertest.DiagnosticsText(result.Diags))
		})
	}
}

func TestBackupValidation(t *testing.T) {
	for name, c := range map[string]struct {
		change providertest.Obj
		want   string
	}{
		"fine":                        {nil, ""},
		"prefix":                      {providertest.Obj{"name": nil, "name_prefix": "nightly_"}, ""},
		"name not known":              {providertest.Obj{"name": providertest.NotKnown}, ""},
		"selection not known":         {providertest.Obj{"tables": providertest.NotKnown, "partitions": providertest.NotKnown}, ""},
		"variables of a module":       {providertest.Obj{"name": providertest.NotKnown, "name_prefix": providertest.NotKnown, "tables": providertest.NotKnown, "exclude_tables": providertest.NotKnown, "triggers": providertest.NotKnown}, ""},
		"triggers not known":          {providertest.Obj{"triggers": providertest.NotKnown}, ""},
		"name of triggers not known":  {providertest.Obj{"name": providertest.NotKnown, "triggers": providertest.Obj{"a": "1"}}, ""},
		"exclude_tables not known":    {providertest.Obj{"tables": []string{"a"}, "exclude_tables": providertest.NotKnown}, ""},
		"neither":                     {providertest.Obj{"name": nil}, "The snapshot has no name"},
		"both":                        {providertest.Obj{"name_prefix": "nightly_"}, "Two names for one snapshot"},
		"empty name":                  {providertest.Obj{"name": ""}, "The name is not valid"},
		"empty prefix":                {providertest.Obj{"name": nil, "name_prefix": ""}, "The name is not valid"},
		"empty repository":            {providertest.Obj{"repository": ""}, "The name is empty"},
		"triggers of a fixed name":    {providertest.Obj{"triggers": providertest.Obj{"a": "1"}}, "A fixed name cannot be taken again"},
		"triggers of a prefix":        {providertest.Obj{"name": nil, "name_prefix": "n_", "triggers": providertest.Obj{"a": "1"}}, ""},
		"content of another word":     {providertest.Obj{"content": "rows"}, "The value is not valid"},
		"tables and exclude_tables":   {providertest.Obj{"tables": []string{"a"}, "exclude_tables": []string{"b"}}, "Two arguments exclude each other"},
		"partitions of no table":      {providertest.Obj{"tables": []string{"fact_*"}, "partitions": providertest.Obj{"fact_a": []string{"p"}}}, "The table is not in tables"},
		"job_timeout under 10 m":      {providertest.Obj{"job_timeout": "9m"}, "The duration is not valid"},
		"stall_timeout under 1 m":     {providertest.Obj{"stall_timeout": "59s"}, "The duration is not valid"},
		"stall_timeout never":         {providertest.Obj{"stall_timeout": "0s"}, ""},
		"adopt_finished_within never": {providertest.Obj{"adopt_finished_within": "0s"}, ""},
		"adopt_finished_within below": {providertest.Obj{"adopt_finished_within": "-1s"}, "The duration is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.Validates(t, "doris_backup", providertest.With(providertest.BackupConfig, c.change), c.want)
		})
	}
}

func TestGeneratedFrom(t *testing.T) {
	for _, c := range []struct {
		prefix, label string
		want          bool
	}{
		{"nightly_", providertest.Generated, true}, {"night", providertest.Generated, false}, {"", "20260912_011502_k3v7qm2a_x4f2", false}, {"nightly_", "nightly_", false},
	} {
		if got := backup.GeneratedFrom(c.prefix, c.label); got != c.want {
			t.Errorf("%q of %q: %v", c.label, c.prefix, got)
		}
	}
}

func TestBackupsOfOnePlan(t *testing.T) {
	p := providertest.NewProtocol(t, "doris_backup")
	compare.Lists(t, "first", p.Plan(nil, providertest.BackupConfig, nil).Summaries(), nil)
	compare.Lists(t, "another name", p.Plan(nil, providertest.With(providertest.BackupConfig, providertest.Obj{"name": "after"}), nil).Summaries(), nil)
	compare.Lists(t, "another repository", p.Plan(nil, providertest.With(providertest.BackupConfig, providertest.Obj{"repository": "b"}), nil).Summaries(), nil)
	compare.Lists(t, "prefixes", append(p.Plan(nil, providertest.PrefixConfig, nil).Summaries(), p.Plan(nil, providertest.PrefixConfig, nil).Summaries()...), nil)
	compare.Lists(t, "replaced", p.Plan(providertest.BackupDone, providertest.With(providertest.BackupConfig, providertest.Obj{"name": "third"}), mine).Summaries(), []string{"WARNING: The snapshot stays"})
	compare.Lists(t, "replacing", p.Plan(nil, providertest.With(providertest.BackupConfig, providertest.Obj{"name": "third"}), mine).Summaries(), nil)
	compare.Lists(t, "in another database", p.Plan(nil, providertest.With(providertest.BackupConfig, providertest.Obj{"database": "ods"}), nil).Summaries(),
		[]string{"ERROR: Two objects make the same snapshot or restore"})
}
