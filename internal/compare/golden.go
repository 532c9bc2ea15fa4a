// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package compare is how tests compare: with golden files, lists and values.
package compare

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares text with testdata/golden/<name>.txt.
func Golden(t *testing.T, name, text string) {
	t.Helper()
	File(t, filepath.Join("testdata", "golden", name+".txt"), text)
}

// File compares text with a golden file.
func File(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with go test -run %s -update. The text is:\n%s", err, t.Name(), text)
	}
	if text != string(want) {
		t.Errorf("%s is\n%s\nwant\n%s", file, text, want)
	}
}

// Shown prints diagnostics as a reader meets them.
func Shown(diags diag.Diagnostics) string {
	var b strings.Builder
	for i, d := range diags {
		if i > 0 {
			b.WriteString("\n----\n\n")
		}
		fmt.Fprintf(&b, "%s: %s\n", d.Severity(), d.Summary())
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			fmt.Fprintf(&b, "at %s\n", at.Path())
		}
		fmt.Fprintf(&b, "\n%s\n", d.Detail())
	}
	return b.String()
}
