// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"slices"
	"testing"
)

func TestNameNodes(t *testing.T) {
	ha := map[string]string{
		"dfs.nameservices": "cluster", "dfs.ha.namenodes.cluster": "a, b",
		"dfs.namenode.rpc-address.cluster.a": "nn1:8020", "dfs.namenode.rpc-address.cluster.b": "nn2",
	}
	for _, test := range []struct {
		defaultFS, location string
		properties          map[string]string
		want                []string
	}{
		{"hdfs://nn1:9000", "hdfs://nn1:9000/doris", nil, []string{"nn1:9000"}},
		{"hdfs://nn1", "hdfs://nn1/doris", nil, []string{"nn1:8020"}},
		{"hdfs://nn1:9000", "hdfs:///doris", nil, []string{"nn1:9000"}},
		{"hdfs://cluster", "hdfs://cluster/doris", ha, []string{"nn1:8020", "nn2:8020"}},
		{"hdfs://[::1]:8020", "hdfs://[::1]:8020/doris", nil, []string{"[::1]:8020"}},
		{"hdfs://[::1]", "hdfs://[::1]/doris", nil, []string{"[::1]:8020"}},
		{"", "hdfs:///doris", nil, nil},
	} {
		if got := NameNodes(test.defaultFS, test.location, test.properties); !slices.Equal(got, test.want) {
			t.Errorf("%s, %s: %q, want %q", test.defaultFS, test.location, got, test.want)
		}
	}
}

func TestAzureAccount(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://acme.blob.core.windows.net":      "acme",
		"https://acme.blob.core.windows.net/":     "acme",
		"acme.blob.core.windows.net":              "acme",
		"http://127.0.0.1:10000/devstoreaccount1": "devstoreaccount1",
		"": "",
	} {
		if got := azureAccount(endpoint); got != want {
			t.Errorf("%q: %q, want %q", endpoint, got, want)
		}
	}
}
