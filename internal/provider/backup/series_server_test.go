// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func newQuickServer(t *testing.T) *providertest.Server {
	t.Helper()
	quick := providertest.NewServer(t)
	quick.Server = providerserver.NewProtocol6(&quickProvider{Provider: provider.New("test")()})()
	return quick
}
