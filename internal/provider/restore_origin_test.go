// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestSnapshotOfAnotherLine: with access to the bucket, the snapshot of a newer line is refused while planning; one of an
// older line is restored.
func TestSnapshotOfAnotherLine(t *testing.T) {
	t.Parallel()
	newest := newStandIn(t)
	newest.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "newest"}))
	older := newest.sibling(dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.1"})
	older.exec(shopTables)
	older.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "older"}))

	reads := func(s *standIn, objects obj) {
		config := obj{"endpoints": []string{s.sim.Addr()}, "username": "root", "poll_interval": "100ms"}
		if objects != nil {
			config["object_storage"] = objects
		}
		wantText(t, s.configure(config))
	}
	keys := obj{"access_key": newest.store.AccessKey(), "secret_key": newest.store.SecretKey()}
	plans := func(s *standIn, snapshot string) string {
		_, result := s.thing("doris_restore").plan(with(stageRestore, obj{"snapshot": snapshot, "create_database": true}))
		return plain(diagnosticsText(result.diags))
	}
	reads(older, keys)
	golden(t, "origin_restore_newer", plans(older, "newest"))
	if got := plans(older, "older"); got != "" {
		t.Errorf("of the same line: %s", got)
	}
	reads(older, with(keys, obj{"secret_key": "wrong_secret"}))
	if got := plans(older, "newest"); strings.Contains(got, "newer") {
		t.Errorf("nothing could be read: %s", got)
	}
	reads(older, nil)
	if got := plans(older, "newest"); strings.Contains(got, "newer") {
		t.Errorf("without access: %s", got)
	}
	reads(newest, keys)
	newest.thing("doris_restore").succeeds(with(stageRestore, obj{"snapshot": "older", "database": "from_older"}))
}

func TestNewerLine(t *testing.T) {
	for _, c := range []struct {
		a, b doris.Version
		want bool
	}{
		{doris.Version{Major: 4, Minor: 1}, doris.Version{Major: 4, Minor: 0, Patch: 9}, true},
		{doris.Version{Major: 4, Minor: 0}, doris.Version{Major: 3, Minor: 1}, true},
		{doris.Version{Major: 4, Minor: 1, Patch: 3}, doris.Version{Major: 4, Minor: 1}, false},
		{doris.Version{Major: 2, Minor: 1}, doris.Version{Major: 3, Minor: 0}, false},
	} {
		if got := newerLine(c.a, c.b); got != c.want {
			t.Errorf("%s newer than %s: %v", c.a, c.b, got)
		}
	}
}
