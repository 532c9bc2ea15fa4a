// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package repository is the resource doris_repository and the data source doris_repositories.
package repository

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

var (
	_ resource.ResourceWithConfigure      = (*repositoryResource)(nil)
	_ resource.ResourceWithIdentity       = (*repositoryResource)(nil)
	_ resource.ResourceWithImportState    = (*repositoryResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*repositoryResource)(nil)
	_ resource.ResourceWithValidateConfig = (*repositoryResource)(nil)
)

// Defaults of timeouts.
const (
	repositoryCreateTimeout = 10 * time.Minute
	repositoryUpdateTimeout = 10 * time.Minute
	repositoryDeleteTimeout = 30 * time.Minute
)

// NewResource makes doris_repository.
func NewResource() guard.Checked { return &repositoryResource{} }

// repositoryResource is doris_repository.
type repositoryResource struct {
	instance *instance.Instance
}

func (r *repositoryResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_repository"
}

func (r *repositoryResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

// Create registers the repository. It returns state only for a repository that was absent before and is registered now
// as configured; otherwise nothing, so that the next apply looks again (LIFECYCLE.md "What Terraform sees").
func (r *repositoryResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config repositoryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	defer r.instance.RepositoryPending(plan.Name.ValueString(), false)
	timeout, diags := plan.Timeouts.Create(ctx, repositoryCreateTimeout)
	resp.Diagnostics.Append(diags...)
	storage := config.storage(ctx, &resp.Diagnostics)
	r.instance.AddSecrets(config.secrets(ctx, &resp.Diagnostics)...)
	ctx, cancel := context.WithTimeout(r.instance.Context(ctx), timeout)
	defer cancel()

	spec, ok := r.spec(ctx, plan, storage, &resp.Diagnostics)
	if !ok {
		return
	}
	if cluster, err := r.instance.Client.Cluster(ctx); err == nil { // the plan may not have known it
		if missing := doris.CheckRepositoryName(cluster.Version, spec.Name); missing != nil {
			addSpecError(&resp.Diagnostics, missing, plan, cluster.Version)
			return
		}
	}
	existing, err := r.instance.Client.Repository(ctx, spec.Name)
	if err != nil {
		r.instance.AddDorisError(&resp.Diagnostics, err)
		return
	}
	if existing != nil {
		addRepositoryExists(&resp.Diagnostics, *existing, existsWords(spec.Name))
		return
	}
	if !r.preflight(ctx, spec, storage, &resp.Diagnostics) {
		return
	}
	created := r.register(ctx, spec, timeout, &resp.Diagnostics)
	if created == nil {
		return
	}
	r.announceContents(ctx, spec, &resp.Diagnostics)
	plan.ID, plan.Type = plan.Name, types.StringValue(created.Type)
	mark := repositoryMark{Name: spec.Name, SessionToken: holdsToken(storage)}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, repositoryMarkKey, mark.bytes())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), spec.Name)...)
}

// Read looks at what is registered. A repository that is gone leaves the state, so that the plan creates it again.
func (r *repositoryResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state repositoryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.Name.ValueString()
	// Always, also when the resource leaves the state: the framework insists on an identity after every read.
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), name)...)
	if !r.instance.Known() {
		warnNotRefreshed(&resp.Diagnostics, r.instance)
		return
	}
	ctx = r.instance.Context(ctx)
	row, err := r.instance.Client.Repository(ctx, name)
	if err != nil {
		r.instance.AddDorisError(&resp.Diagnostics, err)
		return
	}
	if row == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	r.instance.NoteManaged("repository", name)
	mark := readRepositoryMark(ctx, req.Private, &resp.Diagnostics)
	mark.Name = name
	r.refresh(ctx, &state, *row, &mark, &resp.Diagnostics)
	if row.ErrMsg != "" {
		warnLastPing(&resp.Diagnostics, *row)
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, repositoryMarkKey, mark.bytes())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update changes properties in place, or registers the repository again where Doris cannot.
func (r *repositoryResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan, config repositoryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("name"), plan.Name.ValueString())...)
	timeout, diags := plan.Timeouts.Update(ctx, repositoryUpdateTimeout)
	resp.Diagnostics.Append(diags...)
	storage := config.storage(ctx, &resp.Diagnostics)
	r.instance.AddSecrets(config.secrets(ctx, &resp.Diagnostics)...)
	ctx, cancel := context.WithTimeout(r.instance.Context(ctx), timeout)
	defer cancel()

	spec, ok := r.spec(ctx, plan, storage, &resp.Diagnostics)
	if !ok {
		return
	}
	mark := readRepositoryMark(ctx, req.Private, &resp.Diagnostics)
	change := r.change(ctx, state, plan, storage, mark, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if (change.again || change.credentials) && !r.preflight(ctx, spec, storage, &resp.Diagnostics) {
		return
	}
	plan.ID, plan.Type = plan.Name, state.Type
	switch {
	case change.again:
		created := r.registerAgain(ctx, spec, timeout, &resp.Diagnostics)
		if created == nil {
			return // Terraform keeps the old state; the next refresh finds the repository gone and plans its creation
		}
		plan.Type = types.StringValue(created.Type)
		mark.OtherNames = false
	case len(change.properties) > 0:
		if err := r.alter(ctx, spec.Name, change.properties); err != nil {
			r.addAlterError(&resp.Diagnostics, spec.Name, err)
			return
		}
	}
	if change.credentials {
		mark.SessionToken = holdsToken(storage)
	}
	if mark.Unproven = (change.again || len(change.properties) > 0) && !r.prove(ctx, state, plan, &resp.Diagnostics); mark.Unproven {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, repositoryMarkKey, mark.bytes())...)
		return // state stays as it was
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, repositoryMarkKey, mark.bytes())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// holdsToken reports whether a session token is sent with the keys.
func holdsToken(storage doris.Storage) bool {
	return storage.S3 != nil && storage.S3.SessionToken != ""
}

// Delete unregisters the repository once no job runs on it. Remote data stays.
func (r *repositoryResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state repositoryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, repositoryDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := context.WithTimeout(r.instance.Context(ctx), timeout)
	defer cancel()
	r.instance.AwaitUnused(ctx, state.Name.ValueString())
	r.unregister(ctx, state.Name.ValueString(), timeout, &resp.Diagnostics)
}
