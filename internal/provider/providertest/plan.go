// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// With is a copy with some attributes changed.
func With(base, changes Obj) Obj {
	all := maps.Clone(base)
	maps.Copy(all, changes)
	return all
}

// Protocol plans and validates one type of resource as Terraform does, with a provider configuration that is not known
// yet: no check may ask a cluster then.
type Protocol struct {
	*Server
	Name string
}

func NewProtocol(t *testing.T, resourceType string) *Protocol {
	t.Helper()
	s := NewServer(t)
	WantText(t, s.Configure(Obj{"endpoints": NotKnown}))
	return &Protocol{s, resourceType}
}

func (p *Protocol) Value(o Obj) *tfprotov6.DynamicValue {
	if o == nil {
		return Null(p.T, p.ResourceType(p.Name))
	}
	return Dynamic(p.T, p.ResourceType(p.Name), o)
}

// Planned is what a planning call answered.
type Planned struct {
	Values   map[string]tftypes.Value
	prior    map[string]tftypes.Value
	Replaced []string
	Diags    []*tfprotov6.Diagnostic
}

// Plan makes one planning call as Terraform core does. private nil = none.
func (p *Protocol) Plan(prior, config Obj, private any) Planned {
	p.T.Helper()
	proposed := config
	if config != nil {
		proposed = maps.Clone(config)
		for _, attribute := range p.Schema.ResourceSchemas[p.Name].Block.Attributes {
			if attribute.Computed && config[attribute.Name] == nil {
				proposed[attribute.Name] = prior[attribute.Name]
			}
		}
	}
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.Name, PriorState: p.Value(prior), Config: p.Value(config), ProposedNewState: p.Value(proposed),
	}
	if private != nil {
		data, err := json.Marshal(private)
		if err != nil {
			p.T.Fatal(err)
		}
		if request.PriorPrivate, err = json.Marshal(map[string][]byte{tfvalue.PrivateKey: data}); err != nil {
			p.T.Fatal(err)
		}
	}
	response, err := p.Server.Server.PlanResourceChange(p.T.Context(), request)
	if err != nil {
		p.T.Fatal(err)
	}
	result := Planned{Values: p.Attributes(response.PlannedState), prior: p.Attributes(request.PriorState), Diags: response.Diagnostics}
	for _, path := range response.RequiresReplace {
		if name, ok := path.Steps()[0].(tftypes.AttributeName); ok {
			result.Replaced = append(result.Replaced, string(name))
		}
	}
	return result
}

func (p *Protocol) Attributes(value *tfprotov6.DynamicValue) map[string]tftypes.Value {
	p.T.Helper()
	values := map[string]tftypes.Value{}
	if value == nil {
		return values
	}
	whole, err := value.Unmarshal(p.ResourceType(p.Name))
	if err != nil {
		p.T.Fatal(err)
	}
	if whole.IsNull() {
		return values
	}
	if err := whole.As(&values); err != nil {
		p.T.Fatal(err)
	}
	return values
}

// Changed lists the attributes that the plan changes, unknown ones with a question mark.
func (p Planned) Changed() []string {
	var list []string
	for name, value := range p.Values {
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

func (p Planned) Summaries() []string {
	var list []string
	for _, d := range p.Diags {
		list = append(list, fmt.Sprintf("%s: %s", d.Severity, d.Summary))
	}
	return list
}

func DiagnosticsText(diags []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s: %s\n%s\n", d.Severity, d.Summary, d.Detail)
	}
	return b.String()
}

var BackupConfig = Obj{"repository": "dr_main", "database": "shop", "name": "before_migration"}

var BackupDone = With(BackupConfig, Obj{
	"id": "dr_main/before_migration", "content": "all", "allow_incomplete": false,
	"adopt_finished_within": "1h", "stall_timeout": "15m", "on_timeout": "detach", "on_destroy": "keep",
	"state": "FINISHED", "job_id": "17352", "finished_at": "2026-09-11T01:40:00Z", "duration_seconds": 1498,
	"phase_seconds": Obj{"queue": 0, "upload": 1490}, "backup_timestamp": "2026-09-11-01-15-02", "taken_at": "2026-09-11T01:15:02Z",
	"objects": Obj{
		"tables": []any{Obj{"name": "customers", "partition_count": 1}, Obj{"name": "orders", "partition_count": 2}},
		"views":  []string{"v_orders"},
	},
	"skipped_objects": []any{}, "missing_objects": []string{},
})

const Generated = "nightly_20260912_011502_k3v7qm2a_x4f2"

var PrefixConfig = Obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}

// Validates checks a configuration; want is the summary of the only error, "" = none.
func Validates(t *testing.T, resourceType string, config Obj, want string) {
	t.Helper()
	p := NewProtocol(t, resourceType)
	diags := p.ValidateResource(resourceType, config)
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
		t.Errorf("got %q, want %q\n%s", summaries, want, Texts(diags))
	}
}
