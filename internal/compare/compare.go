// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package compare

import (
	"slices"
	"testing"
)

// Lists fails unless two lists are equal.
func Lists(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// Values fails unless two values are equal.
func Values[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
