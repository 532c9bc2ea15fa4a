// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// seriesWorld is a stand-in cluster whose storage the provider may reach as well, with a clock that tests move.
type seriesWorld struct {
	*standIn
	ahead time.Duration
	keys  obj  // object_storage of the provider; nil = the right ones
	one   bool // the test itself says when a new command begins
}

// quickTick is the period of the job daemon in these tests; the times of the provider follow it.
const quickTick = 2 * time.Millisecond

// quickProvider is the provider with the times of a quick stand-in. It closes the connections of the command before.
type quickProvider struct {
	*dorisProvider
	last *instance
}

func (p *quickProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	p.dorisProvider.Configure(ctx, req, resp)
	in, ok := resp.ResourceData.(*instance)
	if !ok || in.client == nil {
		return
	}
	in.runner = job.New(in.client, job.Options{Timing: job.TimingOf(quickTick), Poll: 4 * quickTick, Log: logLine})
	if p.last != nil {
		_ = p.last.client.Close()
	}
	p.last = in
}

func newQuickServer(t *testing.T) *server {
	t.Helper()
	quick := newServer(t)
	quick.server = providerserver.NewProtocol6(&quickProvider{dorisProvider: &dorisProvider{version: "test"}})()
	return quick
}

func newSeriesWorld(t *testing.T) *seriesWorld {
	t.Helper()
	store, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return joinSeriesWorld(t, store)
}

// joinSeriesWorld starts one more cluster with its provider on the same storage.
func joinSeriesWorld(t *testing.T, store *dorissim.S3) *seriesWorld {
	t.Helper()
	sim, err := dorissim.Start(dorissim.Options{Tick: quickTick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	w := &seriesWorld{standIn: &standIn{server: newQuickServer(t), sim: sim, store: store}}
	w.repository("dr_main")
	w.exec("CREATE DATABASE `shop`")
	w.table("shop", "customers")
	w.table("shop", "orders")
	w.exec("CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`")
	w.again()
	return w
}

func (w *seriesWorld) table(database, name string) {
	w.t.Helper()
	w.exec("CREATE TABLE `" + database + "`.`" + name + "` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
}

func (w *seriesWorld) repository(name string) {
	w.t.Helper()
	w.exec(fmt.Sprintf("CREATE REPOSITORY `%s` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		name, w.store.Endpoint(), w.store.AccessKey(), w.store.SecretKey()))
}

// again is the provider configured anew, as the next Terraform command does.
func (w *seriesWorld) again() {
	w.t.Helper()
	keys := w.keys
	if keys == nil {
		keys = obj{"access_key": w.store.AccessKey(), "secret_key": w.store.SecretKey()}
	}
	wantText(w.t, w.configure(obj{"endpoints": []string{w.sim.Addr()}, "username": "root", "object_storage": keys}))
}

// pass lets time pass for the cluster and its storage.
func (w *seriesWorld) pass(d time.Duration) {
	w.ahead += d
	w.sim.SetClock(w.ahead)
	w.store.SetClock(w.ahead)
}

// script takes a snapshot as a script does, under a name of its own.
func (w *seriesWorld) script(name string) {
	w.t.Helper()
	w.exec("BACKUP SNAPSHOT `shop`.`" + name + "` TO `dr_main`")
	w.finished(name)
}

// finished waits for the end of the job of a name.
func (w *seriesWorld) finished(name string) {
	w.t.Helper()
	if !eventually(func() bool {
		return slices.ContainsFunc(w.sim.Journal(), func(job dorissim.JobRecord) bool {
			return job.Label == name && (job.State == stateFinished || job.State == stateCancelled)
		})
	}) {
		w.t.Fatalf("%s does not end", name)
	}
}

// labels are the names in a repository, sorted; complete ones only, or all.
func (w *seriesWorld) labels(repository string, all bool) []string {
	complete, names := w.listing(repository)
	if all {
		return names
	}
	return complete
}

// listing are the names with an info file, and all names in a repository, sorted.
func (w *seriesWorld) listing(repository string) (complete, all []string) {
	front := "prod/__palo_repository_" + repository + "/__ss_"
	for _, key := range w.store.Objects("backups", front) {
		label, file, _ := strings.Cut(strings.TrimPrefix(key, front), "/")
		if len(all) == 0 || all[len(all)-1] != label { // keys come sorted
			all = append(all, label)
		}
		if strings.HasPrefix(file, "__info_") {
			complete = append(complete, label)
		}
	}
	slices.Sort(all)
	slices.Sort(complete)
	return slices.Compact(complete), slices.Compact(all)
}

// seriesThing is a series through its life.
type seriesThing struct {
	*thing
	world    *seriesWorld
	applying func() // called after both plans, when the apply begins; nil = nothing
}

func (w *seriesWorld) series() *seriesThing {
	return &seriesThing{thing: w.thing("doris_backup_series"), world: w}
}

// night is one command of a scheduler: refresh, plan, apply.
func (x *seriesThing) night(config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	return x.nightUntil(x.t.Context(), config)
}

func (x *seriesThing) nightUntil(ctx context.Context, config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	diags := x.look()
	response, result := x.plan(config)
	diags = append(diags, result.diags...)
	if hasError(diags) || len(result.changed()) == 0 && x.exists() {
		return diags
	}
	return append(diags, x.applyPlan(ctx, config, response)...)
}

// look is the refresh of a new command.
func (x *seriesThing) look() []*tfprotov6.Diagnostic {
	x.t.Helper()
	if !x.world.one {
		x.world.again()
	}
	if !x.exists() {
		return nil
	}
	read, err := x.server.server.ReadResource(x.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.name, CurrentState: x.state, Private: x.private})
	if err != nil {
		x.t.Fatal(err)
	}
	x.state, x.private = read.NewState, read.Private
	return read.Diagnostics
}

// applyPlan applies a plan as Terraform does: the plan is made again with the same private data, and both must agree.
func (x *seriesThing) applyPlan(ctx context.Context, config obj, response *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	x.t.Helper()
	second := response
	if !x.world.one {
		x.world.again()
		var err error
		if second, err = x.server.server.PlanResourceChange(x.t.Context(), x.request(config)); err != nil {
			x.t.Fatal(err)
		}
		if a, b := x.attributes(response.PlannedState), x.attributes(second.PlannedState); fmt.Sprint(a) != fmt.Sprint(b) {
			x.t.Fatalf("inconsistent final plan:\n%v\n%v", a, b)
		}
	}
	if x.applying != nil {
		x.applying()
	}
	applied, err := x.server.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.name, PriorState: x.state, Config: x.value(config), PlannedState: second.PlannedState, PlannedPrivate: second.PlannedPrivate,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	if !hasError(applied.Diagnostics) {
		x.consistent(second.PlannedState, applied.NewState)
	}
	x.state, x.private = applied.NewState, applied.Private
	return applied.Diagnostics
}

// consistent checks what Terraform checks of a result: what was known in the plan is so.
func (x *seriesThing) consistent(planned, result *tfprotov6.DynamicValue) {
	x.t.Helper()
	got := x.attributes(result)
	for name, want := range x.attributes(planned) {
		if want.IsFullyKnown() && !want.Equal(got[name]) {
			x.t.Errorf("inconsistent result after apply: %s was %v, is %v", name, want, got[name])
		}
	}
}

// is fails unless two values are equal.
func is[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func hasError(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// succeeds fails the test unless there are no diagnostics but warnings of deletions.
func (x *seriesThing) succeeds(config obj) {
	x.t.Helper()
	for _, d := range x.night(config) {
		if !strings.HasPrefix(d.Summary, "Snapshots will be deleted") {
			x.t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// idle fails unless a plan of a new command changes nothing.
func (x *seriesThing) idle(config obj) {
	x.t.Helper()
	before, note := x.state, x.private
	wantText(x.t, x.look())
	if string(note) != string(x.private) {
		x.t.Errorf("the refresh changes the private data:\n%s\n%s", note, x.private)
	}
	_, result := x.plan(config)
	if changed := result.changed(); len(changed) > 0 || len(result.diags) > 0 {
		x.t.Errorf("No changes expected, got %v\n%s", changed, diagnosticsText(result.diags))
	}
	if a, b := fmt.Sprint(x.attributes(before)), fmt.Sprint(x.attributes(x.state)); a != b {
		x.t.Errorf("the refresh changes the state:\n%s\n%s", a, b)
	}
}

// list is a list of names in the state.
func (x *seriesThing) list(attribute string) []string {
	return namesOf(x.t, x.attributes(x.state)[attribute])
}

func namesOf(t *testing.T, value tftypes.Value) []string {
	t.Helper()
	if !value.IsKnown() || value.IsNull() {
		return nil
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, element := range elements {
		var text string
		if err := element.As(&text); err != nil {
			t.Fatal(err)
		}
		list = append(list, text)
	}
	return list
}

// latest is an attribute of latest, "" when there is none.
func (x *seriesThing) latest(attribute string) string {
	x.t.Helper()
	value, ok := x.attributes(x.state)["latest"]
	if !ok || value.IsNull() || !value.IsKnown() {
		return ""
	}
	var inside map[string]tftypes.Value
	if err := value.As(&inside); err != nil {
		x.t.Fatal(err)
	}
	var text string
	if err := inside[attribute].As(&text); err != nil {
		x.t.Fatal(err)
	}
	return text
}

// note is the private data of the series.
func (x *seriesThing) note() (note seriesNote) {
	x.t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(x.private, &all); err != nil {
		x.t.Fatal(err)
	}
	var inner []byte
	if err := json.Unmarshal(all[privateKey], &inner); err != nil {
		x.t.Fatal(err)
	}
	if err := json.Unmarshal(inner, &note); err != nil {
		x.t.Fatal(err)
	}
	return note
}
