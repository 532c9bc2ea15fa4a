// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// States in Terraform's state that are compared.
const (
	stateFinished     = doris.StateFinished
	stateCancelled    = doris.StateCancelled
	stateUnrestorable = "UNRESTORABLE" // ours: the snapshot is there, but Doris cannot restore it
	statePending      = "PENDING"      // what a job is before anybody saw its row
)

// Limits of a label (reference 1.5): 128 characters, of which time, fingerprint and nonce take 29.
const (
	maxLabel  = 128
	maxPrefix = 99
)

var labelCharacters = regexp.MustCompile(`^[-_A-Za-z0-9:]+$`)

// generatedFrom reports whether a label was generated from this prefix.
func generatedFrom(prefix, label string) bool {
	parsed, ok := job.ParseLabel(label)
	return ok && parsed.Prefix == prefix
}

// labelValidator checks the name of a snapshot or its beginning. What validate sees may be the name of a snapshot that is
// there, made by another Doris or by hand: validate refuses only what is no name at all, and the plan of a new snapshot the
// rest (see refuse).
type labelValidator struct{ most int }

func labelOfAtMost(most int) validator.String { return labelValidator{most: most} }

var (
	newLabel  = labelValidator{most: maxLabel}
	newPrefix = labelValidator{most: maxPrefix}
)

func (v labelValidator) Description(context.Context) string {
	return fmt.Sprintf("must be 1 to %d letters (A to Z, a to z), digits, -, _ and :, where it is new", v.most)
}

func (v labelValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v labelValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if req.ConfigValue.ValueString() == "" {
		v.refuse(ctx, req.Path, req.ConfigValue, &resp.Diagnostics)
	}
}

// refuse refuses a name that a new snapshot cannot get; what is not known yet passes.
func (v labelValidator) refuse(ctx context.Context, at path.Path, name types.String, diags *diag.Diagnostics) {
	value := name.ValueString()
	if !given(name) || len(value) <= v.most && labelCharacters.MatchString(value) {
		return
	}
	diags.AddAttributeError(at, "The name is not valid",
		threeParts(fmt.Sprintf("%s is %s, which has %d characters; it %s.", at, echoed(value), utf8.RuneCountInString(value), v.Description(ctx)), "",
			"Choose a name that all versions of Doris accept."))
}

// refuseNewName checks the name of a snapshot that is to be taken. A replacement may keep the name of the old one, whoever
// chose it.
func (m backupModel) refuseNewName(ctx context.Context, old backupPrivate, diags *diag.Diagnostics) {
	switch {
	case !m.NamePrefix.IsNull() && m.NamePrefix.ValueString() != old.NamePrefix:
		newPrefix.refuse(ctx, path.Root("name_prefix"), m.NamePrefix, diags)
	case m.NamePrefix.IsNull() && m.Name.ValueString() != old.Name:
		newLabel.refuse(ctx, path.Root("name"), m.Name, diags)
	}
}

// oneOfValidator allows a few words.
type oneOfValidator struct{ words []string }

func oneOf(words ...string) validator.String { return oneOfValidator{words} }

func (v oneOfValidator) Description(context.Context) string {
	quoted := make([]string, len(v.words))
	for i, word := range v.words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return "must be " + strings.Join(quoted, " or ")
}

func (v oneOfValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v oneOfValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(v.words, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The value is not valid",
		threeParts(fmt.Sprintf("%s is %s; it %s.", req.Path, echoed(req.ConfigValue.ValueString()), v.Description(ctx)), "",
			"Correct it, or leave it out to have the default."))
}

// notEmptyValidator refuses "".
type notEmptyValidator struct{}

func notEmpty() validator.String { return notEmptyValidator{} }

func (notEmptyValidator) Description(context.Context) string { return "must not be empty" }

func (v notEmptyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (notEmptyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueString() != "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The name is empty",
		threeParts(fmt.Sprintf("%s is \"\".", echoedPath(req.Path)), "", "Write the name of the object it refers to."))
}

// refuseColon refuses a name that makes its whole repository unreadable: Hadoop, with which Doris lists S3 up to 3.0, HDFS
// and brokers, takes what stands before a colon for the scheme of a URI (read from the sources of Doris and Hadoop). On S3
// the backup itself would end well, and no later look, restore or backup would get past it.
func (r *backupResource) refuseColon(ctx context.Context, plan backupModel, cluster doris.Cluster, diags *diag.Diagnostics) {
	label, attribute := plan.Name.ValueString(), "name"
	if !plan.NamePrefix.IsNull() {
		label, attribute = plan.NamePrefix.ValueString(), "name_prefix"
	}
	if !strings.Contains(label, ":") {
		return
	}
	kind, where := "", "its repository"
	if name := plan.Repository.ValueString(); name != "" {
		where = fmt.Sprintf("repository %q", name)
		if repository, err := r.in.client.Repository(ctx, name); err == nil && repository != nil {
			kind = repository.Type
		}
	}
	reader := "Doris up to 3.0"
	switch {
	case kind == "HDFS" || kind == "BROKER":
		reader = "Doris"
	case kind == "AZURE" || cluster.Version.Has(doris.GuessedStorage):
		return
	}
	diags.AddAttributeError(path.Root(attribute), "A colon would make the repository unreadable", threeParts(
		fmt.Sprintf("%s is %q. %s reads such a repository with Hadoop, which cannot list a name with a colon: after this backup no snapshot of %s could be listed or restored, and no other backup submitted.",
			attribute, label, reader, where), "",
		fmt.Sprintf("Write %s = %q.", attribute, strings.ReplaceAll(label, ":", "-"))))
}
