// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// privateKey is where backups and restores keep what state does not show.
const privateKey = "job"

// privateReader and privateStore are Terraform's private data, to look at and to change.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateStore interface {
	privateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// backupPrivate is the private data of a doris_backup. Create, Read and Import always write it: the planning call of a
// replacement sees no state, but this, and so knows which name must not be used again.
type backupPrivate struct {
	Level     job.Level `json:"level"`               // how well the job is known to be ours
	Created   time.Time `json:"created,omitzero"`    // CreateTime of the job
	Submitted []string  `json:"submitted,omitempty"` // what was asked for; nil = not known
	Imported  bool      `json:"imported,omitempty"`  // until the first update, arguments are recorded in place
	Remains   bool      `json:"remains,omitempty"`   // only files without an info file are left: to be deleted before all else

	Object     string `json:"object,omitempty"` // tells objects apart that hold one snapshot
	Repository string `json:"repository"`
	Name       string `json:"name"`
	NamePrefix string `json:"name_prefix,omitempty"`
	Inputs     string `json:"inputs"`               // what a generated name's fingerprint depends on
	OnDestroy  string `json:"on_destroy,omitempty"` // "delete": the old files go before a new snapshot of the same name
}

// readPrivate reads private data into what; false = there is none, because the object does not exist yet.
func readPrivate(ctx context.Context, private privateReader, what any, diags *diag.Diagnostics) bool {
	data, d := private.GetKey(ctx, privateKey)
	diags.Append(d...)
	if len(data) == 0 {
		return false
	}
	if err := json.Unmarshal(data, what); err != nil {
		diags.AddWarning("The private data of this object cannot be read",
			threeParts("What the provider noted about the job beside the state is not readable: "+err.Error()+".", "",
				"Nothing is lost: the object counts as one whose job is not known. Import it again to be sure."))
		return false
	}
	return true
}

// writePrivate stores what, but only when it differs: changed private data alone counts as a change of the state.
func writePrivate(ctx context.Context, private privateStore, what any, diags *diag.Diagnostics) {
	data, err := json.Marshal(what)
	if err != nil {
		diags.AddError("The private data cannot be written", threeParts(err.Error(), "", "Please report this as a bug of the provider."))
		return
	}
	if before, _ := private.GetKey(ctx, privateKey); bytes.Equal(before, data) {
		return
	}
	diags.Append(private.SetKey(ctx, privateKey, data)...)
}

// forget takes an object out of the state that is not there any more. Its private data must go as well: Terraform hands
// them to the plan of the new object (seen on 1.11), where they would look like those of an object to be replaced.
func forget(ctx context.Context, state *tfsdk.State, private privateStore, diags *diag.Diagnostics) {
	state.RemoveResource(ctx)
	diags.Append(private.SetKey(ctx, privateKey, nil)...)
}

// inputsHash is a short text that is equal exactly when the inputs are. json.Marshal sorts the keys of maps, and the
// readers of sets sort their elements.
func inputsHash(inputs any) string {
	data, err := json.Marshal(inputs)
	if err != nil {
		return "" // never: strings, slices and maps of strings
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

// inputs are what the fingerprint of a generated name is made of, as far as the configuration decides it.
func (m backupModel) inputs(selection job.Selection) string {
	return inputsHash([]any{
		m.Repository.ValueString(), m.Database.ValueString(), m.Content.ValueString(),
		selection.Tables, selection.Partitions, selection.Exclude, stringMapOf(m.Triggers),
	})
}

// privateOf is what to remember of the object besides its job.
func (m backupModel) privateOf(selection job.Selection, p backupPrivate) backupPrivate {
	p.Repository, p.Name, p.NamePrefix = m.Repository.ValueString(), m.Name.ValueString(), m.NamePrefix.ValueString()
	p.Inputs = m.inputs(selection)
	p.OnDestroy = ""
	if m.deletes() {
		p.OnDestroy = destroyDelete
	}
	return p
}
