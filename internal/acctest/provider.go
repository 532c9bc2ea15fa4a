// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// The provider falls back to DORIS_ENDPOINTS and its like, which in an operator's shell name production. Whatever runs a
// test binary, only DORIS_TEST_* may reach it.
func init() {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "DORIS_") && !strings.HasPrefix(name, "DORIS_TEST_") {
			_ = os.Unsetenv(name)
		}
	}
}

// ProviderFactories serves the provider under test, in this process, to the CLI that runs a test's configurations.
func ProviderFactories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"doris": providerserver.NewProtocol6WithError(provider.New("test")()),
	}
}
