// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// What a restore created is remembered by names and, where the user may read them (SHOW PROC needs ADMIN), by ids: a table
// of the same name that somebody made since is not this restore's to drop.

// withIDs is the private data after a run, or since an update tells a destroy to drop: the tables that were created are
// those that bear their names now. It asks nothing where a destroy drops nothing: a run ends with as few statements as can be.
func (r *restoreResource) withIDs(ctx context.Context, m restoreModel, p restorePrivate) restorePrivate {
	p.CreatedIDs = nil
	if m.unfinished() || len(m.drops(p).tables) == 0 || !r.in.known() {
		return p
	}
	ids, err := r.in.client.TableIDs(ctx, m.Database.ValueString())
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
// says which. It asks nothing where a destroy drops nothing.
func (r *restoreResource) withoutReplaced(ctx context.Context, m restoreModel, p restorePrivate, diags *diag.Diagnostics) restorePrivate {
	if len(p.CreatedIDs) == 0 || len(m.drops(p).tables) == 0 || !r.in.known() {
		return p
	}
	database := m.Database.ValueString()
	ids, err := r.in.client.TableIDs(ctx, database)
	if err != nil {
		return p // what became of the database is said elsewhere
	}
	var replaced []string
	for _, name := range p.CreatedTables {
		if was, is := p.CreatedIDs[name], ids[name]; was != "" && is != "" && was != is {
			replaced = append(replaced, name)
		}
	}
	if len(replaced) == 0 {
		return p
	}
	diags.AddWarning(fmt.Sprintf("Restored tables were made anew (%s)", database), fmt.Sprintf(
		"Database %q: %s. Somebody dropped what was restored and made tables of these names: on_destroy leaves them alone.", database, names(replaced)))
	p.CreatedTables = slices.DeleteFunc(slices.Clone(p.CreatedTables), func(name string) bool { return slices.Contains(replaced, name) })
	return p
}
