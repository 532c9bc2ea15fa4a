// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// standIn is a Doris with the database "shop" and an S3 server, in a process of its own.
type standIn struct {
	process   *exec.Cmd
	doris, s3 string
}

var (
	s3Line    = regexp.MustCompile(`^S3 server on (\S+), buckets`)
	dorisLine = regexp.MustCompile(`answers as Doris \S+ on (\S+)$`)
)

// startStandIn builds and starts the stand-in of the repository.
func startStandIn(ctx context.Context, o options, directory string) (*standIn, error) {
	binary := filepath.Join(directory, "dorissim")
	if err := command(ctx, o.repository, nil, "go", "build", "-o", binary, "./internal/dorissim/cmd/dorissim"); err != nil {
		return nil, err
	}
	process := exec.CommandContext(ctx, binary, "-quiet", "-tick", "100ms", "-listen", "127.0.0.1:0", "-s3", "127.0.0.1:0",
		"-seed", filepath.Join(o.repository, "examples", "stand-in", "shop.sql"))
	process.Stderr = os.Stderr
	stdout, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &standIn{process: process}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if match := s3Line.FindStringSubmatch(lines.Text()); match != nil {
			s.s3 = match[1]
		}
		if match := dorisLine.FindStringSubmatch(lines.Text()); match != nil {
			s.doris = match[1]
			return s, nil
		}
	}
	s.close()
	return nil, errors.New("the stand-in for Doris did not start")
}

func (s *standIn) close() {
	_ = s.process.Process.Signal(os.Interrupt)
	_ = s.process.Wait()
}

var (
	hclBlock = regexp.MustCompile("(?ms)^```(?:hcl|terraform)\n(.*?)^```")
	planned  = regexp.MustCompile(`(?m)^Plan: .*`)
)

// firstConfiguration is the complete one in a document, with the addresses of the stand-in in place of the others.
func firstConfiguration(document, version string, s *standIn) (string, error) {
	for _, match := range hclBlock.FindAllStringSubmatch(document, -1) {
		text := match[1]
		if !strings.Contains(text, "required_providers") || !strings.Contains(text, `resource "doris_backup"`) {
			continue
		}
		text = regexp.MustCompile(`(?m)^  endpoints = \[.*?\]`).ReplaceAllString(text, fmt.Sprintf("  endpoints = [%q]", s.doris))
		text = strings.Replace(text, `"https://s3.eu-central-1.amazonaws.com"`, fmt.Sprintf("%q\n    use_path_style = true", s.s3), 1)
		text = strings.Replace(text, `"s3://acme-doris/prod"`, `"s3://backups/prod"`, 1)
		if strings.Contains(text, "example.com") || strings.Contains(text, "amazonaws.com") {
			return "", errors.New("an address of the first configuration was not replaced:\n" + text)
		}
		if !strings.Contains(text, fmt.Sprintf("%q", version)) {
			return "", fmt.Errorf("the first configuration of README.md does not ask for version %q", version)
		}
		return text, nil
	}
	return "", errors.New("README.md holds no complete first configuration")
}

// tryFirst runs terraform init and terraform plan of the first configuration with the provider from the mirror and from
// nowhere else.
func tryFirst(ctx context.Context, o options, mirror, directory string) (string, error) {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return "", err
	}
	s, err := startStandIn(ctx, o, directory)
	if err != nil {
		return "", err
	}
	defer s.close()
	document, err := os.ReadFile(filepath.Join(o.repository, "README.md"))
	if err != nil {
		return "", err
	}
	text, err := firstConfiguration(string(document), o.version, s)
	if err != nil {
		return "", err
	}
	cliConfig := filepath.Join(directory, "cli.tfrc")
	err = errors.Join(
		os.WriteFile(filepath.Join(directory, "main.tf"), []byte(text), 0o600),
		os.WriteFile(cliConfig, fmt.Appendf(nil, "provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror), 0o600))
	if err != nil {
		return "", err
	}
	var environment []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "TF_") && !strings.HasPrefix(entry, "DORIS_") {
			environment = append(environment, entry)
		}
	}
	environment = append(environment, "TF_CLI_CONFIG_FILE="+cliConfig, "CHECKPOINT_DISABLE=1",
		"DORIS_USERNAME=root", "TF_VAR_s3_access_key=doriskey", "TF_VAR_s3_secret_key=dorissecret")
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	if err := command(ctx, directory, environment, o.cli, "init", "-no-color", "-input=false"); err != nil {
		return "", err
	}
	said, err := output(ctx, directory, environment, o.cli, "plan", "-no-color", "-input=false")
	if err != nil {
		return "", err
	}
	line := planned.FindString(said)
	if line == "" {
		return "", errors.New("terraform plan of the first configuration plans nothing:\n" + said)
	}
	return fmt.Sprintf("release %s is good: %s init and plan of the first configuration work from the mirror (%s)", o.version, filepath.Base(o.cli), strings.TrimSuffix(line, ".")), nil
}
