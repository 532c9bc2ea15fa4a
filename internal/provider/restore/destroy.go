// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// Delete forgets the restore; with on_destroy it drops what the restore created, and only that. A job that runs goes on,
// or is cancelled before its tables are dropped.
func (r *restoreResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.instance.Context(ctx)
	var state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	private, err := r.withoutReplaced(ctx, state, private, &resp.Diagnostics)
	if err != nil {
		r.addUntold(&resp.Diagnostics, state.Database.ValueString(), err)
		return
	}
	drops := state.drops(private)
	if private.absent() && !drops.anything() && state.OnDestroy.ValueString() != group.DestroyKeep && len(group.ObjectNames(state.Objects)) > 0 {
		resp.Diagnostics.AddWarning(state.nothingRemembered())
	}
	switch {
	case !drops.anything() && !r.instance.Known():
		return
	case !drops.anything():
	case !r.instance.Ready(&resp.Diagnostics):
		return
	default:
		timeout, d := state.Timeouts.Delete(ctx, group.DefaultDeleteTimeout)
		resp.Diagnostics.Append(d...)
		if resp.Diagnostics.HasError() {
			return
		}
		err := r.instance.Runner.DropRestore(ctx, job.RestoreDrop{
			State: state.jobState(private), Tables: drops.tables, Database: drops.database, Wait: state.Wait(timeout),
		})
		if err != nil {
			r.instance.AddJobError(&resp.Diagnostics, err)
			return
		}
	}
	r.instance.Runner.ReleaseRestore(state.Database.ValueString(), state.Snapshot.ValueString(), state.BackupTimestamp.ValueString(),
		state.created(private), drops.anything())
	if private.absent() && drops.anything() && state.OnDestroy.ValueString() == destroyDropDatabase {
		r.instance.Runner.InheritDatabase(state.Database.ValueString())
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
	d.running = m.Unfinished() && m.State.ValueString() != group.StateCancelled
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
				destroyDropDatabase, database, explain.Count(len(drops.tables), "table"), m.cancelled(drops))
	case drops.anything():
		return fmt.Sprintf("The restored tables will be dropped (%s)", database),
			fmt.Sprintf("on_destroy is %q: %s that this restore created in database %q %s dropped (into Doris's recycle bin)%s%s.",
				m.OnDestroy.ValueString(), explain.Count(len(drops.tables), "table"), database, explain.IsOrAre(len(drops.tables)), explain.TheNames(drops.tables), m.cancelled(drops)) + m.databaseStays()
	case m.Unfinished() && m.State.ValueString() != group.StateCancelled:
		return "The job goes on", fmt.Sprintf("%s was %s at the last look. It is only forgotten and restores to its end. To stop it: %s",
			m.subject(), m.State.ValueString(), doris.CancelRestoreStatement(database))
	case !m.Objects.IsNull() && len(group.ObjectNames(m.Objects)) == 0:
		return "The restored tables stay", fmt.Sprintf("None of them was left in database %q at the last look.", database)
	}
	return "The restored tables stay", m.whyTheyStay() + fmt.Sprintf("%s in database %q.", explain.StayCount(len(group.ObjectNames(m.Objects))), database)
}

// whyTheyStay: on_destroy drops only what the restore created.
func (m restoreModel) whyTheyStay() string {
	if on := m.OnDestroy.ValueString(); on == destroyDropTables || on == destroyDropDatabase {
		return fmt.Sprintf("on_destroy is %q, but this restore created nothing that is still there: ", on)
	}
	return fmt.Sprintf("on_destroy is %q: ", group.DestroyKeep)
}

// tablesInTheWay says why a replacement cannot restore the same again.
func (m restoreModel) tablesInTheWay() string {
	if m.OnDestroy.ValueString() != group.DestroyKeep {
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
