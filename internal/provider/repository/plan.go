// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// refuseCloudRepository: early releases have no repositories there either.
func refuseCloudRepository(cluster doris.Cluster, diags *diag.Diagnostics) bool {
	if !cluster.Cloud || cluster.Version.Has(doris.CloudRepositories) {
		return false
	}
	diags.AddError("This Doris has no repositories", explain.ThreeParts(
		fmt.Sprintf("The cluster runs with storage and compute decoupled, where Doris has repositories from %s on; this cluster is %s.", doris.Since(doris.CloudRepositories), cluster.Version), "",
		"Use a cluster whose backends store the data, or upgrade. If the cluster misreports its version, set doris_version in the provider."))
	return true
}

// ModifyPlan announces what a plan does to the repository and checks it against the cluster.
func (r *repositoryResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state, plan, config repositoryModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		warnDataStays(&resp.Diagnostics, state)
		warnRenamed(r.instance, state.Name.ValueString(), repositoryGoing, repositoryNew, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if r.instance != nil {
		r.instance.AddSecrets(config.secrets(ctx, &resp.Diagnostics)...)
		if !plan.Name.IsUnknown() {
			defer r.instance.PlansRepository(plan.Name.ValueString(), &resp.Diagnostics)()
			r.instance.NoteRepository(plan.Name.ValueString())
		}
	}
	creating := req.State.Raw.IsNull()
	r.instance.RepositoryPending(plan.Name.ValueString(), creating)
	mark := readRepositoryMark(ctx, req.Private, &resp.Diagnostics)
	newName := tfvalue.Given(plan.Name) && creating && mark.Name != plan.Name.ValueString()
	if newName && !repositoryName.MatchString(plan.Name.ValueString()) {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "The repository name is not valid", explain.ThreeParts(
			fmt.Sprintf("name is %q.", plan.Name.ValueString()), "", "Use a letter, then letters, digits, - and _, at most 256 characters."))
		return
	}
	if creating && mark.Name != plan.Name.ValueString() || !creating && !replaces(state, plan) {
		refuseRepositoryTwice(r.instance, plan.Name.ValueString(), creating, &resp.Diagnostics)
	}
	if creating {
		warnRenamed(r.instance, plan.Name.ValueString(), repositoryNew, repositoryGoing, &resp.Diagnostics)
	}
	if !creating && req.Plan.Raw.Equal(req.State.Raw) {
		if !mark.Unproven {
			return
		}
		planUnproven(ctx, plan, &resp.Plan, &resp.Diagnostics)
	}
	if creating && !plan.Name.IsUnknown() {
		plan.ID = plan.Name
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), plan.Name)...)
	}
	if !creating && replaces(state, plan) {
		warnReplaced(&resp.Diagnostics, state, plan)
	}
	cluster, ok := r.instance.ClusterAtPlan(r.instance.Context(ctx), &resp.Diagnostics)
	if !ok {
		return
	}
	statement := "ALTER REPOSITORY"
	if creating || replaces(state, plan) {
		statement = "CREATE REPOSITORY"
	}
	if refuseCloudRepository(cluster, &resp.Diagnostics) ||
		!r.instance.CheckPrivileges(ctx, instance.RepositoryNeeds(cluster.Version, statement), &resp.Diagnostics) {
		return
	}
	warnAdvice(ctx, plan, config, cluster.Version, &resp.Diagnostics)
	if missing := doris.CheckRepositoryName(cluster.Version, plan.Name.ValueString()); missing != nil && newName {
		addSpecError(&resp.Diagnostics, missing, plan, cluster.Version)
	}
	warnOtherHDFS(ctx, plan, &resp.Diagnostics)
	r.checkVersion(ctx, plan, config, cluster.Version, &resp.Diagnostics)
	r.checkBroker(ctx, plan, &resp.Diagnostics)
	warnBrokerProperties(ctx, plan, config, cluster.Version, &resp.Diagnostics)
	if creating && mark.Name == "" || !creating && !plan.Location.Equal(state.Location) {
		r.announceLocation(ctx, plan, config, &resp.Diagnostics)
	}
	r.checkNameIsFree(ctx, creating, state, plan, mark, &resp.Diagnostics)
	if !creating && !replaces(state, plan) && req.Plan.Raw.IsFullyKnown() {
		r.warnAgain(ctx, state, plan, config, mark, &resp.Diagnostics)
	}
}

// replaces repeats what the plan modifiers of the attributes decide; ModifyPlan cannot see it otherwise.
func replaces(state, plan repositoryModel) bool {
	return !plan.Name.Equal(state.Name) || !plan.Location.Equal(state.Location) || !plan.ReadOnly.Equal(state.ReadOnly) ||
		plan.kind() != "" && plan.kind() != state.kind()
}

func warnDataStays(diags *diag.Diagnostics, state repositoryModel) {
	diags.AddWarning("Remote data stays", fmt.Sprintf("Repository %q is unregistered; everything under %s stays.",
		state.Name.ValueString(), state.Location.ValueString()))
}

// warnReplaced says what stays, and what a plan cannot see: whether the new object is to be made first.
func warnReplaced(diags *diag.Diagnostics, state, plan repositoryModel) {
	if !plan.Name.Equal(state.Name) {
		warnDataStays(diags, state)
		return
	}
	name := state.Name.ValueString()
	diags.AddWarning("Remote data stays", fmt.Sprintf("Repository %q is unregistered and registered again under its name; everything under %s stays. "+
		"Where create_before_destroy is set, for it or for what depends on it, no apply can do that, because Doris registers a name once. "+
		"Remove create_before_destroy then; or unregister the old one by hand before you apply, which moves no data: %s",
		name, state.Location.ValueString(), dropRepositoryByHand(name)))
}

// dropRepositoryByHand is the statement that makes room for a name.
func dropRepositoryByHand(name string) string {
	return fmt.Sprintf("DROP REPOSITORY %s;", doris.Identifier(name))
}

// warnAdvice says what an operator of this storage probably gets wrong.
func warnAdvice(ctx context.Context, plan, config repositoryModel, version doris.Version, diags *diag.Diagnostics) {
	g, given := tfvalue.GroupOf[s3Model](ctx, plan.S3, diags), tfvalue.GroupOf[s3Model](ctx, config.S3, diags)
	if g == nil || given == nil || g.Endpoint.IsUnknown() || g.Region.IsUnknown() {
		return
	}
	settings := s3Settings{
		endpoint: g.Endpoint.ValueString(), region: g.Region.ValueString(), accessKey: g.AccessKey.ValueString(), roleARN: g.RoleARN.ValueString(),
		pathStyle: g.UsePathStyle.ValueBool(), pathStyleKnown: !g.UsePathStyle.IsUnknown(),
		anonymous: given.AccessKey.IsNull() && given.AccessKeyWO.IsNull() && given.RoleARN.IsNull() && given.CredentialsProviderType.IsNull(),
		needsKeys: !version.Has(doris.AssumeRole),
	}
	settings.bucket, _ = instance.SplitLocation(plan.Location.ValueString())
	for _, a := range adviseS3(settings) {
		at := path.Root("s3").AtName(a.argument)
		if a.argument == "location" {
			at = path.Root("location")
		}
		diags.AddAttributeWarning(at, a.summary, fmt.Sprintf("Repository %q: %s", plan.Name.ValueString(), a.detail))
	}
}

// checkVersion refuses what the connected line does not have, with the releases that have it.
func (r *repositoryResource) checkVersion(ctx context.Context, plan, config repositoryModel, version doris.Version, diags *diag.Diagnostics) {
	if config.kind() == "" {
		return
	}
	_, err := config.storage(ctx, diags).Spec(version, plan.Name.ValueString(), plan.Location.ValueString(), plan.ReadOnly.ValueBool())
	if missing, ok := err.(*doris.MissingFeature); ok { //nolint:errorlint // returned bare; other errors may come from unknown values
		addSpecError(diags, missing, plan, version)
	}
}

// checkBroker refuses a broker that the cluster does not have.
func (r *repositoryResource) checkBroker(ctx context.Context, plan repositoryModel, diags *diag.Diagnostics) {
	g := tfvalue.GroupOf[brokerModel](ctx, plan.Broker, diags)
	if g == nil || g.Name.IsUnknown() {
		return
	}
	brokers, err := r.instance.Client.Brokers(ctx)
	if err != nil {
		r.instance.AddDorisError(diags, err)
		return
	}
	if name := g.Name.ValueString(); !slices.Contains(brokers, name) {
		diags.AddAttributeError(path.Root("broker").AtName("name"), "The broker does not exist", explain.ThreeParts(
			fmt.Sprintf("Doris has no broker %q. %s", name, explain.ListOf("It has", brokers, "It has none at all.")), "",
			fmt.Sprintf("Correct the name, or add the broker as an administrator: ALTER SYSTEM ADD BROKER %s \"host:8000\";", name)))
	}
}

// warnBrokerProperties says which properties never reach the broker: from 3.1 on the frontend hands it none but its own keys.
func warnBrokerProperties(ctx context.Context, plan, config repositoryModel, version doris.Version, diags *diag.Diagnostics) {
	g := tfvalue.GroupOf[brokerModel](ctx, config.Broker, diags)
	if g == nil || version.Has(doris.BrokerProperties) || !version.Known() {
		return
	}
	var lost []string
	for _, properties := range []types.Map{plan.Properties, g.SecretsWO} {
		for key := range properties.Elements() {
			if !strings.HasPrefix(key, brokerPrefix) {
				lost = append(lost, key)
			}
		}
	}
	if len(lost) == 0 {
		return
	}
	sort.Strings(lost)
	diags.AddWarning("The broker gets none of these properties", fmt.Sprintf( // Terraform would print the line of an argument, secrets included
		"Repository %q: Doris 3.1 and newer hands a broker no property but those that begin with broker., and shows none; this cluster is %s. These do not reach it: %s. Give them to the broker process itself, in its own configuration.",
		plan.Name.ValueString(), version, explain.Names(lost)))
}

// checkNameIsFree refuses a name that is registered already. A replacement finds the old object's own name: its private
// data (second planning call) or its refresh in this operation (taint) tells that.
func (r *repositoryResource) checkNameIsFree(ctx context.Context, creating bool, state, plan repositoryModel, mark repositoryMark, diags *diag.Diagnostics) {
	name := plan.Name.ValueString()
	if plan.Name.IsUnknown() || !creating && plan.Name.Equal(state.Name) || mark.Name == name || r.instance.IsManaged("repository", name) {
		return
	}
	row, err := r.instance.Client.Repository(ctx, name)
	if err != nil {
		r.instance.AddDorisError(diags, err)
		return
	}
	if row != nil {
		addRepositoryExists(diags, *row, existsWords(name))
	}
}

// repositoryChange is how an update reaches Doris.
type repositoryChange struct {
	properties  map[string]string // for ALTER REPOSITORY; empty = nothing to send
	again       bool              // only DROP + CREATE does it
	credentials bool              // the write-only values are sent
}

// change decides how to get from state to plan. full is the storage with its secrets; mark says what ALTER
// REPOSITORY cannot do to this one.
func (r *repositoryResource) change(ctx context.Context, state, plan repositoryModel, full doris.Storage, mark repositoryMark, diags *diag.Diagnostics) repositoryChange {
	before, after := state.storage(ctx, diags), plan.storage(ctx, diags)
	change := repositoryChange{credentials: mark.Unproven || credentialsChanged(ctx, state, plan, diags)}
	if !change.credentials && reflect.DeepEqual(before, after) {
		return change
	}
	if change.credentials {
		after = full
	}
	cluster, err := r.instance.Client.Facts(ctx)
	if err != nil {
		r.instance.AddDorisError(diags, err)
		return change
	}
	if mark.Unproven && (after.S3 == nil || cluster.Version.Has(doris.AlterRepositoryAnyKey)) { // else only keys can have been changed in place
		before = nothingOf(after)
	}
	change.properties, err = after.Alter(cluster.Version, before)
	tokenGoes := change.credentials && mark.SessionToken && full.S3 != nil && full.S3.SessionToken == ""
	if err != nil || inVain(plan.Name.ValueString(), change.properties, mark) || tokenGoes || credentialsGo(ctx, state, plan, diags) {
		// Everything is sent anew then, secrets included.
		change.again, change.properties, change.credentials = true, nil, true
	}
	return change
}

// inVain reports whether ALTER REPOSITORY would refuse these properties, or take them and go on with older ones. Sent with the
// endpoint of Amazon, they prevail over all older names (S3Properties.java).
func inVain(name string, properties map[string]string, mark repositoryMark) bool {
	prevails := strings.Contains(properties["s3.endpoint"], "amazonaws.com")
	return len(properties) > 0 && (mark.OtherNames && !prevails || doris.LongName(name))
}

// credentialsGo reports whether keys that Doris holds are no longer wanted: ALTER REPOSITORY can only overwrite.
func credentialsGo(ctx context.Context, state, plan repositoryModel, diags *diag.Diagnostics) bool {
	a, b := tfvalue.GroupOf[s3Model](ctx, state.S3, diags), tfvalue.GroupOf[s3Model](ctx, plan.S3, diags)
	return a != nil && b != nil && !a.SecretKeyWOVersion.IsNull() && b.SecretKeyWOVersion.IsNull()
}

// warnAgain says that the repository will be dropped and created, where this Doris cannot change it in place.
func (r *repositoryResource) warnAgain(ctx context.Context, state, plan, config repositoryModel, mark repositoryMark, diags *diag.Diagnostics) {
	change := r.change(ctx, state, plan, config.storage(ctx, diags), mark, diags)
	if !change.again {
		return
	}
	diags.AddWarning("The repository will be registered again", fmt.Sprintf(
		"This Doris cannot change this of repository %q in place, so it is dropped and created with the same name and location. Snapshots are not touched; jobs on it are waited for.",
		plan.Name.ValueString()))
}
