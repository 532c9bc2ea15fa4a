// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"strings"
	"testing"
)

func TestSupported(t *testing.T) {
	for version, want := range map[string]bool{
		"1.10.5": false, "1.11.0": true, "1.11.4": true, "1.15.9": true, "1.17.0-dev": true, "2.0.0": true,
		"0.15.5": false, "1": false, "x.y.z": false,
	} {
		if got := supported(version); got != want {
			t.Errorf("%s: got %v, want %v", version, got, want)
		}
	}
}

func TestCLIVersion(t *testing.T) {
	if got, err := cliVersion([]byte(`{"terraform_version":"1.11.4","platform":"linux_amd64"}`)); err != nil || got != "1.11.4" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range []string{"", "Terraform v1.11.4", "{}"} {
		if got, err := cliVersion([]byte(bad)); err == nil {
			t.Errorf("%q: got %q and no error", bad, got)
		}
	}
}

func TestCheckCLISaysWhatToDo(t *testing.T) {
	err := checkCLI(t.Context(), "/nowhere/terraform")
	if err == nil || !strings.Contains(err.Error(), "CLI=") {
		t.Errorf("got %v", err)
	}
}
