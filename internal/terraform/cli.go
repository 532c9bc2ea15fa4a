// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package terraform runs the CLI, terraform or tofu, with the provider as users get it. It is for tests, the demo and the
// benchmark only: what the provider itself does is nowhere in it.
package terraform

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// Executable is the name of the provider's file.
const Executable = "terraform-provider-doris"

// RequiredProviders says where the provider comes from, for configurations that do not.
const RequiredProviders = "terraform {\n  required_providers {\n    doris = { source = \"terraform-doris/doris\" }\n  }\n}\n"

// CLI is terraform or tofu in a directory with one configuration and its state, as an operator has it.
type CLI struct {
	Program     string
	Directory   string
	Environment []string
}

// Environment is the caller's without the settings of a CLI or of the provider, which could aim it at production.
func Environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "DORIS_") {
			kept = append(kept, variable)
		}
	}
	return append(kept, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
}

// Write writes a file into the directory.
func (c *CLI) Write(name, content string) error {
	return os.WriteFile(filepath.Join(c.Directory, name), []byte(content), 0o600)
}

// UseProvider takes the provider from the directory of its executable. No init is needed then.
func (c *CLI) UseProvider(directory string) error {
	var overrides strings.Builder
	for _, address := range addresses() {
		fmt.Fprintf(&overrides, "    %q = %q\n", address, directory)
	}
	return c.configure("  dev_overrides {\n" + overrides.String() + "  }\n  direct {}\n")
}

// UseMirror takes the provider from a filesystem mirror and from nowhere else.
func (c *CLI) UseMirror(directory string) error {
	return c.configure(fmt.Sprintf("  filesystem_mirror {\n    path = %q\n  }\n", directory))
}

// configure writes the configuration of the CLI itself.
func (c *CLI) configure(installation string) error {
	c.Environment = append(c.Environment, "TF_CLI_CONFIG_FILE="+filepath.Join(c.Directory, "cli.tfrc"))
	return c.Write("cli.tfrc", "provider_installation {\n"+installation+"}\n")
}

// addresses are where Terraform and OpenTofu look for the provider.
func addresses() []string {
	return []string{provider.Address, strings.Replace(provider.Address, "registry.terraform.io", "registry.opentofu.org", 1)}
}

// Command is a run of the CLI that has not begun.
func (c *CLI) Command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.Program, arguments...)
	command.Dir, command.Env = c.Directory, slices.Clone(c.Environment)
	return command
}

// Plain takes the frames of diagnostics away and joins the lines that the CLI wrapped.
func Plain(output string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
}
