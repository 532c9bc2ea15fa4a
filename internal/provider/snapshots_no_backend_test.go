// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// A cluster without a registered backend, as a new one for disaster recovery is, reads snapshots all the same: on 4.x not even
// UNIX_TIMESTAMP() is computed there. Everything else that reads works as well.
func TestReadsWithoutBackends(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"2.1", "3.0", "4.0", "4.1"} {
		s := newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile})
		s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
		sim, err := dorissim.Start(dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile, Backends: -1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		empty := &standIn{newServer(t), sim, s.store}
		empty.register()
		empty.exec("CREATE DATABASE `stage`")
		if _, _, err := sim.Query("SELECT UNIX_TIMESTAMP()"); strings.HasPrefix(profile, "4") != (err != nil && strings.Contains(err.Error(), "No backend available as scan node")) {
			t.Errorf("%s: the stand-in says %v", profile, err)
		}
		wantText(t, empty.configure(obj{"endpoints": []string{sim.Addr()}, "username": "root"}))
		for name, config := range map[string]obj{
			"doris_snapshots":    {"repository": "dr_main"},
			"doris_snapshot":     {"repository": "dr_main", "name": "monday"},
			"doris_repositories": {},
			"doris_backup_jobs":  {"database": "stage"},
			"doris_restore_jobs": {"database": "stage"},
		} {
			read, said := empty.readData(name, config)
			wantText(t, said)
			if text := fmt.Sprint(read); strings.HasPrefix(name, "doris_snapshot") && !strings.Contains(text, "monday") {
				t.Errorf("%s: %s: %s", profile, name, text)
			}
		}
		// A repository can be registered, too.
		x := repositoryThing{empty.thing("doris_repository")}
		if said := x.apply(minioVersion(empty, 1)); failed(said) {
			t.Errorf("%s: %s", profile, texts(said))
		}
	}
}
