// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	doris "github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// floorProvider has the schema of the provider and does nothing: Read returns the state, and a plan changes nothing. What it
// takes is what the framework takes.
type floorProvider struct{ provider.Provider }

func serveFloor() error {
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		if err := os.Setenv(name, "OFF"); err != nil { // its lines would be the larger half, here as there
			return err
		}
	}
	return providerserver.Serve(context.Background(), func() provider.Provider { return floorProvider{doris.New("floor")()} },
		providerserver.ServeOpts{Address: doris.Address})
}

// Configure knows no cluster.
func (floorProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

// Resources have the schemas of the real ones.
func (p floorProvider) Resources(ctx context.Context) []func() resource.Resource {
	var list []func() resource.Resource
	for _, construct := range p.Provider.Resources(ctx) {
		list = append(list, func() resource.Resource { return floorResource{construct()} })
	}
	return list
}

// DataSources are none.
func (floorProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

// floorResource hides everything of a resource but its name and schema.
type floorResource struct{ real resource.Resource }

func (r floorResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	r.real.Metadata(ctx, req, resp)
}

func (r floorResource) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	r.real.Schema(ctx, req, resp)
}

func (floorResource) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (floorResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (floorResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (floorResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// floorOf makes a workspace in which the floor provider has the objects of another one: its state without identities, which the
// floor provider does not know.
func (b *bench) floorOf(w *workspace, configuration string) (*workspace, error) {
	floor, err := b.workspace("floor", "floor", configuration)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join(w.Directory, "terraform.tfstate"))
	if err != nil {
		return nil, err
	}
	var state map[string]any
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, err
	}
	resources, _ := state["resources"].([]any)
	for _, r := range resources {
		instances, _ := r.(map[string]any)["instances"].([]any)
		for _, i := range instances {
			instance := i.(map[string]any)
			delete(instance, "identity")
			delete(instance, "identity_schema_version")
		}
	}
	if content, err = json.Marshal(state); err != nil {
		return nil, err
	}
	return floor, floor.Write("terraform.tfstate", string(content))
}
