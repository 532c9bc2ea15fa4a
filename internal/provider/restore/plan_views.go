// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// viewSight is what a plan sees of the views of a restore, as they are in the source.
type viewSight struct {
	lacking []string // With what they read of their own database that will not be there
	outside []string // With what they read of other databases
	garbled []string // that hold the name of the source elsewhere than as the name of the database
}

// look adds a view that the restore makes. Where source and target are one database nothing is rewritten.
func (v *viewSight) look(t target, facts doris.TableFacts, seen *restoreSight, source, database string) {
	if source == database {
		return
	}
	lacks, outside := seen.notRestored(facts.Reads, source)
	if len(lacks) > 0 {
		v.lacking = append(v.lacking, t.name+" reads "+explain.Names(lacks))
	}
	if len(outside) > 0 {
		v.outside = append(v.outside, t.name+" reads "+explain.Names(outside))
	}
	if facts.NameElsewhere {
		v.garbled = append(v.garbled, t.name)
	}
}

// notRestored lists what a view of the source reads that the database will not hold under that name, and what it reads of
// other databases.
func (s *restoreSight) notRestored(reads []doris.ViewRead, source string) (lacks, outside []string) {
	outside, lacks = instance.SortReads(reads, source, func(table string) bool {
		return slices.ContainsFunc(s.targets, func(t target) bool { return strings.EqualFold(t.name, table) }) ||
			slices.ContainsFunc(s.others, func(t doris.Table) bool { return strings.EqualFold(t.Name, table) })
	})
	return lacks, outside
}

// warn says what Doris makes of the views: it puts the name of the new database in the place of the old one, which old
// releases look for as a text, and some put it in the place of every database (see the capabilities).
func (v *viewSight) warn(source, database string, cluster doris.Cluster, diags *diag.Diagnostics) {
	if len(v.lacking) > 0 {
		diags.AddWarning(fmt.Sprintf("Some views will lack their tables (%s)", database), fmt.Sprintf(
			"Database %q: %s, as these views are in database %q now. Restore that as well under its own name, or leave the views out with exclude_tables.",
			database, strings.Join(v.lacking, "; "), source))
	}
	if len(v.outside) > 0 {
		names := "and leaves their names in the views as they are."
		if !cluster.Version.Has(doris.RewriteOneDatabase) {
			names = fmt.Sprintf("and releases before 4.1 may put %q in the place of their names: look at these views afterwards.", database)
		}
		diags.AddWarning(fmt.Sprintf("Some views will point outside the database (%s)", database), fmt.Sprintf(
			"Database %q: %s, as these views are in database %q now. A restore brings nothing of other databases, %s",
			database, strings.Join(v.outside, "; "), source, names))
	}
	if len(v.garbled) > 0 && !cluster.Version.Has(doris.RewriteNamesOnly) {
		diags.AddWarning(fmt.Sprintf("Some views may be garbled (%s)", database), fmt.Sprintf(
			"Database %q: %s. Their definitions hold %q not only as the name of the database, and releases before 3.1 may put %q there, too: look at these views afterwards, and create them anew if need be.",
			database, strings.Join(v.garbled, ", "), source, database))
	}
}

// warnOfViews names restored views that read what is in another database, which a restore neither brings nor rewrites, or
// what is not there.
func (r *restoreResource) warnOfViews(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	database := m.Database.ValueString()
	_, views := group.ObjectsInState(m.Objects)
	if len(views) == 0 {
		return
	}
	present, err := r.instance.Client.Tables(ctx, database, false) // the end of the run has just read them
	if err != nil {
		return
	}
	var outside, missing []string
	r.instance.Client.ReadAhead(ctx, database, views[:min(len(views), instance.TableLooks)])
	for _, view := range views[:min(len(views), instance.TableLooks)] {
		facts, err := r.instance.Client.TableFacts(ctx, database, view)
		if err != nil {
			continue
		}
		beyond, lacking := readBy(facts.Reads, database, present)
		if len(beyond) > 0 {
			outside = append(outside, view+" reads "+explain.Names(beyond))
		}
		if len(lacking) > 0 {
			missing = append(missing, view+" reads "+explain.Names(lacking))
		}
	}
	if len(outside) > 0 {
		diags.AddWarning(fmt.Sprintf("Restored views point outside the database (%s)", database), fmt.Sprintf(
			"Database %q: %s. A restore brings nothing of other databases: "+
				"make sure that these views may read there, or create them anew.", database, strings.Join(outside, "; ")))
	}
	if len(missing) > 0 {
		anew := ""
		if cluster, err := r.instance.Client.Facts(ctx); err == nil && !cluster.Version.Has(doris.RewriteOneDatabase) {
			anew = " Views that read something else in the backup have to be created anew: releases before 4.1 may change other names in views, too."
		}
		diags.AddWarning(fmt.Sprintf("Restored views lack their tables (%s)", database), fmt.Sprintf(
			"Database %q: %s, which is not there. Restore that as well, or leave the views out with exclude_tables.%s", database, strings.Join(missing, "; "), anew))
	}
}

// readBy sorts what a view reads: beyond its database, and in it but not among what is present.
func readBy(reads []doris.ViewRead, database string, present []doris.Table) (beyond, lacking []string) {
	return instance.SortReads(reads, database, func(table string) bool {
		return slices.ContainsFunc(present, func(t doris.Table) bool { return strings.EqualFold(t.Name, table) })
	})
}
