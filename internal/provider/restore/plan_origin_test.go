// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestSnapshotOfAnotherLine: with access to the bucket, the snapshot of a newer line is refused while planning; one of an
// older line is restored.
func TestSnapshotOfAnotherLine(t *testing.T) {
	t.Parallel()
	newest := providertest.NewStandIn(t)
	newest.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "newest"}))
	older := newest.Sibling(dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.1"})
	older.Exec(providertest.ShopTables)
	older.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "older"}))

	reads := func(s *providertest.StandIn, objects providertest.Obj) {
		config := providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "root", "poll_interval": "100ms"}
		if objects != nil {
			config["object_storage"] = objects
		}
		providertest.WantText(t, s.Configure(config))
	}
	keys := providertest.Obj{"access_key": newest.Store.AccessKey(), "secret_key": newest.Store.SecretKey()}
	plans := func(s *providertest.StandIn, snapshot string) string {
		_, result := s.Thing("doris_restore").Plan(providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": snapshot, "create_database": true}))
		return providertest.Plain(providertest.DiagnosticsText(result.Diags))
	}
	reads(older, keys)
	compare.Golden(t, "origin_restore_newer", plans(older, "newest"))
	if got := plans(older, "older"); got != "" {
		t.Errorf("of the same line: %s", got)
	}
	reads(older, providertest.With(keys, providertest.Obj{"secret_key": "wrong_secret"}))
	if got := plans(older, "newest"); strings.Contains(got, "newer") {
		t.Errorf("nothing could be read: %s", got)
	}
	reads(older, nil)
	if got := plans(older, "newest"); strings.Contains(got, "newer") {
		t.Errorf("without access: %s", got)
	}
	reads(newest, keys)
	newest.Thing("doris_restore").Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "older", "database": "from_older"}))
}
