// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// seriesWorld is a stand-in cluster whose storage the provider may reach as well, with a clock that tests move.
type seriesWorld struct {
	*providertest.StandIn
	ahead time.Duration
	keys  providertest.Obj // object_storage of the provider; nil = the right ones
	one   bool             // the test itself says when a new command begins
}

// quickTick is the period of the job daemon in these tests; the times of the provider follow it.
const quickTick = 2 * time.Millisecond

// quickProvider is the provider with the times of a quick stand-in. It closes the connections of the command before.
type quickProvider struct {
	provider.Provider
	last *instance.Instance
}

func (p *quickProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	p.Provider.Configure(ctx, req, resp)
	in, ok := resp.ResourceData.(*instance.Instance)
	if !ok || in.Client == nil {
		return
	}
	in.Runner = job.New(in.Client, job.Options{Timing: job.TimingOf(quickTick), Poll: 4 * quickTick, Log: instance.LogLine})
	if p.last != nil {
		_ = p.last.Client.Close()
	}
	p.last = in
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
	w := &seriesWorld{StandIn: &providertest.StandIn{Server: newQuickServer(t), Sim: sim, Store: store}}
	w.repository("dr_main")
	w.Exec("CREATE DATABASE `shop`")
	w.table("shop", "customers")
	w.table("shop", "orders")
	w.Exec("CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`")
	w.again()
	return w
}

func (w *seriesWorld) table(database, name string) {
	w.T.Helper()
	w.Exec("CREATE TABLE `" + database + "`.`" + name + "` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
}

func (w *seriesWorld) repository(name string) {
	w.T.Helper()
	w.Exec(fmt.Sprintf("CREATE REPOSITORY `%s` WITH S3 ON LOCATION \"s3://backups/prod\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		name, w.Store.Endpoint(), w.Store.AccessKey(), w.Store.SecretKey()))
}

// again is the provider configured anew, as the next Terraform command does.
func (w *seriesWorld) again() {
	w.T.Helper()
	keys := w.keys
	if keys == nil {
		keys = providertest.Obj{"access_key": w.Store.AccessKey(), "secret_key": w.Store.SecretKey()}
	}
	providertest.WantText(w.T, w.Configure(providertest.Obj{"endpoints": []string{w.Sim.Addr()}, "username": "root", "object_storage": keys}))
}

// pass lets time pass for the cluster and its storage.
func (w *seriesWorld) pass(d time.Duration) {
	w.ahead += d
	w.Sim.SetClock(w.ahead)
	w.Store.SetClock(w.ahead)
}

// script takes a snapshot as a script does, under a name of its own.
func (w *seriesWorld) script(name string) {
	w.T.Helper()
	w.Exec("BACKUP SNAPSHOT `shop`.`" + name + "` TO `dr_main`")
	w.finished(name)
}

// Finished waits for the end of the job of a name.
func (w *seriesWorld) finished(name string) {
	w.T.Helper()
	if !providertest.Eventually(func() bool {
		return slices.ContainsFunc(w.Sim.Journal(), func(job dorissim.JobRecord) bool {
			return job.Label == name && (job.State == group.StateFinished || job.State == group.StateCancelled)
		})
	}) {
		w.T.Fatalf("%s does not end", name)
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
	for _, key := range w.Store.Objects("backups", front) {
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
	*providertest.Thing
	world    *seriesWorld
	applying func() // called after both plans, when the apply begins; nil = nothing
}

func (w *seriesWorld) series() *seriesThing {
	return &seriesThing{Thing: w.Thing("doris_backup_series"), world: w}
}

// night is one command of a scheduler: refresh, plan, apply.
func (x *seriesThing) night(config providertest.Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	return x.nightUntil(x.T.Context(), config)
}

func (x *seriesThing) nightUntil(ctx context.Context, config providertest.Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	diags := x.look()
	response, result := x.Plan(config)
	diags = append(diags, result.Diags...)
	if hasError(diags) || len(result.Changed()) == 0 && x.Exists() {
		return diags
	}
	return append(diags, x.applyPlan(ctx, config, response)...)
}

// look is the refresh of a new command.
func (x *seriesThing) look() []*tfprotov6.Diagnostic {
	x.T.Helper()
	if !x.world.one {
		x.world.again()
	}
	if !x.Exists() {
		return nil
	}
	read, err := x.Server.Server.ReadResource(x.T.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.Name, CurrentState: x.State, Private: x.Private})
	if err != nil {
		x.T.Fatal(err)
	}
	x.State, x.Private = read.NewState, read.Private
	return read.Diagnostics
}

// applyPlan applies a plan as Terraform does: the plan is made again with the same private data, and both must agree.
func (x *seriesThing) applyPlan(ctx context.Context, config providertest.Obj, response *tfprotov6.PlanResourceChangeResponse) []*tfprotov6.Diagnostic {
	x.T.Helper()
	second := response
	if !x.world.one {
		x.world.again()
		var err error
		if second, err = x.Server.Server.PlanResourceChange(x.T.Context(), x.Request(config)); err != nil {
			x.T.Fatal(err)
		}
		if a, b := x.Attributes(response.PlannedState), x.Attributes(second.PlannedState); fmt.Sprint(a) != fmt.Sprint(b) {
			x.T.Fatalf("inconsistent final plan:\n%v\n%v", a, b)
		}
	}
	if x.applying != nil {
		x.applying()
	}
	applied, err := x.Server.Server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.Name, PriorState: x.State, Config: x.Value(config), PlannedState: second.PlannedState, PlannedPrivate: second.PlannedPrivate,
	})
	if err != nil {
		x.T.Fatal(err)
	}
	if !hasError(applied.Diagnostics) {
		x.consistent(second.PlannedState, applied.NewState)
	}
	x.State, x.Private = applied.NewState, applied.Private
	return applied.Diagnostics
}

// consistent checks what Terraform checks of a result: what was known in the plan is so.
func (x *seriesThing) consistent(planned, result *tfprotov6.DynamicValue) {
	x.T.Helper()
	got := x.Attributes(result)
	for name, want := range x.Attributes(planned) {
		if want.IsFullyKnown() && !want.Equal(got[name]) {
			x.T.Errorf("inconsistent result after apply: %s was %v, is %v", name, want, got[name])
		}
	}
}

func hasError(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// succeeds fails the test unless there are no diagnostics but warnings of deletions.
func (x *seriesThing) succeeds(config providertest.Obj) {
	x.T.Helper()
	for _, d := range x.night(config) {
		if !strings.HasPrefix(d.Summary, "Snapshots will be deleted") {
			x.T.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// idle fails unless a plan of a new command changes nothing.
func (x *seriesThing) idle(config providertest.Obj) {
	x.T.Helper()
	before, note := x.State, x.Private
	providertest.WantText(x.T, x.look())
	if string(note) != string(x.Private) {
		x.T.Errorf("the refresh changes the private data:\n%s\n%s", note, x.Private)
	}
	_, result := x.Plan(config)
	if changed := result.Changed(); len(changed) > 0 || len(result.Diags) > 0 {
		x.T.Errorf("No changes expected, got %v\n%s", changed, providertest.DiagnosticsText(result.Diags))
	}
	if a, b := fmt.Sprint(x.Attributes(before)), fmt.Sprint(x.Attributes(x.State)); a != b {
		x.T.Errorf("the refresh changes the state:\n%s\n%s", a, b)
	}
}

// list is a list of names in the state.
func (x *seriesThing) list(attribute string) []string {
	return namesOf(x.T, x.Attributes(x.State)[attribute])
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
	x.T.Helper()
	value, ok := x.Attributes(x.State)["latest"]
	if !ok || value.IsNull() || !value.IsKnown() {
		return ""
	}
	var inside map[string]tftypes.Value
	if err := value.As(&inside); err != nil {
		x.T.Fatal(err)
	}
	var text string
	if err := inside[attribute].As(&text); err != nil {
		x.T.Fatal(err)
	}
	return text
}

// note is the private data of the series.
func (x *seriesThing) note() (note backup.SeriesNote) {
	x.T.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(x.Private, &all); err != nil {
		x.T.Fatal(err)
	}
	var inner []byte
	if err := json.Unmarshal(all[tfvalue.PrivateKey], &inner); err != nil {
		x.T.Fatal(err)
	}
	if err := json.Unmarshal(inner, &note); err != nil {
		x.T.Fatal(err)
	}
	return note
}
