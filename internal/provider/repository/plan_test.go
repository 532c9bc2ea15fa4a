// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// What a plan says of a new repository, with a cluster that answers.
func TestRepositoryPlan(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s3, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s3.Close() })
	onServer := func(changes providertest.Obj) providertest.Obj {
		group := providertest.Obj{"endpoint": s3.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": s3.AccessKey(), "secret_key_wo": s3.SecretKey(), "secret_key_wo_version": 1}
		return providertest.RepositoryWith(providertest.With(providertest.Obj{"location": "s3://backups/x", "s3": group}, changes))
	}
	endpoints := map[string]string{}
	for _, line := range []string{"3.0", "4.1"} {
		sim, err := dorissim.Start(dorissim.Options{Profile: line, Tick: 5 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		endpoints[line] = sim.Addr()
		if err := sim.Exec("CREATE REPOSITORY `taken` WITH S3 ON LOCATION \"s3://backups/taken\" PROPERTIES(\"s3.endpoint\"=\"" + s3.Endpoint() +
			"\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"" + s3.AccessKey() + "\",\"s3.secret_key\"=\"" + s3.SecretKey() + "\",\"use_path_style\"=\"true\")"); err != nil {
			t.Fatal(err)
		}
	}
	long := "r" + strings.Repeat("x", 64)
	for name, test := range map[string]struct {
		line   string
		config providertest.Obj
		wants  []string // none = nothing is said
	}{
		"fine":                {"4.1", onServer(nil), nil},
		"fine on 3.0":         {"3.0", onServer(nil), nil},
		"unknown name":        {"4.1", onServer(providertest.Obj{"name": providertest.NotKnown}), nil},
		"unknown location":    {"4.1", onServer(providertest.Obj{"location": providertest.NotKnown}), nil},
		"unknown group":       {"4.1", onServer(providertest.Obj{"s3": providertest.NotKnown}), nil},
		"unknown endpoint":    {"4.1", onServer(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": providertest.NotKnown, "region": providertest.NotKnown})}), nil},
		"long name":           {"4.1", onServer(providertest.Obj{"name": long}), nil},
		"long name on 3.0":    {"3.0", onServer(providertest.Obj{"name": long}), []string{`error at AttributeName("name"): This Doris does not have the argument | a name of more than 64 characters needs Doris 4.0; this cluster is 3.0.`}},
		"name in unicode":     {"4.1", onServer(providertest.Obj{"name": "仓库"}), nil},
		"unicode name on 3.0": {"3.0", onServer(providertest.Obj{"name": "répo"}), []string{`error at AttributeName("name"): This Doris does not have the argument | a name with letters other than a to z needs Doris 4.0; this cluster is 3.0.`}},
		"name in use":         {"4.1", onServer(providertest.Obj{"name": "taken"}), []string{`error at AttributeName("name"): The repository exists already | Repository "taken" is registered with location s3://backups/taken.`}},
		"unknown broker":      {"4.1", providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "bos://b/x", "broker": providertest.Obj{"name": "nobody"}}), []string{`error at AttributeName("broker").AttributeName("name"): The broker does not exist | Doris has no broker "nobody". It has none at all.`, "ALTER SYSTEM ADD BROKER nobody"}},
		"bucket in the host":  {"4.1", onServer(providertest.Obj{"s3": providertest.S3With(nil)}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The server probably needs the bucket in the path`}},
		"OSS with path style": {"4.1", onServer(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "https://oss-cn-beijing.aliyuncs.com", "region": "cn-beijing", "use_path_style": true})}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The storage refuses the bucket in the path`}},
		"COS without APPID":   {"4.1", onServer(providertest.Obj{"location": "s3://acme/x", "s3": providertest.S3With(providertest.Obj{"endpoint": "https://cos.ap-guangzhou.myqcloud.com", "region": "ap-guangzhou"})}), []string{`warning at AttributeName("location"): The bucket has no APPID`}},
		"role on 3.0":         {"3.0", onServer(providertest.Obj{"s3": providertest.Obj{"region": "eu-central-1", "role_arn": "arn"}}), []string{"s3.role_arn needs Doris 3.1; this cluster is 3.0."}},
		"no keys on 3.0":      {"3.0", onServer(providertest.Obj{"s3": providertest.Obj{"region": "eu-central-1"}}), []string{"warning at", "This Doris probably needs keys"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := providertest.NewServer(t) // one operation each
			providertest.WantText(t, server.Configure(providertest.Obj{"endpoints": []string{endpoints[test.line]}, "doris_version": test.line}))
			providertest.WantText(t, server.Plan(t.Context(), "doris_repository", nil, test.config).Diagnostics, test.wants...)
		})
	}
}

// A bucket is looked into while planning only when it is known which: an unknown endpoint is not that of AWS.
func TestPlanLooksIntoKnownBucketsOnly(t *testing.T) {
	providertest.WithoutEnvironment(t)
	sim, err := dorissim.Start(dorissim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	var requests atomic.Int32
	storage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(storage.Close)
	for name, test := range map[string]struct {
		changes providertest.Obj
		asked   bool
	}{
		"known":            {nil, true},
		"unknown endpoint": {providertest.Obj{"endpoint": providertest.NotKnown}, false},
		"unknown secret":   {providertest.Obj{"secret_key_wo": providertest.NotKnown}, false},
	} {
		t.Run(name, func(t *testing.T) {
			requests.Store(0)
			s := providertest.NewServer(t)
			providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{sim.Addr()}, "object_storage": providertest.Obj{"endpoint": storage.URL, "use_path_style": true, "access_key": "a", "secret_key": "s"}}))
			s.Plan(t.Context(), "doris_repository", nil, providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(test.changes)}))
			if asked := requests.Load() > 0; asked != test.asked {
				t.Errorf("the bucket was asked: %v", asked)
			}
		})
	}
}

// Two resources of one name: whichever is planned second is refused, be the first one new, kept or on its way out.
func TestRepositoriesOfOneName(t *testing.T) {
	providertest.WithoutEnvironment(t)
	config := providertest.RepositoryWith(nil)
	state := providertest.With(config, providertest.Obj{"id": config["name"], "type": "S3", "read_only": false})
	state["s3"] = providertest.With(state["s3"].(providertest.Obj), providertest.Obj{"use_path_style": false})
	delete(state["s3"].(providertest.Obj), "secret_key_wo")
	const refused, renamed = "error at AttributeName(\"name\"): Two objects register the same repository | Another doris_repository", "A repository is destroyed and created under one name"
	for name, test := range map[string]struct {
		first, second [2]providertest.Obj // state and configuration
		want          string
	}{
		"new and new":     {[2]providertest.Obj{nil, config}, [2]providertest.Obj{nil, config}, refused},
		"kept, then new":  {[2]providertest.Obj{state, config}, [2]providertest.Obj{nil, config}, refused},
		"new, then kept":  {[2]providertest.Obj{nil, config}, [2]providertest.Obj{state, config}, refused},
		"moved, then new": {[2]providertest.Obj{state, providertest.With(config, providertest.Obj{"location": "s3://acme/elsewhere"})}, [2]providertest.Obj{nil, config}, ""},
		"new and another": {[2]providertest.Obj{nil, config}, [2]providertest.Obj{nil, providertest.With(config, providertest.Obj{"name": "another"})}, ""},
		"going, then new": {[2]providertest.Obj{state, nil}, [2]providertest.Obj{nil, config}, renamed},
		"new, then going": {[2]providertest.Obj{nil, config}, [2]providertest.Obj{state, nil}, renamed},
	} {
		t.Run(name, func(t *testing.T) {
			server := providertest.NewServer(t)
			providertest.WantText(t, server.Configure(providertest.Obj{"endpoints": providertest.NotKnown})) // no cluster is needed for this
			first := providertest.Texts(server.Plan(t.Context(), "doris_repository", test.first[0], test.first[1]).Diagnostics)
			second := providertest.Texts(server.Plan(t.Context(), "doris_repository", test.second[0], test.second[1]).Diagnostics)
			if strings.Contains(first, refused) || strings.Contains(first, renamed) {
				t.Errorf("the first was refused:\n%s", first)
			}
			for _, text := range []string{refused, renamed} {
				if strings.Contains(second, text) != (text == test.want) {
					t.Errorf("want %q only, got\n%s", test.want, second)
				}
			}
		})
	}
}
