// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// What a plan says of a new repository, with a cluster that answers.
func TestRepositoryPlan(t *testing.T) {
	withoutEnvironment(t)
	s3, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s3.Close() })
	onServer := func(changes obj) obj {
		group := obj{"endpoint": s3.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": s3.AccessKey(), "secret_key_wo": s3.SecretKey(), "secret_key_wo_version": 1}
		return repositoryWith(with(obj{"location": "s3://backups/x", "s3": group}, changes))
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
		config obj
		wants  []string // none = nothing is said
	}{
		"fine":                {"4.1", onServer(nil), nil},
		"fine on 3.0":         {"3.0", onServer(nil), nil},
		"unknown name":        {"4.1", onServer(obj{"name": notKnown}), nil},
		"unknown location":    {"4.1", onServer(obj{"location": notKnown}), nil},
		"unknown group":       {"4.1", onServer(obj{"s3": notKnown}), nil},
		"unknown endpoint":    {"4.1", onServer(obj{"s3": s3With(obj{"endpoint": notKnown, "region": notKnown})}), nil},
		"long name":           {"4.1", onServer(obj{"name": long}), nil},
		"long name on 3.0":    {"3.0", onServer(obj{"name": long}), []string{`error at AttributeName("name"): This Doris does not have the argument | a name of more than 64 characters needs Doris 4.0; this cluster is 3.0.`}},
		"name in unicode":     {"4.1", onServer(obj{"name": "仓库"}), nil},
		"unicode name on 3.0": {"3.0", onServer(obj{"name": "répo"}), []string{`error at AttributeName("name"): This Doris does not have the argument | a name with letters other than a to z needs Doris 4.0; this cluster is 3.0.`}},
		"name in use":         {"4.1", onServer(obj{"name": "taken"}), []string{`error at AttributeName("name"): The repository exists already | Repository "taken" is registered with location s3://backups/taken.`}},
		"unknown broker":      {"4.1", repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "nobody"}}), []string{`error at AttributeName("broker").AttributeName("name"): The broker does not exist | Doris has no broker "nobody". It has none at all.`, "ALTER SYSTEM ADD BROKER nobody"}},
		"bucket in the host":  {"4.1", onServer(obj{"s3": s3With(nil)}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The server probably needs the bucket in the path`}},
		"OSS with path style": {"4.1", onServer(obj{"s3": s3With(obj{"endpoint": "https://oss-cn-beijing.aliyuncs.com", "region": "cn-beijing", "use_path_style": true})}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The storage refuses the bucket in the path`}},
		"COS without APPID":   {"4.1", onServer(obj{"location": "s3://acme/x", "s3": s3With(obj{"endpoint": "https://cos.ap-guangzhou.myqcloud.com", "region": "ap-guangzhou"})}), []string{`warning at AttributeName("location"): The bucket has no APPID`}},
		"role on 3.0":         {"3.0", onServer(obj{"s3": obj{"region": "eu-central-1", "role_arn": "arn"}}), []string{"s3.role_arn needs Doris 3.1; this cluster is 3.0."}},
		"no keys on 3.0":      {"3.0", onServer(obj{"s3": obj{"region": "eu-central-1"}}), []string{"warning at", "This Doris probably needs keys"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t) // one operation each
			wantText(t, server.configure(obj{"endpoints": []string{endpoints[test.line]}, "doris_version": test.line}))
			wantText(t, server.plan(t.Context(), "doris_repository", nil, test.config).Diagnostics, test.wants...)
		})
	}
}

// A bucket is looked into while planning only when it is known which: an unknown endpoint is not that of AWS.
func TestPlanLooksIntoKnownBucketsOnly(t *testing.T) {
	withoutEnvironment(t)
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
		changes obj
		asked   bool
	}{
		"known":            {nil, true},
		"unknown endpoint": {obj{"endpoint": notKnown}, false},
		"unknown secret":   {obj{"secret_key_wo": notKnown}, false},
	} {
		t.Run(name, func(t *testing.T) {
			requests.Store(0)
			s := newServer(t)
			wantText(t, s.configure(obj{"endpoints": []string{sim.Addr()}, "object_storage": obj{"endpoint": storage.URL, "use_path_style": true, "access_key": "a", "secret_key": "s"}}))
			s.plan(t.Context(), "doris_repository", nil, repositoryWith(obj{"s3": s3With(test.changes)}))
			if asked := requests.Load() > 0; asked != test.asked {
				t.Errorf("the bucket was asked: %v", asked)
			}
		})
	}
}

// Two resources of one name: whichever is planned second is refused, be the first one new, kept or on its way out.
func TestRepositoriesOfOneName(t *testing.T) {
	withoutEnvironment(t)
	config := repositoryWith(nil)
	state := with(config, obj{"id": config["name"], "type": "S3", "read_only": false})
	state["s3"] = with(state["s3"].(obj), obj{"use_path_style": false})
	delete(state["s3"].(obj), "secret_key_wo")
	const refused, renamed = "error at AttributeName(\"name\"): Two objects register the same repository | Another doris_repository", "A repository is destroyed and created under one name"
	for name, test := range map[string]struct {
		first, second [2]obj // state and configuration
		want          string
	}{
		"new and new":     {[2]obj{nil, config}, [2]obj{nil, config}, refused},
		"kept, then new":  {[2]obj{state, config}, [2]obj{nil, config}, refused},
		"new, then kept":  {[2]obj{nil, config}, [2]obj{state, config}, refused},
		"moved, then new": {[2]obj{state, with(config, obj{"location": "s3://acme/elsewhere"})}, [2]obj{nil, config}, ""},
		"new and another": {[2]obj{nil, config}, [2]obj{nil, with(config, obj{"name": "another"})}, ""},
		"going, then new": {[2]obj{state, nil}, [2]obj{nil, config}, renamed},
		"new, then going": {[2]obj{nil, config}, [2]obj{state, nil}, renamed},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			wantText(t, server.configure(obj{"endpoints": notKnown})) // no cluster is needed for this
			first := texts(server.plan(t.Context(), "doris_repository", test.first[0], test.first[1]).Diagnostics)
			second := texts(server.plan(t.Context(), "doris_repository", test.second[0], test.second[1]).Diagnostics)
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

// A repository is registered anew only where ALTER REPOSITORY would change nothing: a wrong key would leave none behind.
func TestAlterInVain(t *testing.T) {
	others := repositoryMark{OtherNames: true}
	keys := map[string]string{"s3.access_key": "A", "s3.secret_key": "S"}
	for name, c := range map[string]struct {
		name       string
		properties map[string]string
		mark       repositoryMark
		want       bool
	}{
		"nothing to send":     {"dr_main", nil, others, false},
		"our names":           {"dr_main", keys, repositoryMark{}, false},
		"other names":         {"dr_main", keys, others, true},
		"other names, MinIO":  {"dr_main", map[string]string{"s3.endpoint": "http://minio:9000"}, others, true},
		"other names, Amazon": {"dr_main", map[string]string{"s3.endpoint": "https://s3.eu-central-1.amazonaws.com", "s3.secret_key": "S"}, others, false},
		"long name":           {"r" + strings.Repeat("x", 64), keys, repositoryMark{}, true},
	} {
		if got := inVain(c.name, c.properties, c.mark); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
