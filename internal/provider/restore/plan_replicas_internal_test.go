// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Doris puts one replica of a tablet on each host, and replication_num on the backends of tag default.
func TestRoomFor(t *testing.T) {
	backend := func(host, tag string, alive bool) doris.Backend {
		return doris.Backend{Host: host, Alive: alive, Tags: map[string]string{"location": tag}}
	}
	backends := []doris.Backend{
		backend("h1", "default", true), backend("h1", "default", true), backend("h2", "default", true), backend("h3", "default", false),
		backend("h1", "b", true),
	}
	for name, c := range map[string]struct {
		perHost bool
		want    map[string]int64
	}{
		"one replica on a host": {true, map[string]int64{"default": 2, "b": 1, "none": 0}},
		"all on one host":       {false, map[string]int64{"default": 3, "b": 1, "none": 0}},
	} {
		room := roomFor(backends, c.perHost)
		for tag, want := range c.want {
			if got := room[tag].replicas(); got != want {
				t.Errorf("%s: %d of tag %s, want %d", name, got, tag, want)
			}
		}
		if got := room["default"].onHosts(); got != c.perHost {
			t.Errorf("%s: hosts decide: %v", name, got)
		}
		if got := roomiest(room); got != "default" {
			t.Errorf("%s: roomiest %q", name, got)
		}
	}
	if got := roomiest(nil); got != "" {
		t.Errorf("roomiest of none: %q", got)
	}
}

// Of a wide table only what differs is said.
func TestOtherColumns(t *testing.T) {
	for name, c := range map[string]struct{ there, backedUp, want string }{
		"more":    {"id name since", "id name", "has 1 column (since) compared with what is"},
		"fewer":   {"id", "id name since", "lacks 2 columns (name, since) compared with what is"},
		"others":  {"id other", "ID name", "has 1 column (other) and lacks 1 column (name) compared with what is"},
		"swapped": {"name id", "id name", "has its columns in another order than"},
	} {
		if got := otherColumns(strings.Fields(c.there), strings.Fields(c.backedUp)); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
