// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"testing"
	"time"
)

// NewSnapshots is a stand-in whose repository holds snapshots monday and tuesday of shop.
func NewSnapshots(t *testing.T) *StandIn {
	t.Helper()
	s := NewStandIn(t)
	for _, name := range []string{"monday", "tuesday"} {
		if diags := s.Thing("doris_backup").Apply(t.Context(), With(ShopBackup, Obj{"name": name})); len(diags) > 0 {
			t.Fatal(DiagnosticsText(diags))
		}
	}
	return s
}

// Succeeds applies without any diagnostics.
func (x *Thing) Succeeds(config Obj) {
	x.T.Helper()
	if diags := x.Apply(x.T.Context(), config); len(diags) > 0 {
		x.T.Fatal(DiagnosticsText(diags))
	}
}

// WaitForNextSecond keeps two jobs apart: Doris tells their CreateTime to the second.
func (s *StandIn) WaitForNextSecond() {
	s.T.Helper()
	now := func() string {
		_, rows, err := s.Sim.Query("SELECT UNIX_TIMESTAMP()")
		if err != nil {
			s.T.Fatal(err)
		}
		return rows[0][0]
	}
	began := now()
	for now() == began {
		time.Sleep(20 * time.Millisecond)
	}
}
