// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestNoFrontendConfigured: the default is used with one warning, when the provider is configured, and silently where
// something says which frontend is meant, or will say so.
func TestNoFrontendConfigured(t *testing.T) {
	const warning = `warning at AttributeName("endpoints"): No frontend is configured | Neither endpoints nor DORIS_ENDPOINTS is set, so user "root" logs in to the frontend at 127.0.0.1:9030, on this machine.` +
		"\n\nSet endpoints = [\"fe1:9030\"] in the provider block, or the environment variable DORIS_ENDPOINTS=fe1:9030; and username, or DORIS_USERNAME. " +
		`If this frontend is meant, write endpoints = ["127.0.0.1:9030"].`
	const asOther = `No frontend is configured | Neither endpoints nor DORIS_ENDPOINTS is set, so user "tf" logs in`
	for name, c := range map[string]struct {
		environment map[string]string
		config      providertest.Obj
		want        string
	}{
		"nothing":                  {nil, providertest.Obj{}, warning},
		"empty environment":        {map[string]string{provider.EnvEndpoints: ""}, providertest.Obj{}, warning},
		"blank environment":        {map[string]string{provider.EnvEndpoints: " , "}, providertest.Obj{}, warning},
		"other arguments":          {nil, providertest.Obj{"poll_interval": "1s", "password": "x"}, warning},
		"user only":                {nil, providertest.Obj{"username": "tf"}, asOther},
		"user of the environment":  {map[string]string{provider.EnvUsername: "tf"}, providertest.Obj{}, asOther},
		"endpoints":                {nil, providertest.Obj{"endpoints": []string{"127.0.0.1:9030"}}, ""},
		"endpoints of environment": {map[string]string{provider.EnvEndpoints: "fe1:9030"}, providertest.Obj{}, ""},
		"endpoints not known":      {nil, providertest.Obj{"endpoints": providertest.NotKnown}, ""},
		"an endpoint not known":    {nil, providertest.Obj{"endpoints": []any{providertest.NotKnown}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.WithoutEnvironment(t)
			for variable, value := range c.environment {
				t.Setenv(variable, value)
			}
			s := providertest.NewServer(t)
			providertest.WantText(t, validateProvider(s, c.config))
			said := s.Configure(c.config)
			if c.want == "" {
				providertest.WantText(t, said)
				return
			}
			providertest.WantText(t, said, c.want)
			if len(said) != 1 {
				t.Errorf("one warning wanted, got %s", providertest.Texts(said))
			}
		})
	}
}
