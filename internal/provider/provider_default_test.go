// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
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
		config      obj
		want        string
	}{
		"nothing":                  {nil, obj{}, warning},
		"empty environment":        {map[string]string{envEndpoints: ""}, obj{}, warning},
		"blank environment":        {map[string]string{envEndpoints: " , "}, obj{}, warning},
		"other arguments":          {nil, obj{"poll_interval": "1s", "password": "x"}, warning},
		"user only":                {nil, obj{"username": "tf"}, asOther},
		"user of the environment":  {map[string]string{envUsername: "tf"}, obj{}, asOther},
		"endpoints":                {nil, obj{"endpoints": []string{"127.0.0.1:9030"}}, ""},
		"endpoints of environment": {map[string]string{envEndpoints: "fe1:9030"}, obj{}, ""},
		"endpoints not known":      {nil, obj{"endpoints": notKnown}, ""},
		"an endpoint not known":    {nil, obj{"endpoints": []any{notKnown}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			withoutEnvironment(t)
			for variable, value := range c.environment {
				t.Setenv(variable, value)
			}
			s := newServer(t)
			wantText(t, s.validateProvider(c.config))
			said := s.configure(c.config)
			if c.want == "" {
				wantText(t, said)
				return
			}
			wantText(t, said, c.want)
			if len(said) != 1 {
				t.Errorf("one warning wanted, got %s", texts(said))
			}
		})
	}
}
