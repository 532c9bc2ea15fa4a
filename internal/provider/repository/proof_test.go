// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// hasChanges reports whether a plan has something to do.
func hasChanges(x providertest.RepositoryThing, config providertest.Obj) bool {
	x.T.Helper()
	x.Again()
	planned := x.Plan(config)
	if providertest.Failed(planned.Diagnostics) {
		x.T.Fatal(providertest.Texts(planned.Diagnostics))
	}
	typ := x.ResourceType(x.Name)
	was, err := x.State.Unmarshal(typ)
	if err != nil {
		x.T.Fatal(err)
	}
	will, err := planned.PlannedState.Unmarshal(typ)
	if err != nil {
		x.T.Fatal(err)
	}
	return !was.Equal(will)
}

// version is the version of the secrets in state, "null" without one.
func version(x providertest.RepositoryThing, group, argument string) string {
	x.T.Helper()
	var in map[string]tftypes.Value
	if err := x.Attributes(x.State)[group].As(&in); err != nil {
		x.T.Fatal(err)
	}
	return fmt.Sprint(in[argument])
}

func newRepositoryThing(t *testing.T, profile string) (providertest.RepositoryThing, *providertest.StandIn) {
	t.Helper()
	s := providertest.NewStandInWith(t, dorissim.Options{Profile: profile, Tick: 5 * time.Millisecond})
	s.Sim.AddBroker("bos")
	return providertest.RepositoryThing{Thing: s.Thing("doris_repository")}, s
}

// A new secret counts as taken only when something has read the storage with it, whatever the storage and whichever
// statement told Doris. Afterwards the corrected secret works with the next version, or with the same one.
func TestRotationIsProven(t *testing.T) {
	providertest.WithoutEnvironment(t)
	const refused = "Status code 403, refused"
	for _, test := range []struct {
		name, profile, group, argument string
		config                         func(s *providertest.StandIn, version int) providertest.Obj
		statement                      string
	}{
		{"azure", "4.0", "azure", "account_key_wo_version", func(_ *providertest.StandIn, version int) providertest.Obj {
			return providertest.Obj{"name": "z", "location": "s3://box/prod", "azure": providertest.Obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": version}}
		}, "ALTER REPOSITORY"},
		{"azure", "4.1", "azure", "account_key_wo_version", func(_ *providertest.StandIn, version int) providertest.Obj {
			return providertest.Obj{"name": "z", "location": "s3://box/prod", "azure": providertest.Obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": version}}
		}, "ALTER REPOSITORY"},
		{"s3 in place", "4.1", "s3", "secret_key_wo_version", providertest.MinioVersion, "ALTER REPOSITORY"},
		{"s3 in place", "3.0", "s3", "secret_key_wo_version", providertest.MinioVersion, "ALTER REPOSITORY"},
		{"s3 registered again", "2.0", "s3", "secret_key_wo_version", providertest.MinioVersion, "CREATE REPOSITORY"},
		{"broker", "3.0", "broker", "secrets_wo_version", func(_ *providertest.StandIn, version int) providertest.Obj {
			return providertest.Obj{"name": "z", "location": "bos://box/prod", "broker": providertest.Obj{"name": "bos", "secrets_wo": providertest.Obj{"password": "SK"}, "secrets_wo_version": version}}
		}, "CREATE REPOSITORY"},
		{"broker", "4.1", "broker", "secrets_wo_version", func(_ *providertest.StandIn, version int) providertest.Obj {
			return providertest.Obj{"name": "z", "location": "bos://box/prod", "broker": providertest.Obj{"name": "bos", "secrets_wo": providertest.Obj{"broker.password": "SK"}, "secrets_wo_version": version}}
		}, "CREATE REPOSITORY"},
	} {
		t.Run(test.name+" "+test.profile, func(t *testing.T) {
			x, s := newRepositoryThing(t, test.profile)
			if said := x.Apply(test.config(s, 1)); providertest.Failed(said) {
				t.Fatal(providertest.Texts(said))
			}
			s.Sim.FailStatement("SHOW SNAPSHOT", refused, 1)
			providertest.WantText(t, x.Apply(test.config(s, 2)), "error: The storage refuses the new settings", refused,
				fmt.Sprintf("State keeps %s.%s = 1.", test.group, test.argument), fmt.Sprintf("apply again with %s.%s = 2 or another new number", test.group, test.argument))
			if got := version(x, test.group, test.argument); !strings.Contains(got, `"1"`) {
				t.Errorf("state has version %s after a rotation that did not work", got)
			}
			x.Refresh()
			if !hasChanges(x, test.config(s, 2)) {
				t.Error("the change is no longer planned")
			}
			// Going back is a change as well: Doris holds the other settings.
			if !hasChanges(x, test.config(s, 1)) {
				t.Error("going back finds nothing to do")
			}
			s.Sim.ResetStatements()
			if said := x.Apply(test.config(s, 3)); providertest.Failed(said) {
				t.Fatal(providertest.Texts(said))
			}
			if !wasSent(s, test.statement) {
				t.Errorf("no %s was sent", test.statement)
			}
			x.Refresh()
			if hasChanges(x, test.config(s, 3)) {
				t.Error("the plan after it is not empty")
			}
		})
	}
}

func wasSent(s *providertest.StandIn, words string) bool {
	for _, statement := range s.Sim.Statements() {
		if strings.HasPrefix(statement.Text, words) {
			return true
		}
	}
	return false
}

// Azure's own story: the account's key is rotated, and ALTER REPOSITORY takes whatever comes.
func TestAzureTakesAnyKey(t *testing.T) {
	providertest.WithoutEnvironment(t)
	x, s := newRepositoryThing(t, "4.1")
	config := func(account, key string, version int) providertest.Obj {
		return providertest.Obj{"name": "z", "location": "s3://box/prod", "azure": providertest.Obj{"account_name": account, "account_key_wo": key, "account_key_wo_version": version}}
	}
	if said := x.Apply(config("acme", "b2xk", 1)); providertest.Failed(said) {
		t.Fatal(providertest.Texts(said))
	}
	s.Sim.AzureKey("acme", "bmV3")
	s.Sim.AzureKey("other", "b3RoZXI=")
	providertest.WantText(t, x.Apply(config("acme", "d3Jvbmc=", 2)), "The storage refuses the new settings", "Status code 403", "azure.account_key_wo_version = 2")
	// Back to the configuration that state has, whose key has gone: that is no success either.
	providertest.WantText(t, x.Apply(config("acme", "b2xk", 1)), "The settings will be sent again", "The storage refuses the new settings")
	providertest.WantText(t, x.Apply(config("other", "bmV3", 2)), "The storage refuses the new settings") // a wrong account
	if said := x.Apply(config("acme", "bmV3", 2)); providertest.Failed(said) {
		t.Fatal(providertest.Texts(said))
	}
	x.Refresh()
	if hasChanges(x, config("acme", "bmV3", 2)) {
		t.Error("the plan after it is not empty")
	}
	if _, _, err := s.Sim.Query("SHOW SNAPSHOT ON `z`"); err != nil {
		t.Error(err)
	}
}

// Before the fix of apache/doris#46411 no way of a configuration leads to an Azure repository: none reaches the frontend, in the
// plan or in the apply.
func TestAzureBeforeFix(t *testing.T) {
	providertest.WithoutEnvironment(t)
	azure := providertest.Obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": 1}
	minio := providertest.Obj{"endpoint": "http://127.0.0.1:1", "region": "us-east-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}
	for _, profile := range []string{"2.0", "2.1", "3.0", "3.1"} {
		x, s := newRepositoryThing(t, profile)
		for name, config := range map[string]providertest.Obj{
			"group":                {"azure": azure},
			"provider in property": {"s3": minio, "properties": providertest.Obj{"provider": "azure"}},
			"key of azure":         {"s3": minio, "properties": providertest.Obj{"azure.endpoint": "https://acme.blob.core.windows.net"}},
			"support":              {"s3": minio, "properties": providertest.Obj{"fs.azure.support": "true"}},
		} {
			config = providertest.With(config, providertest.Obj{"name": "z", "location": "s3://box/prod"})
			if config["properties"] != nil {
				providertest.WantText(t, x.Apply(config), "The property makes it a repository in Azure")
			} else {
				providertest.WantText(t, x.Apply(config), "This Doris does not have the argument", "azure needs Doris 4.0; this cluster is", "none of them starts again", "apache/doris#46411")
			}
			// A plan that was made for another cluster, or of unknown values, is stopped in the apply.
			planned := x.Plan(providertest.With(config, providertest.Obj{"properties": providertest.NotKnown}))
			if config["properties"] == nil {
				planned.PlannedState = x.Value(providertest.With(providertest.Proposed(config, nil), providertest.Obj{"id": "z", "type": providertest.NotKnown, "read_only": false}))
			} else {
				planned.PlannedState = x.Value(providertest.With(providertest.Proposed(config, nil), providertest.Obj{"id": "z", "type": providertest.NotKnown, "read_only": false, "s3": providertest.With(providertest.Proposed(config, nil)["s3"].(providertest.Obj), providertest.Obj{"use_path_style": false})}))
			}
			providertest.WantText(t, x.ApplyPlanned(t.Context(), config, planned), "zure") // the group, or the property
			if wasSent(s, "CREATE REPOSITORY `z`") {
				t.Errorf("%s on %s: the frontend was told of it", name, profile)
			}
			x.State = x.Value(nil)
		}
	}
}

// From 3.1 on Doris hands a broker none but its own keys and shows none: that is no change, and the plan says what is lost.
func TestBrokerHidesProperties(t *testing.T) {
	providertest.WithoutEnvironment(t)
	for profile, hidden := range map[string]bool{"2.1": false, "3.0": false, "3.1": true, "4.0": true, "4.1": true} {
		for name, changes := range map[string]providertest.Obj{
			"properties":             {"properties": providertest.Obj{"bos_endpoint": "http://bj.bcebos.com", "bos_accesskey": "AK"}},
			"own keys":               {"properties": providertest.Obj{"broker.x": "1"}},
			"own keys and others":    {"properties": providertest.Obj{"broker.x": "1", "bos_endpoint": "http://bj.bcebos.com"}},
			"properties and secrets": {"properties": providertest.Obj{"username": "u"}, "broker": providertest.Obj{"name": "bos", "secrets_wo": providertest.Obj{"password": "SK"}, "secrets_wo_version": 1}},
			"none":                   {},
		} {
			t.Run(profile+" "+name, func(t *testing.T) {
				x, s := newRepositoryThing(t, profile)
				config := providertest.With(providertest.Obj{"name": "z", "location": "bos://box/prod", "broker": providertest.Obj{"name": "bos"}}, changes)
				said := providertest.Texts(x.Apply(config))
				if warns := strings.Contains(said, "The broker gets none of these properties"); warns != (hidden && name != "own keys" && name != "none") {
					t.Errorf("said\n%s", said)
				}
				x.Refresh()
				if hasChanges(x, config) {
					t.Error("the plan after it is not empty")
				}
				if name == "own keys" { // what is shown counts
					s.Exec("DROP REPOSITORY `z`; CREATE REPOSITORY `z` WITH BROKER `bos` ON LOCATION \"bos://box/prod\" PROPERTIES(\"broker.x\"=\"2\")")
					x.Refresh()
					if !hasChanges(x, config) {
						t.Error("a changed property is not seen")
					}
				}
			})
		}
	}
}
