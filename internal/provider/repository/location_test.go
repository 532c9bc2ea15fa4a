// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// Each printable character of ASCII, and what else Java's URI refuses, in the middle and at the end of a location of each
// storage: what registers and cannot work is refused while planning, all else is let through.
func TestLocationCharacters(t *testing.T) {
	s := providertest.NewServer(t)
	storages := map[string]providertest.Obj{
		"s3://box/":       {"s3": providertest.S3With(nil)},
		"s3://box/a/":     {"azure": providertest.Obj{"account_name": "acme", "account_key_wo": "KEY", "account_key_wo_version": 1}},
		"hdfs://nn:8020/": {"hdfs": providertest.Obj{"default_fs": "hdfs://nn:8020", "username": "doris"}},
		"viewfs://ns/":    {"hdfs": providertest.Obj{"default_fs": "viewfs://ns"}},
		"bos://box/":      {"broker": providertest.Obj{"name": "bos"}},
	}
	refused := "\"'`\\ \t\r\n\v\f\x00\x1f\x7f\u0085\u00a0\u2028" + "?#*[]{}" + "|^<>" + "%"
	characters := refused + "\u00e9备"
	for c := '!'; c < 0x7f; c++ {
		if !strings.ContainsRune(refused, c) {
			characters += string(c)
		}
	}
	for base, storage := range storages {
		for _, c := range characters {
			for _, location := range []string{base + "a" + string(c) + "b/c", base + "a" + string(c)} {
				if location == base+"a/" {
					continue // a slash at the end has its own rule
				}
				got := providertest.Texts(s.ValidateResource("doris_repository", providertest.With(storage, providertest.Obj{"name": "r", "location": location})))
				if want := strings.ContainsRune(refused, c); (got != "") != want || want && !strings.Contains(got, "The location is not valid") {
					t.Errorf("%q: refused %v, want %v: %s", location, got != "", want, got)
				}
			}
		}
		for escape, valid := range map[string]bool{"%41": true, "%aF": true, "%4": false, "%": false, "%zz": false, "%4g": false, "a%20%": false, "%%20": false, "%备备": false} {
			got := providertest.Texts(s.ValidateResource("doris_repository", providertest.With(storage, providertest.Obj{"name": "r", "location": base + escape})))
			if (got == "") != valid {
				t.Errorf("%s%s: %s", base, escape, got)
			}
		}
	}
}

// What is let through the plan on 4.1 is also what the frontend can use: it registers without a complaint.
func TestLocationCharactersOnFrontend(t *testing.T) {
	s := providertest.NewServer(t)
	sim, err := dorissim.Start(dorissim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	n := 0
	for c := '!'; c < 0x7f; c++ {
		location := fmt.Sprintf("hdfs://ns/a%cb", c)
		config := providertest.Obj{"name": "r", "location": location, "hdfs": providertest.Obj{"default_fs": "hdfs://ns", "username": "doris"}}
		if providertest.Texts(s.ValidateResource("doris_repository", config)) != "" {
			continue
		}
		n++
		if err := sim.Exec(fmt.Sprintf(`CREATE REPOSITORY r%d WITH HDFS ON LOCATION "%s" PROPERTIES("fs.defaultFS"="hdfs://ns","hadoop.username"="doris")`, n, location)); err != nil {
			t.Errorf("%s: %v", location, err)
		}
	}
	if n < 60 {
		t.Errorf("only %d characters were tried", n)
	}
}

// The statement says only that the connection failed; the row says why.
func TestRegisteredRowQuoted(t *testing.T) {
	t.Parallel()
	x, s := newRepositoryThing(t, "4.1")
	s.Sim.FailPingAfterCreate(1)
	providertest.WantText(t, x.Apply(providertest.MinioVersion(s, 1)), "warning: The repository is registered, but its storage did not answer",
		`Doris: "Failed to create repository: failed to connect to the repo; ErrMsg of SHOW REPOSITORIES: `, "the storage did not answer")
}

// An endpoint of Azure may have the account in its path and nothing else, and is not that of Data Lake Storage.
func TestAzureEndpoint(t *testing.T) {
	s := providertest.NewServer(t)
	for endpoint, want := range map[any]string{
		"https://acme.blob.core.windows.net":          "",
		"acme.blob.core.windows.net":                  "",
		"https://acme.blob.core.chinacloudapi.cn/":    "",
		"http://azurite:10000/acme":                   "",
		"http://azurite:10000/acme/":                  "",
		"azurite:10000/acme":                          "",
		providertest.NotKnown:                         "",
		nil:                                           "",
		"http://azurite:10000/other":                  `its path is neither empty nor the account, "acme"`,
		"http://azurite:10000/acme/box":               "its path is neither empty nor the account",
		"https://acme.dfs.core.windows.net":           `Write "https://acme.blob.core.windows.net"`,
		"acme.DFS.core.windows.net":                   `Write "https://acme.blob.core.windows.net"`,
		"https://acme.dfs.core.chinacloudapi.cn/acme": `Write "https://acme.blob.core.chinacloudapi.cn"`,
		"https://acme.dfs.core.usgovcloudapi.net":     "blob.core.usgovcloudapi.net",
		"ftp://azurite/acme":                          "only http and https are possible",
		"https://acme:KEY@host/acme":                  "holds credentials",
		"https://host/acme?sig=x":                     "it holds a path",
		"":                                            "it is neither a URL nor a host",
	} {
		got := providertest.Texts(s.ValidateResource("doris_repository", providertest.Obj{"name": "r", "location": "s3://box/a", "azure": providertest.Obj{
			"account_name": "acme", "endpoint": endpoint, "account_key_wo": "SECRET", "account_key_wo_version": 1,
		}}))
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%v: got %q, want %q", endpoint, got, want)
		}
	}
	if got := providertest.Texts(s.ValidateResource("doris_repository", providertest.Obj{"name": "r", "location": "s3://box/a", "azure": providertest.Obj{
		"account_name": providertest.NotKnown, "endpoint": "http://azurite:10000/acme", "account_key_wo": providertest.NotKnown, "account_key_wo_version": providertest.NotKnown,
	}})); got != "" {
		t.Error(got)
	}
}

// Frontends go by the location and backends by default_fs.
func TestOtherHDFSWarned(t *testing.T) {
	providertest.WithoutEnvironment(t)
	ha := providertest.Obj{"dfs.nameservices": "cluster", "dfs.ha.namenodes.cluster": "nn1,nn2"}
	for name, c := range map[string]struct {
		location, defaultFS string
		properties          any
		want                string // "" = silent
	}{
		"same":                   {"hdfs://nn1:8020/d", "hdfs://nn1:8020", nil, ""},
		"same in another case":   {"hdfs://NN1:8020/d", "hdfs://nn1:8020", nil, ""},
		"default port":           {"hdfs://nn1/d", "hdfs://nn1:8020", nil, ""},
		"same service":           {"hdfs://cluster/d", "hdfs://cluster", ha, ""},
		"view":                   {"viewfs://ns/d", "viewfs://ns", nil, ""},
		"another host":           {"hdfs://nn2:8020/d", "hdfs://nn1:8020", nil, "Write the same in both."},
		"another port":           {"hdfs://nn1:9000/d", "hdfs://nn1:8020", nil, "hdfs.default_fs is \"hdfs://nn1:8020\""},
		"a node of the service":  {"hdfs://nn1:8020/d", "hdfs://cluster", ha, `Write the name service in both (dfs.nameservices is "cluster").`},
		"the service for a node": {"hdfs://cluster/d", "hdfs://nn1:8020", ha, "The location lies in another HDFS"},
		"another scheme":         {"viewfs://nn1/d", "hdfs://nn1", nil, "The location lies in another HDFS"},
	} {
		x, _ := newRepositoryThing(t, "4.1")
		planned := x.Plan(providertest.Obj{"name": "z", "location": c.location, "hdfs": providertest.Obj{"default_fs": c.defaultFS, "username": "doris"}, "properties": c.properties})
		got := providertest.Texts(planned.Diagnostics)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	x, _ := newRepositoryThing(t, "4.1")
	planned := x.Plan(providertest.Obj{"name": "z", "location": providertest.NotKnown, "hdfs": providertest.Obj{"default_fs": "hdfs://nn1", "username": "doris"}})
	providertest.WantText(t, planned.Diagnostics)
}
