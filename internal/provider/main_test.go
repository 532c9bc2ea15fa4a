// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestMain(m *testing.M) { providertest.RunTests(m) }
