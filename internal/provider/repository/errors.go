// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// existsWords is Doris's answer to CREATE REPOSITORY for a name in use (recorded: repository_lifecycle).
func existsWords(name string) string {
	return "Failed to create repository: repository with same name already exist: " + name
}

func addRepositoryExists(diags *diag.Diagnostics, row doris.Repository, words string) {
	diags.AddAttributeError(path.Root("name"), "The repository exists already", explain.ThreeParts(
		fmt.Sprintf("Repository %q is registered with location %s.", row.Name, row.Location), words,
		"To manage it here, add:\n"+explain.ImportBlock("doris_repository", row.Name)+"\nIf this configuration had it under another address, add a moved block instead. "+
			"With create_before_destroy, of this resource or of what depends on it, a repository is never replaced under its name: Doris registers a name once, and the old one goes last. "+
			"Remove create_before_destroy; or unregister the old one by hand, which moves no data, and apply again: "+dropRepositoryByHand(row.Name)))
}

// addExistsAfterAll reports a name that somebody registered between our look and our statement.
func (r *repositoryResource) addExistsAfterAll(ctx context.Context, diags *diag.Diagnostics, name string, err error) {
	row, readErr := r.instance.Client.Repository(ctx, name)
	if readErr != nil || row == nil {
		row = &doris.Repository{Name: name, Location: "(unknown)"}
	}
	addRepositoryExists(diags, *row, explain.ErrorWords(err))
}

func addCreateFailed(diags *diag.Diagnostics, spec doris.RepositorySpec, err error) {
	diags.AddError("The repository could not be created", explain.ThreeParts(fmt.Sprintf("Repository %q at %s is not registered.", spec.Name, spec.Location), explain.ErrorWords(err),
		explain.StorageAdvice(explain.PlaceOf(spec), explain.ErrorWords(err))))
}

// addCreateUnknown reports a CREATE REPOSITORY without an answer. The repository is never taken over silently then.
func (r *repositoryResource) addCreateUnknown(ctx context.Context, diags *diag.Diagnostics, spec doris.RepositorySpec, timeout time.Duration, err error) {
	if kind := doris.KindOf(err); kind == doris.KindUnreachable || kind == doris.KindAccessDenied {
		r.instance.AddDorisError(diags, err)
		return
	}
	why := "the connection broke"
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		why = "no answer came within " + explain.ShortDuration(timeout)
	case errors.Is(err, context.Canceled):
		why = "the apply was interrupted"
	}
	happened := fmt.Sprintf("CREATE REPOSITORY %s was sent, but %s.", spec.Name, why)
	if doris.KindOf(err) == doris.KindCancelled {
		happened = fmt.Sprintf("CREATE REPOSITORY %s was not sent: %s.", spec.Name, why)
	}
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), instance.LastLook)
	defer cancel()
	row, lookErr := r.instance.Client.Repository(look, spec.Name)
	next := "Apply again: it looks before it sends anything. An endpoint that does not answer holds Doris 3.0 for minutes: check s3.endpoint, or raise timeouts (create; update for a change)."
	switch {
	case lookErr != nil:
		happened += " Whether it is registered is not known."
	case row == nil:
		happened += " It is not registered so far."
	default:
		happened += fmt.Sprintf(" It is registered now, with location %s.", row.Location)
		next = "To manage it here, add:\n" + explain.ImportBlock("doris_repository", spec.Name)
	}
	diags.AddError("It is not known whether the repository was created", explain.ThreeParts(happened, "", next))
}

func (r *repositoryResource) addRepositoryMissing(ctx context.Context, diags *diag.Diagnostics, name string) {
	happened := fmt.Sprintf("Doris has no repository %q.", name)
	if rows, err := r.instance.Client.Repositories(ctx); err == nil {
		happened += " " + explain.ListOf("It has", explain.RepositoryNames(rows), "It has none at all.")
	}
	diags.AddError("The repository does not exist", explain.ThreeParts(happened, "", "Use one of the names as import id, or let the resource create the repository."))
}

// addAlterError reports a refused ALTER REPOSITORY; the repository is then as it was (recorded: repository_alter).
func (r *repositoryResource) addAlterError(diags *diag.Diagnostics, name string, err error) {
	words := explain.ErrorWords(err)
	switch {
	case doris.KindOf(err) == doris.KindRepositoryMissing:
		diags.AddError("The repository is gone", explain.ThreeParts(fmt.Sprintf("Repository %q was dropped outside Terraform.", name), words,
			"Apply again: the plan creates it."))
	case doris.KindOf(err) == doris.KindRepositoryPing:
		diags.AddError("The repository does not work with the new settings", explain.ThreeParts(
			fmt.Sprintf("Repository %q stays as it was: Doris could not reach its storage with the new settings.", name), words,
			"Correct the keys (or what else was changed) and apply again; the change stays planned."))
	case doris.KindOf(err) == doris.KindSubmissionBusy:
		diags.AddError("Doris is busy with other submissions", explain.ThreeParts(
			fmt.Sprintf("Repository %q stays as it was: backups and restores were being submitted all the time, and Doris takes one of these statements after the other.", name), words,
			"Apply again, or raise timeouts.update."))
	default:
		r.instance.AddDorisError(diags, err)
	}
}

// addRepositoryBusy reports that jobs on the repository did not end in time, naming the databases that have jobs.
func (r *repositoryResource) addRepositoryBusy(ctx context.Context, diags *diag.Diagnostics, name string, timeout time.Duration, err error) {
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), instance.LastLook)
	defer cancel()
	jobs, cancels := r.unfinishedJobs(look)
	happened := fmt.Sprintf("Repository %q could not be dropped within %s, because a job runs on it.", name, explain.ShortDuration(timeout))
	if errors.Is(ctx.Err(), context.Canceled) {
		happened = fmt.Sprintf("Repository %q was not dropped: the apply was interrupted while a job runs on it.", name)
	}
	next := "Wait for the job and apply again, or raise timeouts."
	if len(jobs) > 0 {
		happened += " " + explain.ListOf("Unfinished now:", jobs, "")
		next = "Wait and apply again, raise timeouts, or stop a job: " + strings.Join(cancels, " ")
	}
	diags.AddError("A job runs on the repository", explain.ThreeParts(happened, explain.ErrorWords(err), next))
}

// unfinishedJobs lists what runs in the databases that the user can read. Doris does not say on which repository.
func (r *repositoryResource) unfinishedJobs(ctx context.Context) (jobs, cancels []string) {
	databases, err := r.instance.Client.Databases(ctx)
	if err != nil {
		return nil, nil
	}
	for _, database := range databases {
		if backups, err := r.instance.Client.BackupJobs(ctx, database); err == nil && len(backups) > 0 {
			if last := backups[len(backups)-1]; last.Unfinished() {
				jobs = append(jobs, fmt.Sprintf("backup %q of database %q (%s)", last.Label, database, last.State))
				cancels = append(cancels, doris.CancelBackupStatement(database))
			}
		}
		if restores, err := r.instance.Client.RestoreJobs(ctx, database); err == nil && len(restores) > 0 {
			if last := restores[len(restores)-1]; last.Unfinished() {
				jobs = append(jobs, fmt.Sprintf("restore of %q into database %q (%s)", last.Label, database, last.State))
				cancels = append(cancels, doris.CancelRestoreStatement(database))
			}
		}
	}
	return jobs, cancels
}

func warnLastPing(diags *diag.Diagnostics, row doris.Repository) {
	diags.AddWarning("The storage of the repository did not answer", explain.ThreeParts(fmt.Sprintf(
		"The master's last look at the storage of repository %q failed. Backups and restores fail until it can be reached again.", row.Name), row.ErrMsg,
		explain.StorageAdvice(explain.Place{Kind: explain.KindOfRow(row), Location: row.Location}, row.ErrMsg)))
}

func warnNotRefreshed(diags *diag.Diagnostics, in *instance.Instance) {
	unknown := "the provider configuration"
	if in != nil && len(in.Settings.Unknown) > 0 {
		unknown = strings.Join(in.Settings.Unknown, ", ")
	}
	diags.AddWarning("State was not refreshed", "The provider's "+unknown+" is known only during apply, so Doris was not asked what changed outside Terraform.")
}
