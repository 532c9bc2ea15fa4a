// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
)

// NewDeleting is a stand-in whose bucket this machine reaches with the credentials that AWS tools find.
func NewDeleting(t *testing.T) *StandIn {
	t.Helper()
	s := NewStandIn(t)
	t.Setenv("AWS_ACCESS_KEY_ID", s.Store.AccessKey())
	t.Setenv("AWS_SECRET_ACCESS_KEY", s.Store.SecretKey())
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", "/nowhere") // what the person who runs the tests has
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
	return s
}

const ShopFolder = "prod/__palo_repository_dr_main/__ss_before_migration/"

func (s *StandIn) ObjectsLeft() int { return len(s.Store.Objects("backups", ShopFolder)) }

// WantSummaries fails unless these errors and warnings came, and no others.
func WantSummaries(t *testing.T, diags []*tfprotov6.Diagnostic, want ...string) {
	t.Helper()
	result := Planned{Diags: diags}
	compare.Lists(t, "diagnostics", result.Summaries(), want)
	if t.Failed() {
		t.Log(DiagnosticsText(diags))
	}
}

const Goes = "WARNING: The snapshot will be deleted (before_migration)"
