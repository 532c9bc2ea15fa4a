// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// providersSchema asks the provider for everything it can do and returns what `terraform providers schema -json`
// would say about it under that address. State stores are refused until the provider has some, so that they can never be
// missing from the documentation without a word.
func providersSchema(ctx context.Context, address string, server tfprotov6.ProviderServer) (*tfjson.ProviderSchemas, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("the provider did not give its schema: %w", err)
	}
	if err := firstError(schemas.Diagnostics); err != nil {
		return nil, err
	}
	if len(schemas.StateStoreSchemas) > 0 {
		return nil, errors.New("the provider has state stores, which internal/schemajson cannot write yet")
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("the provider did not give its identity schemas: %w", err)
	}
	if err := firstError(identities.Diagnostics); err != nil {
		return nil, err
	}

	out := &tfjson.ProviderSchema{ResourceIdentitySchemas: map[string]*tfjson.IdentitySchema{}}
	if out.ConfigSchema, err = schema(schemas.Provider); err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	for _, kind := range []struct {
		name string
		from map[string]*tfprotov6.Schema
		to   *map[string]*tfjson.Schema
	}{
		{"resource", schemas.ResourceSchemas, &out.ResourceSchemas},
		{"data source", schemas.DataSourceSchemas, &out.DataSourceSchemas},
		{"ephemeral resource", schemas.EphemeralResourceSchemas, &out.EphemeralResourceSchemas},
		{"list resource", schemas.ListResourceSchemas, &out.ListResourceSchemas},
	} {
		*kind.to = map[string]*tfjson.Schema{}
		for name, from := range kind.from {
			if (*kind.to)[name], err = schema(from); err != nil {
				return nil, fmt.Errorf("%s %s: %w", kind.name, name, err)
			}
		}
	}
	for name, from := range schemas.ActionSchemas {
		converted, err := schema(from.Schema)
		if err != nil {
			return nil, fmt.Errorf("action %s: %w", name, err)
		}
		if out.ActionSchemas == nil {
			out.ActionSchemas = map[string]*tfjson.ActionSchema{}
		}
		out.ActionSchemas[name] = &tfjson.ActionSchema{Block: converted.Block}
	}
	for name, from := range schemas.Functions {
		converted, err := function(from)
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", name, err)
		}
		if out.Functions == nil {
			out.Functions = map[string]*tfjson.FunctionSignature{}
		}
		out.Functions[name] = converted
	}
	for name, from := range identities.IdentitySchemas {
		if out.ResourceIdentitySchemas[name], err = identity(from); err != nil {
			return nil, fmt.Errorf("identity of %s: %w", name, err)
		}
	}
	return &tfjson.ProviderSchemas{FormatVersion: "1.0", Schemas: map[string]*tfjson.ProviderSchema{address: out}}, nil
}

func function(from *tfprotov6.Function) (*tfjson.FunctionSignature, error) {
	to := &tfjson.FunctionSignature{Description: from.Description, Summary: from.Summary, DeprecationMessage: from.DeprecationMessage}
	var err error
	if to.ReturnType, err = ctyType(from.Return.Type); err != nil {
		return nil, fmt.Errorf("result: %w", err)
	}
	for _, p := range from.Parameters {
		converted, err := parameter(p)
		if err != nil {
			return nil, err
		}
		to.Parameters = append(to.Parameters, converted)
	}
	if from.VariadicParameter != nil {
		to.VariadicParameter, err = parameter(from.VariadicParameter)
	}
	return to, err
}

func parameter(from *tfprotov6.FunctionParameter) (*tfjson.FunctionParameter, error) {
	converted, err := ctyType(from.Type)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", from.Name, err)
	}
	return &tfjson.FunctionParameter{Name: from.Name, Description: from.Description, IsNullable: from.AllowNullValue, Type: converted}, nil
}

func ctyType(from tftypes.Type) (to cty.Type, err error) {
	return to, convertType(from, &to)
}

func firstError(diagnostics []*tfprotov6.Diagnostic) error {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return fmt.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	return nil
}

func schema(from *tfprotov6.Schema) (*tfjson.Schema, error) {
	if from == nil || from.Block == nil {
		return &tfjson.Schema{Block: &tfjson.SchemaBlock{}}, nil
	}
	b, err := block(from.Block)
	return &tfjson.Schema{Version: uint64(from.Version), Block: b}, err
}

func block(from *tfprotov6.SchemaBlock) (*tfjson.SchemaBlock, error) {
	attributes, err := attributes(from.Attributes)
	if err != nil {
		return nil, err
	}
	to := &tfjson.SchemaBlock{
		Attributes:      attributes,
		Description:     from.Description,
		DescriptionKind: descriptionKind(from.DescriptionKind),
		Deprecated:      from.Deprecated,
	}
	for _, nested := range from.BlockTypes {
		inner, err := block(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", nested.TypeName, err)
		}
		if to.NestedBlocks == nil {
			to.NestedBlocks = map[string]*tfjson.SchemaBlockType{}
		}
		to.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(nested.Nesting.String())),
			Block:       inner,
			MinItems:    uint64(nested.MinItems),
			MaxItems:    uint64(nested.MaxItems),
		}
	}
	return to, nil
}

func attributes(from []*tfprotov6.SchemaAttribute) (map[string]*tfjson.SchemaAttribute, error) {
	to := make(map[string]*tfjson.SchemaAttribute, len(from))
	for _, a := range from {
		converted, err := attribute(a)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", a.Name, err)
		}
		to[a.Name] = converted
	}
	return to, nil
}

func attribute(from *tfprotov6.SchemaAttribute) (*tfjson.SchemaAttribute, error) {
	to := &tfjson.SchemaAttribute{
		Description:     from.Description,
		DescriptionKind: descriptionKind(from.DescriptionKind),
		Deprecated:      from.Deprecated,
		Required:        from.Required,
		Optional:        from.Optional,
		Computed:        from.Computed,
		Sensitive:       from.Sensitive,
		WriteOnly:       from.WriteOnly,
	}
	if from.NestedType == nil {
		return to, convertType(from.Type, &to.AttributeType)
	}
	inner, err := attributes(from.NestedType.Attributes)
	to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
		Attributes:  inner,
		NestingMode: tfjson.SchemaNestingMode(strings.ToLower(from.NestedType.Nesting.String())),
	}
	return to, err
}

func identity(from *tfprotov6.ResourceIdentitySchema) (*tfjson.IdentitySchema, error) {
	to := &tfjson.IdentitySchema{Version: uint64(from.Version), Attributes: map[string]*tfjson.IdentityAttribute{}}
	for _, a := range from.IdentityAttributes {
		converted := &tfjson.IdentityAttribute{
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
		if err := convertType(a.Type, &converted.IdentityType); err != nil {
			return nil, fmt.Errorf("attribute %s: %w", a.Name, err)
		}
		to.Attributes[a.Name] = converted
	}
	return to, nil
}

// convertType goes through JSON, the one form that the protocol's types and the CLI's types have in common.
func convertType(from tftypes.Type, to json.Unmarshaler) error {
	//nolint:staticcheck // Deprecated for use by providers; this is no provider code and there is no other way.
	text, err := from.MarshalJSON()
	if err != nil {
		return err
	}
	return to.UnmarshalJSON(text)
}

func descriptionKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if kind == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}
