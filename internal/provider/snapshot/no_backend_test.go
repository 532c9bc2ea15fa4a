// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A cluster without a registered backend, as a new one for disaster recovery is, reads snapshots all the same: on 4.x not even
// UNIX_TIMESTAMP() is computed there. Everything else that reads works as well.
func TestReadsWithoutBackends(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"2.1", "3.0", "4.0", "4.1"} {
		s := providertest.NewStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile})
		s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
		sim, err := dorissim.Start(dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile, Backends: -1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		empty := &providertest.StandIn{Server: providertest.NewServer(t), Sim: sim, Store: s.Store}
		empty.Register()
		empty.Exec("CREATE DATABASE `stage`")
		if _, _, err := sim.Query("SELECT UNIX_TIMESTAMP()"); strings.HasPrefix(profile, "4") != (err != nil && strings.Contains(err.Error(), "No backend available as scan node")) {
			t.Errorf("%s: the stand-in says %v", profile, err)
		}
		providertest.WantText(t, empty.Configure(providertest.Obj{"endpoints": []string{sim.Addr()}, "username": "root"}))
		for name, config := range map[string]providertest.Obj{
			"doris_snapshots":    {"repository": "dr_main"},
			"doris_snapshot":     {"repository": "dr_main", "name": "monday"},
			"doris_repositories": {},
			"doris_backup_jobs":  {"database": "stage"},
			"doris_restore_jobs": {"database": "stage"},
		} {
			read, said := empty.ReadData(name, config)
			providertest.WantText(t, said)
			if text := fmt.Sprint(read); strings.HasPrefix(name, "doris_snapshot") && !strings.Contains(text, "monday") {
				t.Errorf("%s: %s: %s", profile, name, text)
			}
		}
		// A repository can be registered, too.
		x := providertest.RepositoryThing{Thing: empty.Thing("doris_repository")}
		if said := x.Apply(providertest.MinioVersion(empty, 1)); providertest.Failed(said) {
			t.Errorf("%s: %s", profile, providertest.Texts(said))
		}
	}
}
