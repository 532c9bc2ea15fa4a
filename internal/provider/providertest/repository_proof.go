// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// RepositoryThing is a doris_repository through its life. Write-only values are in no proposal, as Terraform has it.
type RepositoryThing struct{ *Thing }

func (x RepositoryThing) Plan(config Obj) *tfprotov6.PlanResourceChangeResponse {
	x.T.Helper()
	request := x.Request(Proposed(config, nil))
	request.Config = x.Value(config)
	response, err := x.Server.Server.PlanResourceChange(x.T.Context(), request)
	if err != nil {
		x.T.Fatal(err)
	}
	return response
}

// Apply plans and applies; both sets of diagnostics come back.
func (x RepositoryThing) Apply(config Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	x.Again()
	planned := x.Plan(config)
	if Failed(planned.Diagnostics) {
		return planned.Diagnostics
	}
	return append(planned.Diagnostics, x.ApplyPlanned(x.T.Context(), config, planned)...)
}

func MinioVersion(s *StandIn, version int) Obj {
	return Obj{"name": "z", "location": "s3://backups/z", "s3": Obj{
		"endpoint": s.Store.Endpoint(), "region": "us-east-1", "use_path_style": true,
		"access_key": s.Store.AccessKey(), "secret_key_wo": s.Store.SecretKey(), "secret_key_wo_version": version,
	}}
}
