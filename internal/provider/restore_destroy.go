// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Delete forgets the restore; with on_destroy it drops what the restore created, and only that. A job that runs goes on,
// or is cancelled before its tables are dropped.
func (r *restoreResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.in.context(ctx)
	var state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	readPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	private, err := r.withoutReplaced(ctx, state, private, &resp.Diagnostics)
	if err != nil {
		r.addUntold(&resp.Diagnostics, state.Database.ValueString(), err)
		return
	}
	drops := state.drops(private)
	if private.absent() && !drops.anything() && state.OnDestroy.ValueString() != destroyKeep && len(objectNames(state.Objects)) > 0 {
		resp.Diagnostics.AddWarning(state.nothingRemembered())
	}
	switch {
	case !drops.anything() && !r.in.known():
		return
	case !drops.anything():
	case !r.in.ready(&resp.Diagnostics):
		return
	default:
		timeout, d := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
		resp.Diagnostics.Append(d...)
		if resp.Diagnostics.HasError() {
			return
		}
		err := r.in.runner.DropRestore(ctx, job.RestoreDrop{
			State: state.jobState(private), Tables: drops.tables, Database: drops.database, Wait: state.wait(timeout),
		})
		if err != nil {
			r.in.addJobError(&resp.Diagnostics, err)
			return
		}
	}
	r.in.runner.ReleaseRestore(state.Database.ValueString(), state.Snapshot.ValueString(), state.BackupTimestamp.ValueString(),
		state.created(private), drops.anything())
	if private.absent() && drops.anything() && state.OnDestroy.ValueString() == destroyDropDatabase {
		r.in.runner.InheritDatabase(state.Database.ValueString())
	}
}

// restoreDrops is what a destroy drops.
type restoreDrops struct {
	tables   []string
	database bool
	running  bool
}

func (d restoreDrops) anything() bool { return len(d.tables) > 0 || d.database || d.running }

// drops lists what on_destroy removes: of what the runs of this restore created, what was there at every look since. While
// the job runs, what it is to create as well.
func (m restoreModel) drops(private restorePrivate) (d restoreDrops) {
	on := m.OnDestroy.ValueString()
	if on != destroyDropTables && on != destroyDropDatabase {
		return d
	}
	if private.absent() {
		return m.replacedDrops()
	}
	d.running = m.unfinished() && m.State.ValueString() != stateCancelled
	d.database = on == destroyDropDatabase && private.CreatedDatabase
	d.tables = slices.Clone(private.CreatedTables)
	return d
}

// destroyWarning says what stays, or what goes.
func (m restoreModel) destroyWarning(private restorePrivate) (summary, detail string) {
	drops, database := m.drops(private), m.Database.ValueString()
	switch {
	case drops.database:
		return fmt.Sprintf("The restored database will be dropped (%s)", database),
			fmt.Sprintf("on_destroy is %q: database %q, which this restore created, is dropped with the %s of this restore%s; if anything else is in it, the destroy stops.",
				destroyDropDatabase, database, count(len(drops.tables), "table"), m.cancelled(drops))
	case drops.anything():
		return fmt.Sprintf("The restored tables will be dropped (%s)", database),
			fmt.Sprintf("on_destroy is %q: %s that this restore created in database %q %s dropped (into Doris's recycle bin)%s%s.",
				m.OnDestroy.ValueString(), count(len(drops.tables), "table"), database, isOrAre(len(drops.tables)), theNames(drops.tables), m.cancelled(drops)) + m.databaseStays()
	case m.unfinished() && m.State.ValueString() != stateCancelled:
		return "The job goes on", fmt.Sprintf("%s was %s at the last look. It is only forgotten and restores to its end. To stop it: %s",
			m.subject(), m.State.ValueString(), doris.CancelRestoreStatement(database))
	case !m.Objects.IsNull() && len(objectNames(m.Objects)) == 0:
		return "The restored tables stay", fmt.Sprintf("None of them was left in database %q at the last look.", database)
	}
	return "The restored tables stay", m.whyTheyStay() + fmt.Sprintf("%s in database %q.", stayCount(len(objectNames(m.Objects))), database)
}

// whyTheyStay: on_destroy drops only what the restore created.
func (m restoreModel) whyTheyStay() string {
	if on := m.OnDestroy.ValueString(); on == destroyDropTables || on == destroyDropDatabase {
		return fmt.Sprintf("on_destroy is %q, but this restore created nothing that is still there: ", on)
	}
	return fmt.Sprintf("on_destroy is %q: ", destroyKeep)
}

// tablesInTheWay says why a replacement cannot restore the same again.
func (m restoreModel) tablesInTheWay() string {
	if m.OnDestroy.ValueString() != destroyKeep {
		return ""
	}
	return " Its tables stay when it is destroyed, so the new one would find them."
}

// databaseStays is added where drop_database meets a database that was there before.
func (m restoreModel) databaseStays() string {
	if m.OnDestroy.ValueString() != destroyDropDatabase {
		return ""
	}
	return fmt.Sprintf(" Database %q was there before and stays.", m.Database.ValueString())
}

func (m restoreModel) cancelled(drops restoreDrops) string {
	if !drops.running {
		return ""
	}
	return fmt.Sprintf(", after its job (%s at the last look) was cancelled", m.State.ValueString())
}

func theNames(tables []string) string {
	if len(tables) == 0 {
		return ""
	}
	return ": " + names(tables)
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func stayCount(n int) string {
	if n == 1 {
		return "1 table stays"
	}
	return fmt.Sprintf("%d tables stay", n)
}

// occupiedText: the database cannot be dropped, because it holds what is not this restore's.
func occupiedText(e *job.Error, _ *instance) jobText {
	return jobText{
		attribute: "on_destroy",
		summary:   "The restored database holds other tables",
		happened: fmt.Sprintf("Database %q was to be dropped, but it holds %s that this restore did not create or that is used anew: %s. %s",
			e.Database, count(len(e.Objects), "table"), names(e.Objects), droppedSoFar(e)),
		next: "Move or drop them, or apply on_destroy = \"drop_tables\" first, which drops only the tables of this restore; then destroy again.",
	}
}

func droppedSoFar(e *job.Error) string {
	if e.Total == 0 {
		return "Nothing was dropped."
	}
	return fmt.Sprintf("%s of this restore %s dropped.", count(e.Total, "table"), wasOrWere(e.Total))
}

func wasOrWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// droppingText is said where a destroy did not come to its end in time, or was interrupted.
func droppingText(e *job.Error) jobText {
	what := fmt.Sprintf("What the %s created was to be dropped.", lowerFirst(subject(e)))
	t := jobText{
		summary:  "The restored tables were not dropped in time",
		happened: fmt.Sprintf("%s In %s the database was not free for that. %s", what, waited(e.After), droppedSoFar(e)),
		doris:    said(words(e), "no error."),
		next:     "Destroy again, or raise timeouts.",
	}
	if e.Code == job.CodeInterrupted {
		t.summary = "Interrupted before the restored tables were dropped"
		t.happened, t.doris, t.next = what+" "+droppedSoFar(e), "", "Destroy again."
	}
	if h := e.Holder; h != nil {
		state := "before it in this apply"
		if h.State != "" {
			state = h.State + since(h.Since)
		}
		t.happened += fmt.Sprintf(" %s is %s.", holder(h), state)
		t.next = "Wait for its end and destroy again; or, if nobody needs it, stop it: " + cancelOf(e)
	}
	return t
}
