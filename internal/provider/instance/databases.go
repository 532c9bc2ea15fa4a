// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// CheckRepository refuses a repository that cannot be written to.
func (in *Instance) CheckRepository(ctx context.Context, subject, name string, diags *diag.Diagnostics) {
	repository, err := in.Client.Repository(ctx, name)
	switch {
	case err != nil:
		in.AddPlanProblem(diags, "", err)
	case repository == nil && !in.RepositoryComes(ctx, name):
		rows, _ := in.Client.Repositories(ctx)
		diags.AddAttributeError(path.Root("repository"), "The repository cannot be read",
			explain.ThreeParts(fmt.Sprintf("%s needs repository %q, which is not registered in this cluster and which this plan does not create.%s",
				subject, name, explain.NearSentence(name, explain.RepositoryNames(rows))), "",
				"Correct the name, or register it with a doris_repository; refer to it as doris_repository.example.name, so that it comes first."))
	case repository != nil && repository.ReadOnly:
		diags.AddAttributeError(path.Root("repository"), "The repository is read-only",
			explain.ThreeParts(fmt.Sprintf("%s cannot be written to repository %q, which is registered with read_only = true in this cluster.", subject, name), "",
				"Back up to another repository, or register this one without read_only."))
	}
}

// CheckDatabase warns of a database that is not there yet: something else in this plan may create it. It reports whether
// the database can be looked into.
func (in *Instance) CheckDatabase(ctx context.Context, kind, title, name string, diags *diag.Diagnostics) bool {
	present, err := in.Client.Databases(ctx)
	if err != nil {
		in.AddPlanProblem(diags, name, err)
		return false
	}
	exists := slices.Contains(present, name)
	if !exists && !in.DatabaseNoted(name) {
		diags.AddAttributeWarning(path.Root("database"), "The database does not exist yet",
			fmt.Sprintf("Database %q, which the %s %q needs, is not in this cluster.%s Unless something creates it before, the apply will fail.",
				name, kind, title, explain.NearSentence(name, present)))
	}
	return exists
}

// AddPlanProblem reports that a check of the plan could not be made: a missing right would stop the apply as well and is
// an error, anything else may have passed by then and is a warning.
func (in *Instance) AddPlanProblem(diags *diag.Diagnostics, database string, err error) {
	summary, detail := in.Explain().DorisError(database, err).Parts()
	if doris.KindOf(err) == doris.KindAccessDenied {
		diags.AddError(summary, detail)
		return
	}
	diags.AddWarning(summary, detail+"\n\nThe checks against the cluster move to the apply.")
}

// AddDatabaseError reports why something of a database cannot be read.
func (in *Instance) AddDatabaseError(ctx context.Context, diags *diag.Diagnostics, database string, err error) {
	if doris.KindOf(err) != doris.KindUnknownDatabase {
		summary, detail := in.Explain().DorisError(database, err).Parts()
		diags.AddError(summary, detail)
		return
	}
	happened := fmt.Sprintf("Doris has no database %q.", database)
	if present, listErr := in.Client.Databases(ctx); listErr == nil {
		happened += " " + explain.NearDatabases(database, present)
	}
	diags.AddAttributeError(path.Root("database"), "The database does not exist", explain.ThreeParts(happened, explain.ErrorWords(err),
		"Correct the name, or create the database first."))
}

// LastLook bounds a look at Doris after the operation's own context has ended.
const LastLook = 15 * time.Second

// AddSnapshotsError reports why a repository's snapshots cannot be read.
func (in *Instance) AddSnapshotsError(ctx context.Context, diags *diag.Diagnostics, repository string, err error) {
	switch doris.KindOf(err) {
	case doris.KindRepositoryMissing:
		happened := fmt.Sprintf("Doris has no repository %q.", repository)
		if rows, listErr := in.Client.Repositories(ctx); listErr == nil {
			happened += " " + explain.ListOf("It has", explain.RepositoryNames(rows), "It has none at all.")
		}
		diags.AddAttributeError(path.Root("repository"), "The repository does not exist", explain.ThreeParts(happened, explain.ErrorWords(err),
			"Correct the name, or register the repository with a doris_repository first."))
	case doris.KindSnapshotDamaged:
		diags.AddError("The snapshot is damaged", explain.ThreeParts(
			fmt.Sprintf("Its info file in repository %q is not what Doris uploaded: Doris can tell neither what it holds nor restore it.", repository),
			explain.ErrorWords(err), "Choose another snapshot; the folder of this one can only be deleted from the bucket."))
	case doris.KindRepositoryUnreadable:
		if happened, next, ok := explain.MissingFolderText(repository, err); ok {
			diags.AddError("A frontend cannot look into snapshots", explain.ThreeParts(happened, explain.ErrorWords(err), next))
			return
		}
		diags.AddAttributeError(path.Root("repository"), "The repository cannot be read", explain.ThreeParts(
			fmt.Sprintf("Repository %q is registered, but Doris cannot list its storage; nothing is concluded from an unreadable repository.", repository),
			explain.ErrorWords(err), explain.StorageAdvice(in.placeOf(ctx, repository), explain.ErrorWords(err))))
	default:
		in.AddDorisError(diags, err)
	}
}

// PlaceNow is PlaceOf after the time of an operation is over.
func (in *Instance) PlaceNow(repository string) explain.Place {
	return in.placeOf(context.Background(), repository)
}

// PlaceOf is where a registered repository lies, as far as it can be told now; it is asked after an error, so its own errors are
// not reported.
func (in *Instance) placeOf(ctx context.Context, repository string) explain.Place {
	if in == nil || in.Client == nil {
		return explain.Place{}
	}
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), LastLook)
	defer cancel()
	row, err := in.Client.Repository(look, repository)
	if err != nil || row == nil {
		return explain.Place{}
	}
	return explain.Place{Kind: explain.KindOfRow(*row), Location: row.Location}
}

// SortReads sorts what a view reads: beyond its database, and in it where there denies it. Case does not count, because a
// definition is as somebody wrote it, and lower_case_table_names may let it differ from the table.
func SortReads(reads []doris.ViewRead, database string, there func(table string) bool) (beyond, lacking []string) {
	for _, read := range reads {
		switch {
		case slices.Contains(explain.OwnDatabases, read.Database):
		case read.Database != "" && read.Database != database:
			beyond = append(beyond, read.Database+"."+read.Table)
		case !there(read.Table):
			lacking = append(lacking, read.Table)
		}
	}
	return tfvalue.Union(beyond, nil), tfvalue.Union(lacking, nil)
}

// NameIn reports whether a name is in the list, in whatever case.
func NameIn(list []string, name string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, name) })
}
