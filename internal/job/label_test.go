// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"
	"time"
)

func TestLabel(t *testing.T) {
	label := Label{Prefix: "nightly_20260101_000000_aaaabbbb_cccc_", Time: time.Date(2026, 9, 12, 1, 15, 2, 0, time.UTC), Place: "k3v7", Request: "qm2a", Nonce: "x4f2"}
	text := label.String()
	if want := label.Prefix + "20260912_011502_k3v7qm2a_x4f2"; text != want {
		t.Fatalf("got %s, want %s", text, want)
	}
	if len(text)-len(label.Prefix) != 29 {
		t.Errorf("the suffix has %d characters, the longest prefix counts on 29", len(text)-len(label.Prefix))
	}
	parsed, ok := ParseLabel(text)
	if !ok || parsed != label {
		t.Errorf("parsed %+v, %t; want %+v", parsed, ok, label)
	}
	for _, foreign := range []string{
		"", "before_migration", "20260912_011502_k3v7qm2a_x4f2", "x20260912_011502_k3v7qm2a_x4f", "x20261312_011502_k3v7qm2a_x4f2",
		"x20260912_011502_K3v7qm2a_x4f2", "x20260912_011502_k3v7qm21_x4f2", "x20260912-011502_k3v7qm2a_x4f2",
	} {
		if parsed, ok := ParseLabel(foreign); ok {
			t.Errorf("%q was parsed as %+v", foreign, parsed)
		}
	}
}
