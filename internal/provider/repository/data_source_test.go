// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestRepositories(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		list := s.MustRead("doris_repositories", providertest.Obj{})["repositories"].([]any)
		if len(list) != 1 {
			t.Fatalf("%d repositories, want 1", len(list))
		}
		providertest.WantAttributes(t, list[0], providertest.Obj{"name": "dr_main", "type": "S3", "location": "s3://backups/prod", "read_only": false, "created_at": providertest.AnInstant, "err_msg": nil})
	})
}
