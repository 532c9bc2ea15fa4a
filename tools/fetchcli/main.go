// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command fetchcli downloads one fixed version of Terraform into a directory, verified by HashiCorp's signature. `make
// setup` runs it only where neither terraform nor tofu is on the PATH.
//
// Not run where there is no network beyond the Go module proxy: it needs releases.hashicorp.com, so no test covers it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// terraformVersion is the one version that is fetched, the newest that the provider's behaviour was measured with.
const terraformVersion = "1.15.9"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: fetchcli DIRECTORY")
		os.Exit(2)
	}
	if err := fetch(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "Terraform %s could not be fetched: %v\nInstall terraform or tofu (1.11 or newer) yourself, put it on the PATH and run make again.\n", terraformVersion, err)
		os.Exit(1)
	}
}

func fetch(directory string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	directory, err := filepath.Abs(directory)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	fmt.Printf("Neither terraform nor tofu is on the PATH: fetching Terraform %s from releases.hashicorp.com into ./%s.\n",
		terraformVersion, filepath.Base(directory))
	_, err = (&releases.ExactVersion{
		Product:    product.Terraform,
		Version:    version.Must(version.NewVersion(terraformVersion)),
		InstallDir: directory,
	}).Install(ctx)
	return err
}
