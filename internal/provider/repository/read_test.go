// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// Nothing secret comes into state from what Doris prints, on no line and under no name.
func TestImportedGroupsHoldNoSecret(t *testing.T) {
	for name, test := range map[string]struct {
		kind       string
		definition doris.RepositoryDefinition
		properties string
		version    int64 // of the group's secret; 0 = null
	}{
		"S3 in clear, as 2.0.5 prints it": {
			"s3", doris.RepositoryDefinition{Properties: map[string]string{"s3.endpoint": "http://x", "s3.access_key": "ak", "s3.secret_key": "canary", "s3.session_token": "canary"}}, "<null>", 1,
		},
		"S3 masked": {
			"s3", doris.RepositoryDefinition{Properties: map[string]string{"s3.endpoint": "http://x", "s3.connection.maximum": "7"}, Masked: []string{"s3.secret_key"}}, `{"s3.connection.maximum":"7"}`, 1,
		},
		"S3 anonymous": {
			"s3", doris.RepositoryDefinition{Properties: map[string]string{"s3.endpoint": "http://x"}}, "<null>", 0,
		},
		"a broker's key that Doris does not mask": {
			"broker", doris.RepositoryDefinition{Broker: "b", Properties: map[string]string{"username": "u", "password": "canary", "fs.s3a.secret.key": "canary"}}, `{"username":"u"}`, 1,
		},
		"a broker without secrets": {
			"broker", doris.RepositoryDefinition{Broker: "b", Properties: map[string]string{"username": "u"}}, `{"username":"u"}`, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var model repositoryModel
			var diags diag.Diagnostics
			setGroups(t.Context(), &model, test.kind, test.definition, &diags)
			if diags.HasError() {
				t.Fatal(diags)
			}
			if state := fmt.Sprint(model.S3, model.Broker, model.HDFS, model.Properties); strings.Contains(state, "canary") {
				t.Errorf("state holds a secret: %s", state)
			}
			if got := model.Properties.String(); got != test.properties {
				t.Errorf("properties %s, want %s", got, test.properties)
			}
			version := groupOr(tfvalue.GroupOf[s3Model](t.Context(), model.S3, &diags)).SecretKeyWOVersion
			if test.kind == "broker" {
				version = groupOr(tfvalue.GroupOf[brokerModel](t.Context(), model.Broker, &diags)).SecretsWOVersion
			}
			if version.ValueInt64() != test.version {
				t.Errorf("version %s, want %d", version, test.version)
			}
		})
	}
}

func groupOr[M any](group *M) (m M) {
	if group != nil {
		m = *group
	}
	return m
}

func TestShowsToken(t *testing.T) {
	for name, test := range map[string]struct {
		definition doris.RepositoryDefinition
		want       bool
	}{
		"masked":   {doris.RepositoryDefinition{Masked: []string{"s3.secret_key", "s3.session_token"}}, true},
		"in clear": {doris.RepositoryDefinition{Properties: map[string]string{"s3.session_token": "x"}}, true},
		"none":     {doris.RepositoryDefinition{Masked: []string{"s3.secret_key"}, Properties: map[string]string{"s3.region": "x"}}, false},
	} {
		if got := showsToken(test.definition); got != test.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestKindOfType(t *testing.T) {
	for shown, want := range map[string]string{"S3": "s3", "MinIO": "s3", "OSS": "s3", "AZURE": "azure", "HDFS": "hdfs", "BROKER": "broker", "JFS": "", "": ""} {
		if got := explain.KindOfType(shown); got != want {
			t.Errorf("%q is %q, want %q", shown, got, want)
		}
	}
}
