// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"testing"
)

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"orders", "orders", true},
		{"orders", "Orders", false},
		{"ord*", "orders", true},
		{"*", "", true},
		{"*s", "orders", true},
		{"o?ders", "orders", true},
		{"o?ders", "oders", false},
		{"*a*b*", "xxaxxbxx", true},
		{"*a*b*", "xxbxxaxx", false},
		{"p202610*", "p20261001", true},
		{"a.b", "axb", false},
		{"größe_?", "größe_ü", true},
		{`a\*`, "a*", true},
		{`a\*`, "ab", false},
		{`a\?`, "a?", true},
		{`a\?`, "ab", false},
		{`a\\*`, `a\bc`, true},
		{`a\\*`, "a*", false},
		{`a\\`, `a\`, true},
		{`a\b`, `a\b`, true}, // a backslash before anything else is itself
		{`a\`, `a\`, true},
		{`\**`, "*abc", true},
		{`\**`, "abc", false},
		{`*\**`, "a*b", true},
		{`*\**`, "ab", false},
		{"a.b`*", "a.b`c", true},
		{"", "x", false},
	} {
		if got := glob(c.pattern, c.name); got != c.want {
			t.Errorf("glob(%q, %q) = %t", c.pattern, c.name, got)
		}
	}
}

// TestEscaped: any name can be written, and what is written so matches that name alone.
func TestEscaped(t *testing.T) {
	pieces := []string{"a", "*", "?", `\`, ".", "`", "b"}
	var names []string
	for _, one := range pieces {
		for _, two := range pieces {
			for _, three := range pieces {
				names = append(names, one+two+three)
			}
		}
	}
	for _, name := range names {
		written := Escaped(name)
		if IsPattern(written) || Literal(written) != name {
			t.Errorf("%q is written %q, which is %q", name, written, Literal(written))
		}
		selection := Selection{Tables: []string{written}}
		if taken, inVain := selection.Choose(names); len(taken) != 1 || taken[0] != name || len(inVain) != 0 {
			t.Errorf("%q takes %q", written, taken)
		}
		left, _ := Selection{Exclude: []string{written}}.Choose(names)
		if len(left) != len(names)-1 || slices.Contains(left, name) {
			t.Errorf("%q leaves %d of %d", written, len(left), len(names))
		}
		if !selection.agrees([]object{{name: name, allListed: true}}) || selection.agrees(nil) || selection.agrees([]object{{name: name + "x", allListed: true}}) {
			t.Errorf("%q does not agree with its table alone", written)
		}
	}
}
