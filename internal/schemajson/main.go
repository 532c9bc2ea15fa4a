// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command schemajson prints the provider's schema as `terraform providers schema -json` would, asked from the provider
// itself. The documentation is generated from it, so that it is the same whatever CLI is installed, or none.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "schemajson:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	server := providerserver.NewProtocol6(provider.New("dev")())()
	// tfplugindocs looks for the short name, not for the address.
	schemas, err := providersSchema(ctx, path.Base(provider.Address), server)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(schemas)
}
