// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// Every attribute is documented, named like Terraform's own, and secret where its name says so: the documentation is
// made from the schema.
func TestSchemaIsComplete(t *testing.T) {
	s := providertest.NewServer(t)
	check := func(where string, schema *tfprotov6.Schema) {
		if where != "provider" && schema.Block.Description == "" {
			t.Errorf("%s has no description", where)
		}
		checkAttributes(t, where, schema.Block.Attributes)
		for _, block := range schema.Block.BlockTypes {
			checkAttributes(t, where+"."+block.TypeName, block.Block.Attributes)
		}
	}
	check("provider", s.Schema.Provider)
	for name, schema := range s.Schema.ResourceSchemas {
		check(name, schema)
	}
	for name, schema := range s.Schema.DataSourceSchemas {
		check("data "+name, schema)
	}
}

// What an argument of a resource does when it changes stands in its description.
func TestSchemaSaysWhatAChangeDoes(t *testing.T) {
	says := regexp.MustCompile(`(?i)\bchange[sd]?\b|\breplaces\b`)
	for name, schema := range providertest.NewServer(t).Schema.ResourceSchemas {
		for _, a := range schema.Block.Attributes {
			if (a.Required || a.Optional) && !says.MatchString(a.Description) {
				t.Errorf("%s.%s: %s", name, a.Name, a.Description)
			}
		}
	}
}

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func checkAttributes(t *testing.T, where string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	byName := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range attributes {
		byName[a.Name] = a
	}
	for _, a := range attributes {
		at := where + "." + a.Name
		if !attributeName.MatchString(a.Name) {
			t.Errorf("%s is not a name in snake case", at)
		}
		if strings.TrimSpace(a.Description) == "" {
			t.Errorf("%s has no description", at)
		}
		if a.DescriptionKind != tfprotov6.StringKindMarkdown {
			t.Errorf("%s has no Markdown description", at)
		}
		if strings.HasSuffix(a.Name, "_wo") {
			if !a.WriteOnly || !a.Sensitive {
				t.Errorf("%s must be write-only and sensitive", at)
			}
			if byName[a.Name+"_version"] == nil && byName["secret_key_wo_version"] == nil {
				t.Errorf("%s has no version beside it", at)
			}
		}
		secret := a.Name == "password" || strings.HasSuffix(a.Name, "client_key_pem") || a.Name == "secret_key" || a.Name == "session_token"
		if secret && !a.Sensitive {
			t.Errorf("%s must be sensitive", at)
		}
		if a.NestedType != nil {
			checkAttributes(t, at, a.NestedType.Attributes)
		}
	}
}
