// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

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
)

// standIn is a stand-in cluster with repository dr_main and database shop, and the provider configured for it.
type standIn struct {
	*server
	sim   *dorissim.Server
	store *dorissim.S3
}

const shopTables = "CREATE DATABASE `shop`;\n" +
	"CREATE TABLE `shop`.`orders` (`id` INT, `d` DATE NOT NULL) DUPLICATE KEY(`id`,`d`)" +
	" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\"))" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE TABLE `shop`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`;\n"

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	return newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond})
}

func newStandInWith(t *testing.T, options dorissim.Options) *standIn {
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
	s := &standIn{newServer(t), sim, store}
	s.exec(shopTables)
	s.register()
	wantText(t, s.configure(obj{"endpoints": []string{sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
	return s
}

// sibling is a second cluster, empty, that sees the same repository; the provider is configured for it.
func (s *standIn) sibling(options dorissim.Options) *standIn {
	s.t.Helper()
	sim, err := dorissim.Start(options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = sim.Close() })
	second := &standIn{newServer(s.t), sim, s.store}
	second.register()
	wantText(s.t, second.configure(obj{"endpoints": []string{sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
	return second
}

// register makes the repository known to the cluster.
func (s *standIn) register() {
	s.t.Helper()
	s.exec(fmt.Sprintf("CREATE REPOSITORY `dr_main` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		s.store.Endpoint(), s.store.AccessKey(), s.store.SecretKey()))
}

func (s *standIn) exec(sql string) {
	s.t.Helper()
	if err := s.sim.Exec(sql); err != nil {
		s.t.Fatal(err)
	}
}

// runs is how many jobs of a kind were ever submitted.
func (s *standIn) runs(kind string) int {
	n := 0
	for _, record := range s.sim.Journal() {
		if record.Kind == kind {
			n++
		}
	}
	return n
}

// thing is one resource through its life: what Terraform would keep of it between two commands.
type thing struct {
	*protocol
	standIn *standIn
	state   *tfprotov6.DynamicValue
	private []byte
}

func (s *standIn) thing(resourceType string) *thing {
	p := &protocol{s.server, resourceType}
	return &thing{protocol: p, standIn: s, state: p.value(nil)}
}

// again is the provider configured anew, as the next Terraform command does.
func (x *thing) again() {
	x.t.Helper()
	wantText(x.t, x.configure(obj{"endpoints": []string{x.standIn.sim.Addr()}, "username": "root", "poll_interval": "100ms"}))
}

func (x *thing) request(config obj) *tfprotov6.PlanResourceChangeRequest {
	x.t.Helper()
	request := &tfprotov6.PlanResourceChangeRequest{TypeName: x.name, PriorState: x.state, PriorPrivate: x.private, Config: x.value(config), ProposedNewState: x.value(config)}
	if config == nil {
		return request
	}
	typ := x.resourceType(x.name)
	prior, proposal := x.attributes(x.state), x.attributes(request.Config)
	for _, attribute := range x.schema.ResourceSchemas[x.name].Block.Attributes {
		if before, ok := prior[attribute.Name]; ok && attribute.Computed && proposal[attribute.Name].IsNull() {
			proposal[attribute.Name] = before
		}
	}
	value, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, proposal))
	if err != nil {
		x.t.Fatal(err)
	}
	request.ProposedNewState = &value
	return request
}

// plan plans what the configuration asks for; nil destroys.
func (x *thing) plan(config obj) (*tfprotov6.PlanResourceChangeResponse, planned) {
	x.t.Helper()
	request := x.request(config)
	response, err := x.server.server.PlanResourceChange(x.t.Context(), request)
	if err != nil {
		x.t.Fatal(err)
	}
	return response, planned{values: x.attributes(response.PlannedState), prior: x.attributes(x.state), diags: response.Diagnostics}
}

// apply plans and applies. Like Terraform it keeps the state that comes back, also after an error.
func (x *thing) apply(ctx context.Context, config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	return x.applyPlanned(ctx, config, x.planned(config))
}

// planned is a plan without errors.
func (x *thing) planned(config obj) *tfprotov6.PlanResourceChangeResponse {
	x.t.Helper()
	response, result := x.plan(config)
	for _, d := range result.diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			x.t.Fatalf("the plan fails:\n%s", diagnosticsText(result.diags))
		}
	}
	return response
}

func (x *thing) applyPlanned(ctx context.Context, config obj, planned *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	x.t.Helper()
	applied, err := x.server.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.name, PriorState: x.state, Config: x.value(config), PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	x.state, x.private = applied.NewState, applied.Private
	return applied.Diagnostics
}

// refresh is the read at the beginning of the next command.
func (x *thing) refresh() []*tfprotov6.Diagnostic {
	x.t.Helper()
	x.again()
	read, err := x.server.server.ReadResource(x.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.name, CurrentState: x.state, Private: x.private})
	if err != nil {
		x.t.Fatal(err)
	}
	x.state, x.private = read.NewState, read.Private
	return read.Diagnostics
}

// text is an attribute of the state; "" when it is null, or when there is no state.
func (x *thing) text(attribute string) string {
	x.t.Helper()
	var text *string
	value, ok := x.attributes(x.state)[attribute]
	if !ok || value.IsNull() {
		return ""
	}
	if err := value.As(&text); err != nil {
		x.t.Fatal(err)
	}
	return *text
}

func (x *thing) exists() bool { return len(x.attributes(x.state)) > 0 }

// wantState fails unless the attributes of the state read so.
func (x *thing) wantState(want map[string]string) {
	x.t.Helper()
	for name, value := range want {
		if got := x.text(name); got != value {
			x.t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
}

// eventually waits for a condition that sends no event; a minute is for machines with other things to do.
func eventually(holds func() bool) bool {
	for limit := time.Now().Add(time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			return false
		}
	}
	return true
}

// ended waits until no job runs.
func (s *standIn) ended() {
	s.t.Helper()
	if !eventually(func() bool {
		return !slices.ContainsFunc(s.sim.Journal(), func(job dorissim.JobRecord) bool {
			return job.State != stateFinished && job.State != stateCancelled
		})
	}) {
		s.t.Fatal("a job does not end")
	}
}

// reached waits for a gate.
func reached(t *testing.T, gate *dorissim.Gate) {
	t.Helper()
	select {
	case <-gate.Reached:
	case <-time.After(time.Minute):
		t.Error("nothing came to the gate")
	}
}

// seen waits until a job stands at the gate and the provider has looked at it there.
func (s *standIn) seen(gate *dorissim.Gate, statement string) {
	s.t.Helper()
	reached(s.t, gate)
	s.sim.ResetStatements()
	if !eventually(func() bool {
		looks := 0
		for _, sent := range s.sim.Statements() {
			if strings.HasPrefix(sent.Text, statement) {
				looks++
			}
		}
		return looks >= 2 // the answer of the first has been read by then
	}) {
		s.t.Errorf("the provider does not look with %s", statement)
	}
}

// applyUntil applies until the provider has seen a job at the gate, and interrupts it there as Ctrl-C does.
func (x *thing) applyUntil(gate *dorissim.Gate, statement string, config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	planned := x.planned(config) // what a plan looks at does not count
	ctx, cancel := context.WithCancel(x.t.Context())
	go func() {
		defer cancel()
		x.standIn.seen(gate, statement)
	}()
	return x.applyPlanned(ctx, config, planned)
}

var (
	jobNumbers = regexp.MustCompile(`\(job [0-9]+`)
	timestamps = regexp.MustCompile(`[0-9]{4}(-[0-9]{2}){5}`)
	instants   = regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z`)
)

// plain replaces what changes from run to run.
func plain(text string) string {
	text = jobNumbers.ReplaceAllString(timestamps.ReplaceAllString(text, "2026-11-24-21-00-00"), "(job 10042")
	return instants.ReplaceAllString(text, "2026-11-24T21:00:00Z")
}
