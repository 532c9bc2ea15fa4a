// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

// spec builds what this Doris must be told; false where its line lacks an argument.
func (r *repositoryResource) spec(ctx context.Context, plan repositoryModel, storage doris.Storage, diags *diag.Diagnostics) (doris.RepositorySpec, bool) {
	cluster, err := r.instance.Client.Facts(ctx)
	if err != nil {
		r.instance.AddDorisError(diags, err)
		return doris.RepositorySpec{}, false
	}
	spec, err := storage.Spec(cluster.Version, plan.Name.ValueString(), plan.Location.ValueString(), plan.ReadOnly.ValueBool())
	if err != nil {
		addSpecError(diags, err, plan, cluster.Version)
		return doris.RepositorySpec{}, false
	}
	return spec, true
}

// addSpecError reports that the connected line lacks an argument, or cannot express the storage.
func addSpecError(diags *diag.Diagnostics, err error, plan repositoryModel, version doris.Version) {
	var missing *doris.MissingFeature
	if errors.As(err, &missing) {
		argument, at := argumentOf(missing.Feature, plan)
		if missing.Feature == doris.AzureRepository {
			diags.AddAttributeError(at, "This Doris does not have the argument", explain.ThreeParts(
				fmt.Sprintf("azure needs Doris %s; this cluster is %s. Before, CREATE REPOSITORY for Azure can leave a journal entry that no frontend can read: none of them starts again, "+
					"even after DROP REPOSITORY (apache/doris#46411).", doris.Since(missing.Feature), version), "",
				"Use another storage or upgrade. Only if you know that the cluster is of that release, and misreports it, set doris_version in the provider."))
			return
		}
		diags.AddAttributeError(at, "This Doris does not have the argument", explain.ThreeParts(
			fmt.Sprintf("%s needs Doris %s; this cluster is %s.", argument, doris.Since(missing.Feature), version), "",
			fmt.Sprintf("Remove %s or upgrade. If the cluster misreports its version, set doris_version in the provider.", argument)))
		return
	}
	diags.AddError("The repository cannot be described to this Doris", explain.ThreeParts(explain.Sentence(err.Error()), "",
		"Correct the group "+plan.kind()+" of the resource."))
}

// argumentOf is the argument that stands for a feature in messages.
func argumentOf(feature doris.Feature, plan repositoryModel) (string, path.Path) {
	switch feature {
	case doris.AzureRepository:
		return "azure", path.Root("azure")
	case doris.LongRepositoryName:
		return "a name of more than 64 characters", path.Root("name")
	case doris.UnicodeRepositoryName:
		return "a name with letters other than a to z", path.Root("name")
	case doris.AssumeRole: // it came together with the two others
		for _, argument := range []string{"role_arn", "external_id", "credentials_provider_type"} {
			if value, ok := plan.S3.Attributes()[argument]; ok && !value.IsNull() {
				return "s3." + argument, path.Root("s3").AtName(argument)
			}
		}
	}
	return string(feature), path.Root("s3")
}

// register sends CREATE REPOSITORY for a name that was absent and says what came of it. nil = no state.
func (r *repositoryResource) register(ctx context.Context, spec doris.RepositorySpec, timeout time.Duration, diags *diag.Diagnostics) *doris.Repository {
	err := r.patient(ctx, func() error { return r.instance.Client.CreateRepository(ctx, spec) })
	if err == nil {
		row, readErr := r.registered(ctx, spec.Name)
		switch {
		case readErr != nil && ctx.Err() != nil:
			r.addCreateUnknown(ctx, diags, spec, timeout, ctx.Err())
			return nil
		case readErr != nil:
			r.instance.AddDorisError(diags, readErr)
			return nil
		}
		if row == nil {
			diags.AddError("The repository vanished", explain.ThreeParts(
				fmt.Sprintf("Repository %q was created, but SHOW REPOSITORIES does not list it.", spec.Name), "",
				"Somebody dropped it meanwhile; apply again."))
		}
		return row
	}
	switch doris.KindOf(err) {
	case doris.KindRepositoryExists:
		r.addExistsAfterAll(ctx, diags, spec.Name, err)
		return nil
	case doris.KindConnectionLost, doris.KindCancelled, doris.KindUnreachable, doris.KindAccessDenied:
		r.addCreateUnknown(ctx, diags, spec, timeout, err)
		return nil
	}
	return r.readBack(ctx, spec, err, diags)
}

// stale is how long another frontend may take to learn of a repository that was just created: behind one address of several
// frontends the look need not be answered by the one that created it (DORIS.md "Who answers").
const stale = 5 * time.Second

// registered is the row of a repository that was just created; nil when it does not show up.
func (r *repositoryResource) registered(ctx context.Context, name string) (*doris.Repository, error) {
	for until := time.Now().Add(stale); ; {
		row, err := r.instance.Client.Repository(ctx, name)
		if err != nil || row != nil || time.Now().After(until) {
			return row, err
		}
		r.instance.Client.ForgetRepositories()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(stale / 10):
		}
	}
}

// readBack looks whether a CREATE REPOSITORY that failed has registered the repository all the same, which Doris does
// when only its last look at the storage fails (DORIS.md "CREATE REPOSITORY", step 7).
func (r *repositoryResource) readBack(ctx context.Context, spec doris.RepositorySpec, createErr error, diags *diag.Diagnostics) *doris.Repository {
	row, err := r.instance.Client.Repository(ctx, spec.Name)
	if err != nil || row == nil {
		addCreateFailed(diags, spec, createErr)
		return nil
	}
	if row.Location != spec.Location || row.ReadOnly != spec.ReadOnly {
		addRepositoryExists(diags, *row, explain.ErrorWords(createErr))
		return nil
	}
	words := explain.ErrorWords(createErr)
	if row.ErrMsg != "" { // what the statement left out
		words += "; ErrMsg of SHOW REPOSITORIES: " + row.ErrMsg
	}
	diags.AddWarning("The repository is registered, but its storage did not answer", explain.ThreeParts(fmt.Sprintf(
		"Doris registered repository %q and then could not reach %s. Backups and restores fail until it can.", spec.Name, spec.Location), words,
		explain.StorageAdviceOr(explain.PlaceOf(spec), words, "Check location, address, what gives access and the network on frontends and backends; Doris looks again every ten minutes (SHOW REPOSITORIES, column ErrMsg).")))
	return row
}

// registerAgain drops and creates the mapping. nil = it failed; the error says whether the repository is still there.
func (r *repositoryResource) registerAgain(ctx context.Context, spec doris.RepositorySpec, timeout time.Duration, diags *diag.Diagnostics) *doris.Repository {
	if !r.unregister(ctx, spec.Name, timeout, diags) {
		return nil
	}
	var inner diag.Diagnostics
	created := r.register(ctx, spec, timeout, &inner)
	if created == nil {
		diags.AddError("The repository is not registered now", explain.ThreeParts(
			fmt.Sprintf("Repository %q had to be registered again; it was dropped, but creating it failed (see the other error). Its data at %s is untouched.", spec.Name, spec.Location), "",
			"Correct the cause and apply again: the plan creates it."))
	}
	diags.Append(inner...)
	return created
}

// busyPoll is how long a drop waits before it asks again whether the jobs on a repository have ended.
const busyPoll = 3 * time.Second

// unregister drops a repository, waiting for jobs on it within the context's deadline.
func (r *repositoryResource) unregister(ctx context.Context, name string, timeout time.Duration, diags *diag.Diagnostics) bool {
	for lost := false; ; {
		err := r.patient(ctx, func() error { return r.drop(ctx, name) })
		switch doris.KindOf(err) {
		case doris.KindRepositoryMissing:
			return true
		case doris.KindConnectionLost:
			if !lost && ctx.Err() == nil { // once more: a second DROP finds it gone, or does it
				lost = true
				continue
			}
		case doris.KindRepositoryBusy, doris.KindSubmissionBusy:
			select {
			case <-ctx.Done():
				r.addRepositoryBusy(ctx, diags, name, timeout, err)
				return false
			case <-time.After(r.poll()):
			}
			continue
		}
		if err != nil {
			r.instance.AddDorisError(diags, err)
			return false
		}
		return true
	}
}

// alter sends ALTER REPOSITORY, and a second time when the answer to the first was lost: it may be repeated. It waits
// within the context's deadline for the lock that submissions hold meanwhile (DORIS.md "DROP REPOSITORY").
func (r *repositoryResource) alter(ctx context.Context, name string, properties map[string]string) error {
	var busy error
	for lost := false; ; {
		err := r.patient(ctx, func() error { return r.instance.Client.AlterRepository(ctx, name, properties) })
		switch kind := doris.KindOf(err); {
		case kind == doris.KindSubmissionBusy:
			busy = err
		case kind == doris.KindConnectionLost && !lost && ctx.Err() == nil:
			lost = true
			continue
		case busy != nil && (kind == doris.KindUnreachable || kind == doris.KindCancelled) && ctx.Err() != nil:
			return busy // the time was over before it was sent once more
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return busy
		case <-time.After(r.poll()):
		}
	}
}

// patient sends a statement again for as long as the frontends have no master: nothing was done then.
func (r *repositoryResource) patient(ctx context.Context, send func() error) error {
	for {
		err := send()
		if doris.KindOf(err) != doris.KindNotMaster {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(r.poll()):
		}
	}
}

// poll is the pause before the same is asked again.
func (r *repositoryResource) poll() time.Duration {
	if poll := r.instance.Settings.Poll; poll > 0 {
		return poll
	}
	return busyPoll
}

// dropTimeout bounds one DROP REPOSITORY: Doris waits at most 10 s for its own lock (DORIS.md "DROP REPOSITORY").
const dropTimeout = 30 * time.Second

// drop sends DROP REPOSITORY once, to its end: cut off half-way, nobody would know whether it took effect.
func (r *repositoryResource) drop(ctx context.Context, name string) error {
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropTimeout)
	defer cancel()
	return r.instance.Client.DropRepository(whole, name)
}
