// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// A configuration may name a repository literally that it manages itself. Terraform then knows no order: it plans, creates
// and destroys both at once. Plans of an object and of what it refers to never overlap, so that it shows; applies wait for
// each other where they meet.

const (
	comesWithin   = 300 * time.Millisecond // for the other one to be planned, or destroyed: Terraform begins with both at once
	createsWithin = 5 * time.Minute
	usersPoll     = 20 * time.Millisecond
)

// repositoryUsers are those who name a repository in one operation.
type repositoryUsers struct {
	mu       sync.Mutex
	planning map[string]int  // repositories whose plan is being made
	named    map[string]bool // named by others, before their own plan was made
	deleting map[string]int  // objects that delete files of it now
	pending  map[string]bool // repositories that are planned to be created, until that was tried
}

func (u *repositoryUsers) change(change func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.planning == nil {
		u.planning, u.deleting = map[string]int{}, map[string]int{}
		u.named, u.pending = map[string]bool{}, map[string]bool{}
	}
	change()
}

// PlansRepository notes that a repository is being planned, and says so if somebody has named it before.
func (in *Instance) PlansRepository(name string, diags *diag.Diagnostics) (done func()) {
	if in == nil || name == "" {
		return func() {}
	}
	named := false
	in.users.change(func() {
		in.users.planning[name]++
		named = in.users.named[name]
	})
	if named {
		in.warnOfLiteral(name, diags)
	}
	return func() { in.users.change(func() { in.users.planning[name]-- }) }
}

// NamesRepository notes that an object names a repository, and says so if that is being planned: a reference would have
// waited for it.
func (in *Instance) NamesRepository(name string, diags *diag.Diagnostics) {
	if in == nil || name == "" {
		return
	}
	overlaps := false
	noted := in.RepositoryNoted(name)
	in.users.change(func() {
		overlaps = in.users.planning[name] > 0
		in.users.named[name] = in.users.named[name] || !noted
	})
	if overlaps {
		in.warnOfLiteral(name, diags)
	}
}

// warnOfLiteral is said once in a plan for each repository.
func (in *Instance) warnOfLiteral(name string, diags *diag.Diagnostics) {
	if in.Plan.First("literal repository " + name) {
		diags.AddWarning(fmt.Sprintf("Nothing orders the repository and what uses it (%s)", name), fmt.Sprintf(
			"This configuration manages repository %q and names it elsewhere by a text. Terraform sees no connection then: it creates and destroys both at once, so that a first apply may fail, and a destroy may unregister the repository before on_destroy = %q has deleted files in it. "+
				"Write a reference to its resource instead, such as repository = doris_repository.main.name.", name, "delete"))
	}
}

// RepositoryComes reports whether this plan creates a repository. Where nothing orders the two, its plan may be a moment
// behind.
func (in *Instance) RepositoryComes(ctx context.Context, name string) bool {
	for until := time.Now().Add(comesWithin); !in.RepositoryNoted(name); {
		if time.Now().After(until) || !rests(ctx) {
			return false
		}
	}
	return true
}

// AwaitRepository waits for a repository that is created in the same apply. Whether it is there by then, the caller sees.
func (in *Instance) AwaitRepository(ctx context.Context, name string) {
	for until := time.Now().Add(createsWithin); time.Now().Before(until); {
		row, err := in.Client.Repository(ctx, name)
		if err != nil || row != nil || !in.RepositoryComes(ctx, name) {
			return
		}
		pending := false
		in.users.change(func() { pending = in.users.pending[name] })
		if !pending || !rests(ctx) {
			return
		}
		in.Client.ForgetRepositories()
	}
}

// RepositoryPending notes that a repository will be created; done with it, nobody waits for it any more.
func (in *Instance) RepositoryPending(name string, pending bool) {
	if in != nil {
		in.users.change(func() { in.users.pending[name] = pending })
	}
}

// DeletesIn notes that files of a repository are being deleted: it must stay registered until then.
func (in *Instance) DeletesIn(name string) (done func()) {
	in.users.change(func() { in.users.deleting[name]++ })
	return func() { in.users.change(func() { in.users.deleting[name]-- }) }
}

// AwaitUnused waits until nobody deletes files of a repository, before it is unregistered.
func (in *Instance) AwaitUnused(ctx context.Context, name string) {
	for begin := time.Now(); ; {
		users := 0
		in.users.change(func() { users = in.users.deleting[name] })
		if users == 0 && time.Since(begin) > comesWithin || !rests(ctx) {
			return
		}
	}
}

// IsUnregistered reports whether the repository is not registered (any more).
func IsUnregistered(err error) bool {
	var none *explain.NoObjectsError
	var failure *job.Error
	return errors.As(err, &none) && none.Storage == "" || errors.As(err, &failure) && doris.KindOf(failure.Cause) == doris.KindRepositoryMissing
}

// AddUnregistered is said by a destroy that finds the repository gone before the files in it are deleted.
func AddUnregistered(diags *diag.Diagnostics, repository, what string) {
	diags.AddError("The repository was unregistered before its files were deleted", explain.ThreeParts(
		fmt.Sprintf("The files of %s were not deleted: repository %q is not registered in this cluster any more, and through it Doris and this machine find them. Where a configuration names its repository by a text, a destroy unregisters it too early.", what, repository), "",
		"Register it again under its name and location, which brings its snapshots back: terraform apply -target=doris_repository.main. Then write the reference, such as repository = doris_repository.main.name, and destroy again. "+
			"To forget the snapshots and leave their files instead: terraform state rm ADDRESS."))
}

// rests waits a moment; false when the operation was ended.
func rests(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(usersPoll):
		return true
	}
}
