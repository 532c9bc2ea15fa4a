// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

// A plan without any frontend says so once, however many objects there are, and validate says nothing.
func TestAccNoFrontendConfigured(t *testing.T) {
	t.Parallel()
	tf := newCLI(t, `
resource "doris_backup" "b" {
  count      = 3
  repository = "r"
  database   = "d"
  name       = "b${count.index}"
}
`)
	tf.variables = append(tf.variables, "DORIS_ENDPOINTS=", "DORIS_USERNAME=")
	if output := tf.mustRun("validate", "-no-color"); strings.Contains(output, "No frontend is configured") {
		t.Errorf("validate said\n%s", output)
	}
	output, _ := tf.run("plan", "-no-color")
	if n := strings.Count(output, "No frontend is configured"); n != 1 {
		t.Errorf("said %d times\n%s", n, output)
	}
}
