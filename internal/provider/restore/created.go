// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// What a restore created is remembered by names and, where the user may read them (SHOW PROC needs ADMIN), by ids: a table
// of the same name that somebody made since is not this restore's to drop.

// withIDs is the private data after a run, or since an update tells a destroy to drop: the tables that were created are
// those that bear their names now. It asks nothing where a destroy drops nothing: a run ends with as few statements as can be.
func (r *restoreResource) withIDs(ctx context.Context, m restoreModel, p restorePrivate) restorePrivate {
	p.CreatedIDs = nil
	if m.Unfinished() || len(m.drops(p).tables) == 0 || !r.instance.Known() {
		return p
	}
	ids, err := r.tableIDs(ctx, m.Database.ValueString())
	if err != nil {
		return p
	}
	p.CreatedIDs = map[string]string{}
	for _, name := range p.CreatedTables {
		if id := ids[name]; id != "" {
			p.CreatedIDs[name] = id
		}
	}
	return p
}

// withoutReplaced is the private data without tables that were dropped and made anew, which a destroy must leave alone, and
// says which. It asks nothing where a destroy drops nothing. After an error it is as it was: nobody knows then what may go.
func (r *restoreResource) withoutReplaced(ctx context.Context, m restoreModel, p restorePrivate, diags *diag.Diagnostics) (restorePrivate, error) {
	if len(p.CreatedIDs) == 0 || len(m.drops(p).tables) == 0 || !r.instance.Known() {
		return p, nil
	}
	database := m.Database.ValueString()
	ids, err := r.tableIDs(ctx, database)
	if doris.KindOf(err) == doris.KindUnknownDatabase {
		return p, nil // nothing is left to drop
	}
	if err != nil {
		return p, err
	}
	var replaced []string
	for _, name := range p.CreatedTables {
		if was, is := p.CreatedIDs[name], ids[name]; was != "" && is != "" && was != is {
			replaced = append(replaced, name)
		}
	}
	if len(replaced) == 0 {
		return p, nil
	}
	diags.AddWarning(fmt.Sprintf("Restored tables were made anew (%s)", database), fmt.Sprintf(
		"Database %q: %s. Somebody dropped what was restored and made tables of these names: on_destroy leaves them alone.", database, explain.Names(replaced)))
	p.CreatedTables = slices.DeleteFunc(slices.Clone(p.CreatedTables), func(name string) bool { return slices.Contains(replaced, name) })
	return p, nil
}

// tableIDs reads the ids, within the time of one look: a frontend that does not answer must not hold a finished restore up.
func (r *restoreResource) tableIDs(ctx context.Context, database string) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, instance.PlanLook)
	defer cancel()
	return r.instance.Client.TableIDs(ctx, database)
}

// addUntold is the error of a destroy that cannot read which tables are this restore's.
func (r *restoreResource) addUntold(diags *diag.Diagnostics, database string, err error) {
	next := "Destroy again."
	if doris.KindOf(err) == doris.KindAccessDenied {
		next = "As an administrator run: " + explain.GrantFor(explain.ErrorWords(err), r.instance.Settings.Username, database) + "\nOr apply on_destroy = \"keep\" first, which leaves the tables where they are."
	}
	diags.AddError("The restored tables cannot be told from others", explain.ThreeParts(
		fmt.Sprintf("Of the tables of database %q the ids cannot be read, by which those of this restore are known. Nothing was dropped.", database), explain.ErrorWords(err), next))
}

// supposed is said where a database counts as created because an apply that failed seems to have created it.
func (m restoreModel) supposed() (summary, detail string) {
	return fmt.Sprintf("The database counts as created by this restore (%s)", m.Database.ValueString()), fmt.Sprintf(
		"Database %q was there, empty, and knew nothing but cancelled restores of this snapshot, as an apply that failed leaves it. on_destroy is %q, so a destroy drops it. If it was there before, set on_destroy = %q.",
		m.Database.ValueString(), destroyDropDatabase, destroyDropTables)
}
