// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package redact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

func TestEchoed(t *testing.T) {
	for _, text := range providertest.Written {
		if got := redact.Quote(text); strings.Contains(got, providertest.Canary) {
			t.Errorf("echoed(%q) = %s", text, got)
		}
	}
	for _, plain := range []string{
		"", "fe1", "fe1:9030", "s3://bucket/path", "hdfs://nn:8020/a#b", "https://s3.eu-central-1.amazonaws.com", "http://minio:9000/bucket",
		"doris/_HOST@EXAMPLE.COM", "tag.location.default: 2", "nightly_2026:1", "s3://bucket/a?b", "token", "password", "abfss://box@acme.dfs.core.windows.net/x", "^ods_[0-9]{8}$", "90x",
	} {
		if got := redact.Quote(plain); got != fmt.Sprintf("%q", plain) {
			t.Errorf("echoed(%q) = %s", plain, got)
		}
	}
	for text, want := range map[string]string{
		"at mysql://root:pw@fe:9030 and s3://b":       "at mysql://***@fe:9030 and s3://b",
		"ALTER USER 'x'@'%' IDENTIFIED BY '...';":     "ALTER USER 'x'@'%' IDENTIFIED BY '...';",
		"azure = { account_key_wo_version = 1 }":      "azure = { account_key_wo_version = 1 }",
		"abfss://container@account.dfs.x/p is no URL": "abfss://container@account.dfs.x/p is no URL",
	} {
		if got := redact.WithoutUserinfo(text); got != want {
			t.Errorf("withoutUserinfo(%q) = %q, want %q", text, got, want)
		}
	}
}
