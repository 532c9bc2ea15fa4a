// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A plan without any frontend says so once, however many objects there are, and validate says nothing.
func TestAccNoFrontendConfigured(t *testing.T) {
	t.Parallel()
	tf := providertest.NewCLI(t, `
resource "doris_backup" "b" {
  count      = 3
  repository = "r"
  database   = "d"
  name       = "b${count.index}"
}
`)
	tf.Variables = append(tf.Variables, "DORIS_ENDPOINTS=", "DORIS_USERNAME=")
	if output := tf.MustRun("validate", "-no-color"); strings.Contains(output, "No frontend is configured") {
		t.Errorf("validate said\n%s", output)
	}
	output, _ := tf.Run("plan", "-no-color")
	if n := strings.Count(output, "No frontend is configured"); n != 1 {
		t.Errorf("said %d times\n%s", n, output)
	}
}
