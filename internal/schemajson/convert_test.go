// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// fakeServer answers the two questions that providersSchema asks; any other call would panic.
type fakeServer struct {
	tfprotov6.ProviderServer
	schema   *tfprotov6.GetProviderSchemaResponse
	identity *tfprotov6.GetResourceIdentitySchemasResponse
}

func (s fakeServer) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return s.schema, nil
}

func (s fakeServer) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return s.identity, nil
}

func toy() fakeServer {
	return fakeServer{
		schema: &tfprotov6.GetProviderSchemaResponse{
			Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Description: "Toy.", DescriptionKind: tfprotov6.StringKindMarkdown}},
			ResourceSchemas: map[string]*tfprotov6.Schema{"toy_box": {Version: 3, Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{
					{Name: "tables", Type: tftypes.Set{ElementType: tftypes.String}, Optional: true},
					{Name: "s3", Optional: true, NestedType: &tfprotov6.SchemaObject{
						Nesting: tfprotov6.SchemaObjectNestingModeSingle,
						Attributes: []*tfprotov6.SchemaAttribute{
							{Name: "secret_key_wo", Type: tftypes.String, Optional: true, Sensitive: true, WriteOnly: true},
						},
					}},
				},
				BlockTypes: []*tfprotov6.SchemaNestedBlock{{
					TypeName: "retention", Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MaxItems: 1,
					Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{{Name: "keep", Type: tftypes.Number, Required: true}}},
				}},
			}}},
			ActionSchemas: map[string]*tfprotov6.ActionSchema{"toy_shake": {Schema: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{{Name: "times", Type: tftypes.Number, Optional: true}},
			}}}},
			Functions: map[string]*tfprotov6.Function{"count": {
				Summary: "Counts", Parameters: []*tfprotov6.FunctionParameter{{Name: "boxes", Type: tftypes.DynamicPseudoType, AllowNullValue: true}},
				VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.String},
				Return:            &tfprotov6.FunctionReturn{Type: tftypes.Number},
			}},
		},
		identity: &tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
			"toy_box": {IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{{Name: "name", Type: tftypes.String, RequiredForImport: true}}},
		}},
	}
}

// The wanted text has the form that Terraform 1.15 writes.
const wantedToy = `{"format_version":"1.0","provider_schemas":{"registry.terraform.io/x/toy":{` +
	`"provider":{"version":0,"block":{"description":"Toy.","description_kind":"markdown"}},` +
	`"resource_schemas":{"toy_box":{"version":3,"block":{"attributes":{` +
	`"s3":{"nested_type":{"attributes":{"secret_key_wo":{"type":"string","description_kind":"plain","optional":true,"sensitive":true,"write_only":true}},"nesting_mode":"single"},"description_kind":"plain","optional":true},` +
	`"tables":{"type":["set","string"],"description_kind":"plain","optional":true}},` +
	`"block_types":{"retention":{"nesting_mode":"list","block":{"attributes":{"keep":{"type":"number","description_kind":"plain","required":true}},"description_kind":"plain"},"max_items":1}},` +
	`"description_kind":"plain"}}},` +
	`"action_schemas":{"toy_shake":{"block":{"attributes":{"times":{"type":"number","description_kind":"plain","optional":true}},"description_kind":"plain"}}},` +
	`"functions":{"count":{"summary":"Counts","return_type":"number","parameters":[{"name":"boxes","is_nullable":true,"type":"dynamic"}],"variadic_parameter":{"name":"more","type":"string"}}},` +
	`"resource_identity_schemas":{"toy_box":{"version":0,"attributes":{"name":{"type":"string","required_for_import":true}}}}}}}`

func TestProvidersSchema(t *testing.T) {
	got, err := providersSchema(t.Context(), "registry.terraform.io/x/toy", toy())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != wantedToy {
		t.Errorf("got\n%s\nwant\n%s", text, wantedToy)
	}
}

func TestProvidersSchemaRefuses(t *testing.T) {
	for name, spoil := range map[string]func(fakeServer){
		"an error of the provider": func(s fakeServer) {
			s.schema.Diagnostics = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "broken"}}
		},
		"an error about identities": func(s fakeServer) {
			s.identity.Diagnostics = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "broken"}}
		},
		"a state store": func(s fakeServer) {
			s.schema.StateStoreSchemas = map[string]*tfprotov6.Schema{"toy_shelf": {}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := toy()
			spoil(s)
			if _, err := providersSchema(t.Context(), "x/y/z", s); err == nil {
				t.Error("no error")
			}
		})
	}
}
