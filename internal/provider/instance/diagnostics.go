// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// RefuseTwice reports the error when this plan has met the key before. Terraform plans each new object exactly once
// without a state, also when it replaces another one.
func (in *Instance) RefuseTwice(key string, duplicate *job.Error, diags *diag.Diagnostics) {
	if in == nil || duplicate == nil {
		return
	}
	kind := "new " + duplicate.Kind
	if in.IsNoted(kind, key) {
		in.AddJobError(diags, duplicate)
	}
	in.Note(kind, key)
}

// AddNotices shows what a job has to say beside its result.
func AddNotices(diags *diag.Diagnostics, notices []job.Notice) {
	for _, notice := range notices {
		diags.AddWarning(explain.Notice(notice))
	}
}

// AddDorisError reports an answer of Doris, or that there was none.
func (in *Instance) AddDorisError(diags *diag.Diagnostics, err error) {
	summary, detail := in.Explain().DorisError("", err).Parts()
	diags.AddError(summary, detail)
}

// AddJobError reports why a job could not be run to its end.
func (in *Instance) AddJobError(diags *diag.Diagnostics, err error) {
	in.ReportJobError(diags, err, false)
}

// AddJobWarning says the same as a warning: where a plan meets what is an error only at apply.
func (in *Instance) AddJobWarning(diags *diag.Diagnostics, err error) {
	in.ReportJobError(diags, err, true)
}

// AddImportError reports why an object cannot be imported.
func (in *Instance) AddImportError(diags *diag.Diagnostics, err error) {
	text := in.Explain().JobError(err)
	if e, ok := errors.AsType[*job.Error](err); ok && e.Code == job.CodeNoDatabase {
		text.Next = "Correct the name; or, if nothing was restored yet, remove the import block and let the apply do it."
	}
	text.Attribute = "" // an import has no arguments
	Report(text, diags, false)
}

// ReportJobError reports an error of a job as an error or as a warning.
func (in *Instance) ReportJobError(diags *diag.Diagnostics, err error, warning bool) {
	Report(in.Explain().JobError(err), diags, warning)
}

// Report adds a text to diagnostics, at its attribute where it has one.
func Report(text explain.Text, diags *diag.Diagnostics, warning bool) {
	switch {
	case warning && text.Attribute != "":
		diags.AddAttributeWarning(path.Root(text.Attribute), text.Summary, text.Detail())
	case warning:
		diags.AddWarning(text.Summary, text.Detail())
	case text.Attribute != "":
		diags.AddAttributeError(path.Root(text.Attribute), text.Summary, text.Detail())
	default:
		diags.AddError(text.Summary, text.Detail())
	}
}

// AddRunError reports why a backup or a restore failed. A job that waits for a backend that is down has no message at all:
// then the list of backends, which needs no right on 4.1 and ADMIN or OPERATOR on 3.0, tells it.
func (in *Instance) AddRunError(ctx context.Context, diags *diag.Diagnostics, err error) {
	failure, ok := errors.AsType[*job.Error](err)
	if ok && failure.Code == job.CodeDeadline && !failure.Cancelled && explain.DorisWords(failure) == "" {
		backends, _ := in.Client.Backends(ctx)
		var dead job.DeadBackends
		for _, backend := range backends {
			if !backend.Alive {
				dead = append(dead, backend.Host)
			}
		}
		explained := *failure
		explained.Detail = dead
		err = &explained
	}
	in.AddJobError(diags, err)
}

// Explain is what texts name of the configuration of the provider.
func (in *Instance) Explain() explain.Provider {
	if in == nil {
		return explain.Provider{}
	}
	return explain.Provider{Username: in.Settings.Username, OwnKeys: in.OwnKeys(), Lies: in.PlaceNow}
}
