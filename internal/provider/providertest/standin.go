// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
)

// Imports imports by id, or by identity where one is given, and keeps what comes back.
func (x *Thing) Imports(id string, identity map[string]string) []*tfprotov6.Diagnostic {
	x.T.Helper()
	request := &tfprotov6.ImportResourceStateRequest{TypeName: x.Name, ID: id}
	if identity != nil {
		types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, text := range identity {
			types[name], values[name] = tftypes.String, tftypes.NewValue(tftypes.String, text)
		}
		typ := tftypes.Object{AttributeTypes: types}
		data, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
		if err != nil {
			x.T.Fatal(err)
		}
		request.Identity = &tfprotov6.ResourceIdentityData{IdentityData: &data}
	}
	response, err := x.Server.Server.ImportResourceState(x.T.Context(), request)
	if err != nil {
		x.T.Fatal(err)
	}
	for _, imported := range response.ImportedResources {
		x.State, x.Private = imported.State, imported.Private
	}
	return response.Diagnostics
}

// List reads a list of strings: an attribute, or the value that is given.
func (x *Thing) List(attribute string, value tftypes.Value) []string {
	x.T.Helper()
	if attribute != "" {
		value = x.Attributes(x.State)[attribute]
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		x.T.Fatal(err)
	}
	var all []string
	for _, element := range elements {
		var text string
		if err := element.As(&text); err != nil {
			x.T.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

// StandIn is a stand-in cluster with repository dr_main and database shop, and the provider configured for it.
type StandIn struct {
	*Server
	Sim   *dorissim.Server
	Store *dorissim.S3
}

const ShopTables = "CREATE DATABASE `shop`;\n" +
	"CREATE TABLE `shop`.`orders` (`id` INT, `d` DATE NOT NULL) DUPLICATE KEY(`id`,`d`)" +
	" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\"))" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE TABLE `shop`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`;\n"

func NewStandIn(t *testing.T) *StandIn {
	t.Helper()
	return NewStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond})
}

func NewStandInWith(t *testing.T, options dorissim.Options) *StandIn {
	t.Helper()
	store, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	sim, err := dorissim.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = sim.Close(), store.Close() })
	s := &StandIn{NewServer(t), sim, store}
	s.Exec(ShopTables)
	s.Register()
	WantText(t, s.Configure(Obj{"endpoints": []string{sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
	return s
}

// Sibling is a second cluster, empty, that sees the same repository; the provider is configured for it.
func (s *StandIn) Sibling(options dorissim.Options) *StandIn {
	s.T.Helper()
	sim, err := dorissim.Start(options)
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = sim.Close() })
	second := &StandIn{NewServer(s.T), sim, s.Store}
	second.Register()
	WantText(s.T, second.Configure(Obj{"endpoints": []string{sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
	return second
}

// Register makes the repository known to the cluster.
func (s *StandIn) Register() {
	s.T.Helper()
	s.Exec(fmt.Sprintf("CREATE REPOSITORY `dr_main` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		s.Store.Endpoint(), s.Store.AccessKey(), s.Store.SecretKey()))
}

func (s *StandIn) Exec(sql string) {
	s.T.Helper()
	if err := s.Sim.Exec(sql); err != nil {
		s.T.Fatal(err)
	}
}

// Runs is how many jobs of a kind were ever submitted.
func (s *StandIn) Runs(kind string) int {
	n := 0
	for _, record := range s.Sim.Journal() {
		if record.Kind == kind {
			n++
		}
	}
	return n
}

// Thing is one resource through its life: what Terraform would keep of it between two commands.
type Thing struct {
	*Protocol
	standIn *StandIn
	State   *tfprotov6.DynamicValue
	Private []byte
}

func (s *StandIn) Thing(resourceType string) *Thing {
	p := &Protocol{s.Server, resourceType}
	return &Thing{Protocol: p, standIn: s, State: p.Value(nil)}
}

// Again is the provider configured anew, as the next Terraform command does.
func (x *Thing) Again() {
	x.T.Helper()
	WantText(x.T, x.Configure(Obj{"endpoints": []string{x.standIn.Sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
}

func (x *Thing) Request(config Obj) *tfprotov6.PlanResourceChangeRequest {
	x.T.Helper()
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: x.Name, PriorState: x.State, PriorPrivate: x.Private, Config: x.Value(config), ProposedNewState: x.Value(config)}
	if config == nil {
		return request
	}
	typ := x.ResourceType(x.Name)
	prior, proposal := x.Attributes(x.State), x.Attributes(request.Config)
	for _, attribute := range x.Schema.ResourceSchemas[x.Name].Block.Attributes {
		if before, ok := prior[attribute.Name]; ok && attribute.Computed && proposal[attribute.Name].IsNull() {
			proposal[attribute.Name] = before
		}
	}
	value, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, proposal))
	if err != nil {
		x.T.Fatal(err)
	}
	request.ProposedNewState = &value
	return request
}

// Plan plans what the configuration asks for; nil destroys.
func (x *Thing) Plan(config Obj) (*tfprotov6.PlanResourceChangeResponse, Planned) {
	x.T.Helper()
	request := x.Request(config)
	response, err := x.Server.Server.PlanResourceChange(x.T.Context(), request)
	if err != nil {
		x.T.Fatal(err)
	}
	return response, Planned{Values: x.Attributes(response.PlannedState), prior: x.Attributes(x.State), Diags: response.Diagnostics}
}

// Apply plans and applies. Like Terraform it keeps the state that comes back, also after an error.
func (x *Thing) Apply(ctx context.Context, config Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	return x.ApplyPlanned(ctx, config, x.planned(config))
}

// Planned is a plan without errors.
func (x *Thing) planned(config Obj) *tfprotov6.PlanResourceChangeResponse {
	x.T.Helper()
	response, result := x.Plan(config)
	for _, d := range result.Diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			x.T.Fatalf("the plan fails:\n%s", DiagnosticsText(result.Diags))
		}
	}
	return response
}

func (x *Thing) ApplyPlanned(ctx context.Context, config Obj, planned *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	x.T.Helper()
	applied, err := x.Server.Server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.Name, PriorState: x.State, Config: x.Value(config), PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		x.T.Fatal(err)
	}
	x.State, x.Private = applied.NewState, applied.Private
	return applied.Diagnostics
}

// Refresh is the read at the beginning of the next command.
func (x *Thing) Refresh() []*tfprotov6.Diagnostic {
	x.T.Helper()
	x.Again()
	read, err := x.Server.Server.ReadResource(x.T.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.Name, CurrentState: x.State, Private: x.Private})
	if err != nil {
		x.T.Fatal(err)
	}
	x.State, x.Private = read.NewState, read.Private
	return read.Diagnostics
}

// Text is an attribute of the state; "" when it is null, or when there is no state.
func (x *Thing) Text(attribute string) string {
	x.T.Helper()
	var text *string
	value, ok := x.Attributes(x.State)[attribute]
	if !ok || value.IsNull() {
		return ""
	}
	if err := value.As(&text); err != nil {
		x.T.Fatal(err)
	}
	return *text
}

func (x *Thing) Exists() bool { return len(x.Attributes(x.State)) > 0 }

// WantState fails unless the attributes of the state read so.
func (x *Thing) WantState(want map[string]string) {
	x.T.Helper()
	for name, value := range want {
		if got := x.Text(name); got != value {
			x.T.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

// Eventually waits for a condition that sends no event; a minute is for machines with other things to do.
func Eventually(holds func() bool) bool {
	for limit := time.Now().Add(time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			return false
		}
	}
	return true
}

// Ended waits until no job runs.
func (s *StandIn) Ended() {
	s.T.Helper()
	if !Eventually(func() bool {
		return !slices.ContainsFunc(s.Sim.Journal(), func(job dorissim.JobRecord) bool {
			return job.State != group.StateFinished && job.State != group.StateCancelled
		})
	}) {
		s.T.Fatal("a job does not end")
	}
}

// Reached waits for a gate.
func Reached(t *testing.T, gate *dorissim.Gate) {
	t.Helper()
	select {
	case <-gate.Reached:
	case <-time.After(time.Minute):
		t.Error("nothing came to the gate")
	}
}

// Seen waits until a job stands at the gate and the provider has looked at it there.
func (s *StandIn) Seen(gate *dorissim.Gate, statement string) {
	s.T.Helper()
	Reached(s.T, gate)
	s.Sim.ResetStatements()
	if !Eventually(func() bool {
		looks := 0
		for _, sent := range s.Sim.Statements() {
			if strings.HasPrefix(sent.Text, statement) {
				looks++
			}
		}
		return looks >= 2 // the answer of the first has been read by then
	}) {
		s.T.Errorf("the provider does not look with %s", statement)
	}
}

// ApplyUntil applies until the provider has seen a job at the gate, and interrupts it there as Ctrl-C does.
func (x *Thing) ApplyUntil(gate *dorissim.Gate, statement string, config Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	planned := x.planned(config) // what a plan looks at does not count
	ctx, cancel := context.WithCancel(x.T.Context())
	go func() {
		defer cancel()
		x.standIn.Seen(gate, statement)
	}()
	return x.ApplyPlanned(ctx, config, planned)
}

var (
	jobNumbers = regexp.MustCompile(`\(job [0-9]+`)
	timestamps = regexp.MustCompile(`[0-9]{4}(-[0-9]{2}){5}`)
	instants   = regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z`)
)

// Plain replaces what changes from run to run.
func Plain(text string) string {
	text = jobNumbers.ReplaceAllString(timestamps.ReplaceAllString(text, "2026-11-24-21-00-00"), "(job 10042")
	return instants.ReplaceAllString(text, "2026-11-24T21:00:00Z")
}
