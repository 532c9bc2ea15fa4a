// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// probeSnapshot is asked for where one look into the storage is enough; no snapshot need have that name.
const probeSnapshot = "terraform_probe"

// prove reads the storage with what Doris was just told. ALTER REPOSITORY asks Azure nothing, and a CREATE REPOSITORY behind a
// broker need not hand on what it was given: that a statement succeeded says nothing about the new secret. false = it does
// not work, or nobody knows; state then keeps the old version.
func (r *repositoryResource) prove(ctx context.Context, state, plan repositoryModel, diags *diag.Diagnostics) bool {
	name := plan.Name.ValueString()
	err := r.patient(ctx, func() error {
		if plan.kind() == "azure" { // the statement that is known to ask Azure
			_, err := r.instance.Client.Snapshots(ctx, name)
			return err
		}
		_, err := r.instance.Client.Snapshot(ctx, name, probeSnapshot)
		return err
	})
	if err == nil {
		return true
	}
	argument := secretVersion(plan.kind())
	happened := fmt.Sprintf("Doris took the new settings of repository %q, and cannot read the storage with them. They are not counted as done: the change stays planned.", name)
	next := "Correct the settings and apply again."
	if argument != "" {
		happened += fmt.Sprintf(" State keeps %s = %s.", argument, versionText(state))
		next = fmt.Sprintf("Correct the keys (or what else was changed) and apply again with %s = %s or another new number.", argument, versionText(plan))
	}
	if advice := explain.StorageAdviceOr(explain.Place{Kind: plan.kind(), Location: plan.Location.ValueString()}, explain.ErrorWords(err), ""); advice != "" {
		next = advice + " " + next
	}
	diags.AddError("The storage refuses the new settings", explain.ThreeParts(happened, explain.ErrorWords(err), next+" Backups and restores fail until then."))
	return false
}

// secretVersion is the argument that has the secrets of this kind of storage sent, "" when there are none.
func secretVersion(kind string) string {
	switch kind {
	case "s3":
		return "s3.secret_key_wo_version"
	case "azure":
		return "azure.account_key_wo_version"
	case "broker":
		return "broker.secrets_wo_version"
	}
	return ""
}

// versionText is the version of the secrets in a model.
func versionText(m repositoryModel) string {
	for _, group := range []types.Object{m.S3, m.Azure, m.Broker} {
		for _, argument := range []string{"secret_key_wo_version", "account_key_wo_version", "secrets_wo_version"} {
			if version, ok := group.Attributes()[argument]; ok && tfvalue.Given(version) {
				return version.String()
			}
		}
	}
	return "null"
}

// planUnproven plans to send the settings once more where Doris holds some that do not work, although state and configuration
// agree: somebody went back to what was there before.
func planUnproven(ctx context.Context, plan repositoryModel, resp planSetter, diags *diag.Diagnostics) {
	diags.AddWarning("The settings will be sent again", fmt.Sprintf(
		"The last change of repository %q did not work, and Doris holds its settings. Those of this configuration are sent again.", plan.Name.ValueString()))
	diags.Append(resp.SetAttribute(ctx, path.Root("type"), types.StringUnknown())...)
}

type planSetter interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}

// nothingOf is a storage of the same kind without any setting: compared with it, every one is to be sent.
func nothingOf(s doris.Storage) doris.Storage {
	switch {
	case s.S3 != nil:
		return doris.Storage{S3: &doris.S3Storage{UsePathStyle: !s.S3.UsePathStyle}}
	case s.Azure != nil:
		return doris.Storage{Azure: &doris.AzureStorage{}}
	case s.HDFS != nil:
		return doris.Storage{HDFS: &doris.HDFSStorage{}}
	}
	return doris.Storage{Broker: &doris.BrokerStorage{}}
}
