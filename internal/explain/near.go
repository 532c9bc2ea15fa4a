// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"slices"
	"sort"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// OwnDatabases are those of Doris itself: in every cluster and never meant.
var OwnDatabases = []string{"information_schema", "mysql", "__internal_schema"}

// NearDatabases names the databases that are likely meant, or all.
func NearDatabases(wanted string, present []string) string {
	present = slices.DeleteFunc(slices.Clone(present), func(name string) bool { return slices.Contains(OwnDatabases, name) })
	slices.SortFunc(present, strings.Compare)
	if near := LikelyMeant([]string{wanted}, present); len(near) > 0 {
		return ListOf("Its nearest names are", near, "")
	}
	return ListOf("It has", present, "It has none but its own.")
}

// NearSentence is a sentence that names those of the present names that are likely meant, with a space before it; "" where
// none is near.
func NearSentence(wanted string, present []string) string {
	return nearText(LikelyMeant([]string{wanted}, present))
}

// nearText is that sentence about names that are near.
func nearText(near []string) string {
	switch len(near) {
	case 0:
		return ""
	case 1:
		return " A near name is " + near[0] + "."
	default:
		return " Near names are " + Names(near) + "."
	}
}

// LikelyMeant picks those of the present names that are likely meant by the ones that match nothing.
func LikelyMeant(wanted, present []string) []string {
	var near []string
	for _, name := range present {
		if slices.ContainsFunc(wanted, func(w string) bool { return alike(strings.Trim(w, "*?"), name) }) {
			near = append(near, name)
		}
		if len(near) == 5 {
			break
		}
	}
	return near
}

// alike reports whether two names differ in case, in a few letters, or in their ends only.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || strings.Contains(a, b) || strings.Contains(b, a) {
		return a != ""
	}
	shared := 0
	for shared < min(len(a), len(b)) && a[shared] == b[shared] {
		shared++
	}
	return editDistance(a, b) <= 2 || shared >= max(3, len(a)/2)
}

// editDistance counts the letters to change, add or remove.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			substitute := diagonal
			if a[i-1] != b[j-1] {
				substitute++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, substitute)
		}
	}
	return row[len(b)]
}

// RepositoryNames are the names of repositories, sorted.
func RepositoryNames(rows []doris.Repository) []string {
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row.Name
	}
	sort.Strings(names)
	return names
}
