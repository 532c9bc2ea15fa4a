// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

// PrivateKey is where backups and restores keep what state does not show.
const PrivateKey = "job"

// privateReader and PrivateStore are Terraform's private data, to look at and to change.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// PrivateStore is Terraform's private data, to change.
type PrivateStore interface {
	privateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// ReadPrivate reads private data into what; false = there is none, because the object does not exist yet.
func ReadPrivate(ctx context.Context, private privateReader, what any, diags *diag.Diagnostics) bool {
	data, d := private.GetKey(ctx, PrivateKey)
	diags.Append(d...)
	if len(data) == 0 {
		return false
	}
	if err := json.Unmarshal(data, what); err != nil {
		diags.AddWarning("The private data of this object cannot be read",
			explain.ThreeParts("What the provider noted about the job beside the state is not readable: "+err.Error()+".", "",
				"Nothing is lost: the object counts as one whose job is not known. Import it again to be sure."))
		return false
	}
	return true
}

// WritePrivate stores what, but only when it differs: changed private data alone counts as a change of the state.
func WritePrivate(ctx context.Context, private PrivateStore, what any, diags *diag.Diagnostics) {
	data, err := json.Marshal(what)
	if err != nil {
		diags.AddError("The private data cannot be written", explain.ThreeParts(err.Error(), "", "Please report this as a bug of the provider."))
		return
	}
	if before, _ := private.GetKey(ctx, PrivateKey); bytes.Equal(before, data) {
		return
	}
	diags.Append(private.SetKey(ctx, PrivateKey, data)...)
}

// Forget takes an object out of the state that is not there any more. Its private data must go as well: Terraform hands
// them to the plan of the new object (seen on 1.11), where they would look like those of an object to be replaced.
func Forget(ctx context.Context, state *tfsdk.State, private PrivateStore, diags *diag.Diagnostics) {
	state.RemoveResource(ctx)
	diags.Append(private.SetKey(ctx, PrivateKey, nil)...)
}

// InputsHash is a short text that is equal exactly when the inputs are. json.Marshal sorts the keys of maps, and the
// readers of sets sort their elements.
func InputsHash(inputs any) string {
	data, err := json.Marshal(inputs)
	if err != nil {
		return "" // never: strings, slices and maps of strings
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}
