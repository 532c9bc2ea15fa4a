// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// validateProvider, ValidateResource and ValidateData are what terraform validate asks.
func validateProvider(s *providertest.Server, config providertest.Obj) []*tfprotov6.Diagnostic {
	s.T.Helper()
	resp, err := s.Server.ValidateProviderConfig(s.T.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: providertest.Dynamic(s.T, s.ProviderType(), config)})
	if err != nil {
		s.T.Fatal(err)
	}
	return resp.Diagnostics
}
