// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
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
	servers := map[string]*server{}
	for _, line := range []string{"3.0", "4.1"} {
		sim, err := dorissim.Start(dorissim.Options{Profile: line, Tick: 5 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		servers[line] = newServer(t)
		wantText(t, servers[line].configure(obj{"endpoints": []string{sim.Addr()}, "doris_version": line}))
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
		"name in use":         {"4.1", onServer(obj{"name": "taken"}), []string{`error at AttributeName("name"): The repository exists already | Repository "taken" is registered with location s3://backups/taken.`}},
		"unknown broker":      {"4.1", repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "nobody"}}), []string{`error at AttributeName("broker").AttributeName("name"): The broker does not exist | Doris has no broker "nobody". It has none at all.`, "ALTER SYSTEM ADD BROKER nobody"}},
		"bucket in the host":  {"4.1", onServer(obj{"s3": s3With(nil)}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The server probably needs the bucket in the path`}},
		"OSS with path style": {"4.1", onServer(obj{"s3": s3With(obj{"endpoint": "https://oss-cn-beijing.aliyuncs.com", "region": "cn-beijing", "use_path_style": true})}), []string{`warning at AttributeName("s3").AttributeName("use_path_style"): The storage refuses the bucket in the path`}},
		"COS without APPID":   {"4.1", onServer(obj{"location": "s3://acme/x", "s3": s3With(obj{"endpoint": "https://cos.ap-guangzhou.myqcloud.com", "region": "ap-guangzhou"})}), []string{`warning at AttributeName("location"): The bucket has no APPID`}},
		"role on 3.0":         {"3.0", onServer(obj{"s3": obj{"region": "eu-central-1", "role_arn": "arn"}}), []string{"s3.role_arn needs Doris 3.1; this cluster is 3.0."}},
		"no keys on 3.0":      {"3.0", onServer(obj{"s3": obj{"region": "eu-central-1"}}), []string{"warning at", "This Doris probably needs keys"}},
	} {
		t.Run(name, func(t *testing.T) {
			wantText(t, servers[test.line].plan(t.Context(), "doris_repository", nil, test.config).Diagnostics, test.wants...)
		})
	}
}
