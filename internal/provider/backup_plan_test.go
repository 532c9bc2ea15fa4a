// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// with is a copy with some attributes changed.
func with(base, changes obj) obj {
	all := maps.Clone(base)
	maps.Copy(all, changes)
	return all
}

// protocol plans and validates one type of resource as Terraform does, with a provider configuration that is not known
// yet: no check may ask a cluster then.
type protocol struct {
	*server
	name string
}

func newProtocol(t *testing.T, resourceType string) *protocol {
	t.Helper()
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": notKnown}))
	return &protocol{s, resourceType}
}

func (p *protocol) value(o obj) *tfprotov6.DynamicValue {
	if o == nil {
		return null(p.t, p.resourceType(p.name))
	}
	return dynamic(p.t, p.resourceType(p.name), o)
}

// planned is what a planning call answered.
type planned struct {
	values   map[string]tftypes.Value
	prior    map[string]tftypes.Value
	replaced []string
	diags    []*tfprotov6.Diagnostic
}

// plan makes one planning call as Terraform core does. private nil = none.
func (p *protocol) plan(prior, config obj, private any) planned {
	p.t.Helper()
	proposed := config
	if config != nil {
		proposed = maps.Clone(config)
		for _, attribute := range p.schema.ResourceSchemas[p.name].Block.Attributes {
			if attribute.Computed && config[attribute.Name] == nil {
				proposed[attribute.Name] = prior[attribute.Name]
			}
		}
	}
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.name, PriorState: p.value(prior), Config: p.value(config), ProposedNewState: p.value(proposed),
	}
	if private != nil {
		data, err := json.Marshal(private)
		if err != nil {
			p.t.Fatal(err)
		}
		if request.PriorPrivate, err = json.Marshal(map[string][]byte{privateKey: data}); err != nil {
			p.t.Fatal(err)
		}
	}
	response, err := p.server.server.PlanResourceChange(p.t.Context(), request)
	if err != nil {
		p.t.Fatal(err)
	}
	result := planned{values: p.attributes(response.PlannedState), prior: p.attributes(request.PriorState), diags: response.Diagnostics}
	for _, path := range response.RequiresReplace {
		if name, ok := path.Steps()[0].(tftypes.AttributeName); ok {
			result.replaced = append(result.replaced, string(name))
		}
	}
	return result
}

func (p *protocol) attributes(value *tfprotov6.DynamicValue) map[string]tftypes.Value {
	p.t.Helper()
	values := map[string]tftypes.Value{}
	if value == nil {
		return values
	}
	whole, err := value.Unmarshal(p.resourceType(p.name))
	if err != nil {
		p.t.Fatal(err)
	}
	if whole.IsNull() {
		return values
	}
	if err := whole.As(&values); err != nil {
		p.t.Fatal(err)
	}
	return values
}

// changed lists the attributes that the plan changes, unknown ones with a question mark.
func (p planned) changed() []string {
	var list []string
	for name, value := range p.values {
		switch {
		case !value.IsFullyKnown():
			list = append(list, name+"?")
		case value.IsNull() && len(p.prior) == 0:
		case !value.Equal(p.prior[name]):
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (p planned) summaries() []string {
	var list []string
	for _, d := range p.diags {
		list = append(list, fmt.Sprintf("%s: %s", d.Severity, d.Summary))
	}
	return list
}

func diagnosticsText(diags []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s: %s\n%s\n", d.Severity, d.Summary, d.Detail)
	}
	return b.String()
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

var backupConfig = obj{"repository": "dr_main", "database": "shop", "name": "before_migration"}

var backupDone = with(backupConfig, obj{
	"id": "dr_main/before_migration", "content": "all", "allow_incomplete": false,
	"adopt_finished_within": "1h", "stall_timeout": "15m", "on_timeout": "detach", "on_destroy": "keep",
	"state": "FINISHED", "job_id": "17352", "finished_at": "2026-09-11T01:40:00Z", "duration_seconds": 1498,
	"phase_seconds": obj{"queue": 0, "upload": 1490}, "backup_timestamp": "2026-09-11-01-15-02", "taken_at": "2026-09-11T01:15:02Z",
	"objects": obj{
		"tables": []any{obj{"name": "customers", "partition_count": 1}, obj{"name": "orders", "partition_count": 2}},
		"views":  []string{"v_orders"},
	},
	"skipped_objects": []any{}, "missing_objects": []string{},
})

var backupRunning = with(backupDone, obj{
	"state": "UPLOADING", "finished_at": nil, "duration_seconds": nil, "phase_seconds": nil, "backup_timestamp": nil, "taken_at": nil,
	"objects": nil, "skipped_objects": nil, "missing_objects": nil,
})

var backupResults = []string{
	"backup_timestamp?", "duration_seconds?", "finished_at?", "job_id?", "missing_objects?", "objects?", "phase_seconds?",
	"skipped_objects?", "state?", "taken_at?",
}

var mine = backupPrivate{Level: job.Mine, Repository: "dr_main", Name: "before_migration"}

const generated = "nightly_20260912_011502_k3v7qm2a_x4f2"

var prefixConfig = obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}

func TestBackupPlan(t *testing.T) {
	imported := mine
	imported.Imported = true
	importedGenerated := imported
	importedGenerated.Name = generated
	namesake, deleted, half := mine, mine, mine
	namesake.Level, deleted.OnDestroy = job.Namesake, "delete"
	half.OnDestroy, half.Remains = "delete", true
	const stays, goes = "WARNING: The snapshot stays", "WARNING: The snapshot will be deleted (before_migration)"
	for name, c := range map[string]struct {
		prior, config obj
		private       any
		changed       []string
		replaced      []string
		diags         []string
	}{
		"nothing changes":         {prior: backupDone, config: backupConfig, private: mine},
		"another life of waiting": {prior: backupDone, config: with(backupConfig, obj{"on_timeout": "cancel", "job_timeout": "12h"}), private: mine, changed: []string{"job_timeout", "on_timeout"}},
		"allow incomplete":        {prior: backupDone, config: with(backupConfig, obj{"allow_incomplete": true}), private: mine, changed: []string{"allow_incomplete"}},
		"timeouts":                {prior: backupDone, config: with(backupConfig, obj{"timeouts": obj{"create": "1h"}}), private: mine, changed: []string{"timeouts"}},
		"create": {
			config:  backupConfig,
			changed: append([]string{"adopt_finished_within", "allow_incomplete", "content", "database", "id?", "name", "on_destroy", "on_timeout", "repository", "stall_timeout"}, backupResults...),
		},
		"create with a prefix": {
			config:  prefixConfig,
			changed: append([]string{"adopt_finished_within", "allow_incomplete", "content", "database", "id?", "name?", "name_prefix", "on_destroy", "on_timeout", "repository", "stall_timeout"}, backupResults...),
		},
		"another name":       {prior: backupDone, config: with(backupConfig, obj{"name": "after"}), private: mine, changed: []string{"name"}, replaced: []string{"name"}, diags: []string{stays}},
		"another database":   {prior: backupDone, config: with(backupConfig, obj{"database": "ods"}), private: mine, changed: []string{"database"}, replaced: []string{"database"}, diags: []string{stays}},
		"another repository": {prior: backupDone, config: with(backupConfig, obj{"repository": "b"}), private: mine, changed: []string{"repository"}, replaced: []string{"repository"}, diags: []string{stays}},
		"unknown repository": {prior: backupDone, config: with(backupConfig, obj{"repository": notKnown}), private: mine, changed: []string{"repository?"}, replaced: []string{"repository"}, diags: []string{stays}},
		"another content":    {prior: backupDone, config: with(backupConfig, obj{"content": "metadata_only"}), private: mine, changed: []string{"content"}, replaced: []string{"content"}, diags: []string{stays}},
		"other tables": {
			prior: backupDone, config: with(backupConfig, obj{"tables": []string{"orders"}, "partitions": obj{"orders": []string{"p1"}}}), private: mine,
			changed: []string{"partitions", "tables"}, replaced: []string{"partitions", "tables"}, diags: []string{stays},
		},
		"excluded tables": {prior: backupDone, config: with(backupConfig, obj{"exclude_tables": []string{"tmp_*"}}), private: mine, changed: []string{"exclude_tables"}, replaced: []string{"exclude_tables"}, diags: []string{stays}},
		"triggers": {
			prior: with(backupDone, obj{"name": generated, "name_prefix": "nightly_"}), config: with(prefixConfig, obj{"triggers": obj{"day": "2"}}), private: mine,
			changed: []string{"triggers"}, replaced: []string{"triggers"}, diags: []string{stays},
		},
		"a generated name is fixed": {
			prior: with(backupDone, obj{"name": generated, "name_prefix": "nightly_"}), config: with(backupConfig, obj{"name": generated}), private: mine,
			changed: []string{"name_prefix"},
		},
		"a prefix instead of a name": {
			prior: backupDone, config: prefixConfig, private: mine,
			changed: []string{"name_prefix"}, replaced: []string{"name_prefix"}, diags: []string{stays},
		},
		"running": {
			prior: backupRunning, config: backupConfig, private: mine,
			changed: backupResults, diags: []string{"WARNING: A job will be resumed"},
		},
		"running, with a change": {
			prior: backupRunning, config: with(backupConfig, obj{"allow_incomplete": true}), private: mine,
			changed: append([]string{"allow_incomplete"}, backupResults...), diags: []string{"WARNING: A job will be resumed"},
		},
		"running, replaced": {
			prior: backupRunning, config: with(backupConfig, obj{"name": "after"}), private: mine,
			changed: []string{"name"}, replaced: []string{"name"}, diags: []string{"WARNING: The job goes on"},
		},
		"unrestorable": {prior: with(backupDone, obj{"state": "UNRESTORABLE"}), config: backupConfig, private: mine},
		"imported, selection agrees": {
			prior: backupDone, config: with(backupConfig, obj{"tables": []string{"orders", "cust*", "v_orders"}, "partitions": obj{"orders": []string{"p*"}}}),
			private: imported, changed: []string{"partitions", "tables"},
		},
		"imported, exclusion agrees": {
			prior: backupDone, config: with(backupConfig, obj{"exclude_tables": []string{"tmp_*"}}), private: imported, changed: []string{"exclude_tables"},
		},
		"imported, selection differs": {
			prior: backupDone, config: with(backupConfig, obj{"tables": []string{"orders"}}), private: imported,
			changed: []string{"tables"}, replaced: []string{"tables"}, diags: []string{stays},
		},
		"imported, a name is missing": {
			prior: backupDone, config: with(backupConfig, obj{"tables": []string{"*", "clicks"}}), private: imported,
			changed: []string{"tables"}, replaced: []string{"tables"}, diags: []string{stays},
		},
		"imported, excluded but held": {
			prior: backupDone, config: with(backupConfig, obj{"exclude_tables": []string{"orders"}}), private: imported,
			changed: []string{"exclude_tables"}, replaced: []string{"exclude_tables"}, diags: []string{stays},
		},
		"imported, the prefix made the name": {
			prior: with(backupDone, obj{"name": generated, "id": "dr_main/" + generated}), config: with(prefixConfig, obj{"triggers": obj{"day": "1"}}),
			private: importedGenerated, changed: []string{"name_prefix", "triggers"},
		},
		"imported, the prefix did not": {
			prior: with(backupDone, obj{"name": "nightly_by_hand"}), config: prefixConfig, private: imported,
			changed: []string{"name_prefix"}, replaced: []string{"name_prefix"}, diags: []string{stays},
		},
		"imported, another content": {
			prior: backupDone, config: with(backupConfig, obj{"content": "metadata_only"}), private: imported,
			changed: []string{"content"}, replaced: []string{"content"}, diags: []string{stays},
		},
		"deleted at destroy": {prior: backupDone, config: with(backupConfig, obj{"on_destroy": "delete"}), private: mine, changed: []string{"on_destroy"}},
		"deleted at destroy, adopted by its name": {
			prior: backupDone, config: with(backupConfig, obj{"on_destroy": "delete"}), private: namesake, changed: []string{"on_destroy"},
			diags: []string{"WARNING: The snapshot will not be deleted as it is (before_migration)"},
		},
		"triggers of a fixed name": {
			prior: with(backupDone, obj{"on_destroy": "delete"}), config: with(backupConfig, obj{"on_destroy": "delete", "triggers": obj{"n": "2"}}), private: deleted,
			changed: []string{"triggers"}, replaced: []string{"triggers"}, diags: []string{goes},
		},
		"half deleted": {
			prior: with(backupDone, obj{"on_destroy": "delete", "state": "UNRESTORABLE"}), config: with(backupConfig, obj{"on_destroy": "delete"}), private: half,
			changed: []string{"state?"}, replaced: []string{"state"}, diags: []string{goes},
		},
		"destroy, deleted":          {prior: with(backupDone, obj{"on_destroy": "delete"}), private: deleted, diags: []string{goes}},
		"destroy, running, deleted": {prior: with(backupRunning, obj{"on_destroy": "delete"}), private: deleted, diags: []string{goes}},
		"destroy":                   {prior: backupDone, private: mine, diags: []string{stays}},
		"destroy, running":          {prior: backupRunning, private: mine, diags: []string{"WARNING: The job goes on"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := newProtocol(t, "doris_backup").plan(c.prior, c.config, c.private)
			slices.Sort(c.changed)
			expect(t, "changed", result.changed(), c.changed)
			expect(t, "replaced", result.replaced, c.replaced)
			expect(t, "diagnostics", result.summaries(), c.diags)
		})
	}
}

// TestBackupReplacement is the second planning call of a replacement: no state, but the old object's private data.
func TestBackupReplacement(t *testing.T) {
	old := mine
	generatedOld := backupPrivate{Level: job.Mine, Repository: "dr_main", Name: generated, NamePrefix: "nightly_", Inputs: inputsHash([]any{
		"dr_main", "shop", "all", []string(nil), map[string][]string(nil), []string(nil), map[string]string(nil),
	})}
	deletedOld, half := old, generatedOld
	deletedOld.OnDestroy, half.OnDestroy, half.Remains = "delete", "delete", true
	for name, c := range map[string]struct {
		config obj
		old    backupPrivate
		want   string
	}{
		"same name":                        {with(backupConfig, obj{"database": "ods"}), old, "The replacement would need the same name"},
		"another name":                     {with(backupConfig, obj{"name": "after"}), old, ""},
		"another repository":               {with(backupConfig, obj{"repository": "b"}), old, ""},
		"a name that is not known":         {with(backupConfig, obj{"name": notKnown}), old, ""},
		"same prefix, same inputs":         {prefixConfig, generatedOld, "The replacement would be the same snapshot"},
		"same prefix, triggers":            {with(prefixConfig, obj{"triggers": obj{"day": "2"}}), generatedOld, ""},
		"same prefix, triggers not known":  {with(prefixConfig, obj{"triggers": obj{"day": notKnown}}), generatedOld, ""},
		"same prefix, another selection":   {with(prefixConfig, obj{"tables": []string{"orders"}}), generatedOld, ""},
		"same name, its files go first":    {with(backupConfig, obj{"database": "ods"}), deletedOld, ""},
		"same inputs, only a rest is left": {prefixConfig, half, ""},
		"another prefix, same inputs":      {with(prefixConfig, obj{"name_prefix": "weekly_"}), generatedOld, ""},
		"a prefix where a name was before": {prefixConfig, old, ""},
	} {
		t.Run(name, func(t *testing.T) {
			result := newProtocol(t, "doris_backup").plan(nil, c.config, c.old)
			if c.want == "" {
				expect(t, "diagnostics", result.summaries(), nil)
				return
			}
			expect(t, "diagnostics", result.summaries(), []string{"ERROR: " + c.want})
			golden(t, "plan_backup_"+strings.ReplaceAll(strings.ReplaceAll(name, ",", ""), " ", "_"), diagnosticsText(result.diags))
		})
	}
}

func TestBackupValidation(t *testing.T) {
	for name, c := range map[string]struct {
		change obj
		want   string
	}{
		"fine":                        {nil, ""},
		"prefix":                      {obj{"name": nil, "name_prefix": "nightly_"}, ""},
		"name not known":              {obj{"name": notKnown}, ""},
		"selection not known":         {obj{"tables": notKnown, "partitions": notKnown}, ""},
		"variables of a module":       {obj{"name": notKnown, "name_prefix": notKnown, "tables": notKnown, "exclude_tables": notKnown, "triggers": notKnown}, ""},
		"triggers not known":          {obj{"triggers": notKnown}, ""},
		"name of triggers not known":  {obj{"name": notKnown, "triggers": obj{"a": "1"}}, ""},
		"exclude_tables not known":    {obj{"tables": []string{"a"}, "exclude_tables": notKnown}, ""},
		"neither":                     {obj{"name": nil}, "The snapshot has no name"},
		"both":                        {obj{"name_prefix": "nightly_"}, "Two names for one snapshot"},
		"empty name":                  {obj{"name": ""}, "The name is not valid"},
		"empty prefix":                {obj{"name": nil, "name_prefix": ""}, "The name is not valid"},
		"empty repository":            {obj{"repository": ""}, "The name is empty"},
		"triggers of a fixed name":    {obj{"triggers": obj{"a": "1"}}, "A fixed name cannot be taken again"},
		"triggers of a prefix":        {obj{"name": nil, "name_prefix": "n_", "triggers": obj{"a": "1"}}, ""},
		"content of another word":     {obj{"content": "rows"}, "The value is not valid"},
		"tables and exclude_tables":   {obj{"tables": []string{"a"}, "exclude_tables": []string{"b"}}, "Two arguments exclude each other"},
		"partitions of no table":      {obj{"tables": []string{"fact_*"}, "partitions": obj{"fact_a": []string{"p"}}}, "The table is not in tables"},
		"job_timeout under 10 m":      {obj{"job_timeout": "9m"}, "The duration is not valid"},
		"stall_timeout under 1 m":     {obj{"stall_timeout": "59s"}, "The duration is not valid"},
		"stall_timeout never":         {obj{"stall_timeout": "0s"}, ""},
		"adopt_finished_within never": {obj{"adopt_finished_within": "0s"}, ""},
		"adopt_finished_within below": {obj{"adopt_finished_within": "-1s"}, "The duration is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			validates(t, "doris_backup", with(backupConfig, c.change), c.want)
		})
	}
}

// validates checks a configuration; want is the summary of the only error, "" = none.
func validates(t *testing.T, resourceType string, config obj, want string) {
	t.Helper()
	p := newProtocol(t, resourceType)
	diags := p.validateResource(resourceType, config)
	var summaries []string
	for _, d := range diags {
		summaries = append(summaries, d.Summary)
		if want == d.Summary && !strings.Contains(d.Detail, "\n\n") {
			t.Errorf("%s does not say what to do: %s", d.Summary, d.Detail)
		}
	}
	slices.Sort(summaries)
	summaries = slices.Compact(summaries)
	if want == "" && len(summaries) > 0 || want != "" && !slices.Equal(summaries, []string{want}) {
		t.Errorf("got %q, want %q\n%s", summaries, want, texts(diags))
	}
}

func TestGeneratedFrom(t *testing.T) {
	for _, c := range []struct {
		prefix, label string
		want          bool
	}{
		{"nightly_", generated, true}, {"night", generated, false}, {"", "20260912_011502_k3v7qm2a_x4f2", false}, {"nightly_", "nightly_", false},
	} {
		if got := generatedFrom(c.prefix, c.label); got != c.want {
			t.Errorf("%q of %q: %v", c.label, c.prefix, got)
		}
	}
}

func TestBackupsOfOnePlan(t *testing.T) {
	p := newProtocol(t, "doris_backup")
	expect(t, "first", p.plan(nil, backupConfig, nil).summaries(), nil)
	expect(t, "another name", p.plan(nil, with(backupConfig, obj{"name": "after"}), nil).summaries(), nil)
	expect(t, "another repository", p.plan(nil, with(backupConfig, obj{"repository": "b"}), nil).summaries(), nil)
	expect(t, "prefixes", append(p.plan(nil, prefixConfig, nil).summaries(), p.plan(nil, prefixConfig, nil).summaries()...), nil)
	expect(t, "replaced", p.plan(backupDone, with(backupConfig, obj{"name": "third"}), mine).summaries(), []string{"WARNING: The snapshot stays"})
	expect(t, "replacing", p.plan(nil, with(backupConfig, obj{"name": "third"}), mine).summaries(), nil)
	expect(t, "in another database", p.plan(nil, with(backupConfig, obj{"database": "ods"}), nil).summaries(),
		[]string{"ERROR: Two objects make the same snapshot or restore"})
}
