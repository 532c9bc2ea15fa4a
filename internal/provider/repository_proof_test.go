// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// repositoryThing is a doris_repository through its life. Write-only values are in no proposal, as Terraform has it.
type repositoryThing struct{ *thing }

func (x repositoryThing) plan(config obj) *tfprotov6.PlanResourceChangeResponse {
	x.t.Helper()
	request := x.request(proposed(config, nil))
	request.Config = x.value(config)
	response, err := x.server.server.PlanResourceChange(x.t.Context(), request)
	if err != nil {
		x.t.Fatal(err)
	}
	return response
}

// apply plans and applies; both sets of diagnostics come back.
func (x repositoryThing) apply(config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	x.again()
	planned := x.plan(config)
	if failed(planned.Diagnostics) {
		return planned.Diagnostics
	}
	return append(planned.Diagnostics, x.applyPlanned(x.t.Context(), config, planned)...)
}

// changes reports whether a plan has something to do.
func (x repositoryThing) changes(config obj) bool {
	x.t.Helper()
	x.again()
	planned := x.plan(config)
	if failed(planned.Diagnostics) {
		x.t.Fatal(texts(planned.Diagnostics))
	}
	typ := x.resourceType(x.name)
	was, err := x.state.Unmarshal(typ)
	if err != nil {
		x.t.Fatal(err)
	}
	will, err := planned.PlannedState.Unmarshal(typ)
	if err != nil {
		x.t.Fatal(err)
	}
	return !was.Equal(will)
}

// version is the version of the secrets in state, "null" without one.
func (x repositoryThing) version(group, argument string) string {
	x.t.Helper()
	var in map[string]tftypes.Value
	if err := x.attributes(x.state)[group].As(&in); err != nil {
		x.t.Fatal(err)
	}
	return fmt.Sprint(in[argument])
}

func newRepositoryThing(t *testing.T, profile string) (repositoryThing, *standIn) {
	t.Helper()
	s := newStandInWith(t, dorissim.Options{Profile: profile, Tick: 5 * time.Millisecond})
	s.sim.AddBroker("bos")
	return repositoryThing{s.thing("doris_repository")}, s
}

// A new secret counts as taken only when something has read the storage with it, whatever the storage and whichever
// statement told Doris. Afterwards the corrected secret works with the next version, or with the same one.
func TestRotationIsProven(t *testing.T) {
	withoutEnvironment(t)
	const refused = "Status code 403, refused"
	for _, test := range []struct {
		name, profile, group, argument string
		config                         func(s *standIn, version int) obj
		statement                      string
	}{
		{"azure", "4.0", "azure", "account_key_wo_version", func(_ *standIn, version int) obj {
			return obj{"name": "z", "location": "s3://box/prod", "azure": obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": version}}
		}, "ALTER REPOSITORY"},
		{"azure", "4.1", "azure", "account_key_wo_version", func(_ *standIn, version int) obj {
			return obj{"name": "z", "location": "s3://box/prod", "azure": obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": version}}
		}, "ALTER REPOSITORY"},
		{"s3 in place", "4.1", "s3", "secret_key_wo_version", minioVersion, "ALTER REPOSITORY"},
		{"s3 in place", "3.0", "s3", "secret_key_wo_version", minioVersion, "ALTER REPOSITORY"},
		{"s3 registered again", "2.0", "s3", "secret_key_wo_version", minioVersion, "CREATE REPOSITORY"},
		{"broker", "3.0", "broker", "secrets_wo_version", func(_ *standIn, version int) obj {
			return obj{"name": "z", "location": "bos://box/prod", "broker": obj{"name": "bos", "secrets_wo": obj{"password": "SK"}, "secrets_wo_version": version}}
		}, "CREATE REPOSITORY"},
		{"broker", "4.1", "broker", "secrets_wo_version", func(_ *standIn, version int) obj {
			return obj{"name": "z", "location": "bos://box/prod", "broker": obj{"name": "bos", "secrets_wo": obj{"broker.password": "SK"}, "secrets_wo_version": version}}
		}, "CREATE REPOSITORY"},
	} {
		t.Run(test.name+" "+test.profile, func(t *testing.T) {
			x, s := newRepositoryThing(t, test.profile)
			if said := x.apply(test.config(s, 1)); failed(said) {
				t.Fatal(texts(said))
			}
			s.sim.FailStatement("SHOW SNAPSHOT", refused, 1)
			wantText(t, x.apply(test.config(s, 2)), "error: The storage refuses the new settings", refused,
				fmt.Sprintf("State keeps %s.%s = 1.", test.group, test.argument), fmt.Sprintf("apply again with %s.%s = 2 or another new number", test.group, test.argument))
			if got := x.version(test.group, test.argument); !strings.Contains(got, `"1"`) {
				t.Errorf("state has version %s after a rotation that did not work", got)
			}
			x.refresh()
			if !x.changes(test.config(s, 2)) {
				t.Error("the change is no longer planned")
			}
			// Going back is a change as well: Doris holds the other settings.
			if !x.changes(test.config(s, 1)) {
				t.Error("going back finds nothing to do")
			}
			s.sim.ResetStatements()
			if said := x.apply(test.config(s, 3)); failed(said) {
				t.Fatal(texts(said))
			}
			if !s.wasSent(test.statement) {
				t.Errorf("no %s was sent", test.statement)
			}
			x.refresh()
			if x.changes(test.config(s, 3)) {
				t.Error("the plan after it is not empty")
			}
		})
	}
}

func (s *standIn) wasSent(words string) bool {
	for _, statement := range s.sim.Statements() {
		if strings.HasPrefix(statement.Text, words) {
			return true
		}
	}
	return false
}

func minioVersion(s *standIn, version int) obj {
	return obj{"name": "z", "location": "s3://backups/z", "s3": obj{
		"endpoint": s.store.Endpoint(), "region": "us-east-1", "use_path_style": true,
		"access_key": s.store.AccessKey(), "secret_key_wo": s.store.SecretKey(), "secret_key_wo_version": version,
	}}
}

// Azure's own story: the account's key is rotated, and ALTER REPOSITORY takes whatever comes.
func TestAzureTakesAnyKey(t *testing.T) {
	withoutEnvironment(t)
	x, s := newRepositoryThing(t, "4.1")
	config := func(account, key string, version int) obj {
		return obj{"name": "z", "location": "s3://box/prod", "azure": obj{"account_name": account, "account_key_wo": key, "account_key_wo_version": version}}
	}
	if said := x.apply(config("acme", "b2xk", 1)); failed(said) {
		t.Fatal(texts(said))
	}
	s.sim.AzureKey("acme", "bmV3")
	s.sim.AzureKey("other", "b3RoZXI=")
	wantText(t, x.apply(config("acme", "d3Jvbmc=", 2)), "The storage refuses the new settings", "Status code 403", "azure.account_key_wo_version = 2")
	// Back to the configuration that state has, whose key has gone: that is no success either.
	wantText(t, x.apply(config("acme", "b2xk", 1)), "The settings will be sent again", "The storage refuses the new settings")
	wantText(t, x.apply(config("other", "bmV3", 2)), "The storage refuses the new settings") // a wrong account
	if said := x.apply(config("acme", "bmV3", 2)); failed(said) {
		t.Fatal(texts(said))
	}
	x.refresh()
	if x.changes(config("acme", "bmV3", 2)) {
		t.Error("the plan after it is not empty")
	}
	if _, _, err := s.sim.Query("SHOW SNAPSHOT ON `z`"); err != nil {
		t.Error(err)
	}
}

// Before the fix of apache/doris#46411 no way of a configuration leads to an Azure repository: none reaches the frontend, in the
// plan or in the apply.
func TestAzureBeforeFix(t *testing.T) {
	withoutEnvironment(t)
	azure := obj{"account_name": "acme", "account_key_wo": "SK", "account_key_wo_version": 1}
	minio := obj{"endpoint": "http://127.0.0.1:1", "region": "us-east-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}
	for _, profile := range []string{"2.0", "2.1", "3.0", "3.1"} {
		x, s := newRepositoryThing(t, profile)
		for name, config := range map[string]obj{
			"group":                {"azure": azure},
			"provider in property": {"s3": minio, "properties": obj{"provider": "azure"}},
			"key of azure":         {"s3": minio, "properties": obj{"azure.endpoint": "https://acme.blob.core.windows.net"}},
			"support":              {"s3": minio, "properties": obj{"fs.azure.support": "true"}},
		} {
			config = with(config, obj{"name": "z", "location": "s3://box/prod"})
			if config["properties"] != nil {
				wantText(t, x.apply(config), "The property makes it a repository in Azure")
			} else {
				wantText(t, x.apply(config), "This Doris does not have the argument", "azure needs Doris 4.0; this cluster is", "none of them starts again", "apache/doris#46411")
			}
			// A plan that was made for another cluster, or of unknown values, is stopped in the apply.
			planned := x.plan(with(config, obj{"properties": notKnown}))
			if config["properties"] == nil {
				planned.PlannedState = x.value(with(proposed(config, nil), obj{"id": "z", "type": notKnown, "read_only": false}))
			} else {
				planned.PlannedState = x.value(with(proposed(config, nil), obj{"id": "z", "type": notKnown, "read_only": false, "s3": with(proposed(config, nil)["s3"].(obj), obj{"use_path_style": false})}))
			}
			wantText(t, x.applyPlanned(t.Context(), config, planned), "zure") // the group, or the property
			if s.wasSent("CREATE REPOSITORY `z`") {
				t.Errorf("%s on %s: the frontend was told of it", name, profile)
			}
			x.state = x.value(nil)
		}
	}
}

// The stand-in does what the frontend of 3.0 did: it never comes back.
func TestAzureEndsFrontend(t *testing.T) {
	for _, profile := range []string{"3.0", "4.1"} {
		sim, err := dorissim.Start(dorissim.Options{Profile: profile, Tick: 5 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		for _, statement := range []string{
			`CREATE REPOSITORY z WITH S3 ON LOCATION "s3://box/x" PROPERTIES("provider"="AZURE","s3.endpoint"="https://acme.blob.core.windows.net","s3.access_key"="acme","s3.secret_key"="SK")`,
			"DROP REPOSITORY z",
		} {
			if err := sim.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		sim.Refuse(true)
		sim.Refuse(false)
		up := func() bool {
			c, err := net.DialTimeout("tcp", sim.Addr(), time.Second)
			if err == nil {
				_ = c.Close()
			}
			return err == nil
		}
		if !up() {
			t.Errorf("%s: the frontend is away before any restart", profile)
		}
		sim.Restart()
		sim.Refuse(false)
		if got, want := up(), profile != "3.0"; got != want {
			t.Errorf("%s: after a restart the frontend answers: %v", profile, got)
		}
	}
}

// From 3.1 on Doris hands a broker none but its own keys and shows none: that is no change, and the plan says what is lost.
func TestBrokerHidesProperties(t *testing.T) {
	withoutEnvironment(t)
	for profile, hidden := range map[string]bool{"2.1": false, "3.0": false, "3.1": true, "4.0": true, "4.1": true} {
		for name, changes := range map[string]obj{
			"properties":             {"properties": obj{"bos_endpoint": "http://bj.bcebos.com", "bos_accesskey": "AK"}},
			"own keys":               {"properties": obj{"broker.x": "1"}},
			"own keys and others":    {"properties": obj{"broker.x": "1", "bos_endpoint": "http://bj.bcebos.com"}},
			"properties and secrets": {"properties": obj{"username": "u"}, "broker": obj{"name": "bos", "secrets_wo": obj{"password": "SK"}, "secrets_wo_version": 1}},
			"none":                   {},
		} {
			t.Run(profile+" "+name, func(t *testing.T) {
				x, s := newRepositoryThing(t, profile)
				config := with(obj{"name": "z", "location": "bos://box/prod", "broker": obj{"name": "bos"}}, changes)
				said := texts(x.apply(config))
				if warns := strings.Contains(said, "The broker gets none of these properties"); warns != (hidden && name != "own keys" && name != "none") {
					t.Errorf("said\n%s", said)
				}
				x.refresh()
				if x.changes(config) {
					t.Error("the plan after it is not empty")
				}
				if name == "own keys" { // what is shown counts
					s.exec("DROP REPOSITORY `z`; CREATE REPOSITORY `z` WITH BROKER `bos` ON LOCATION \"bos://box/prod\" PROPERTIES(\"broker.x\"=\"2\")")
					x.refresh()
					if !x.changes(config) {
						t.Error("a changed property is not seen")
					}
				}
			})
		}
	}
}
