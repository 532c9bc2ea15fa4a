// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import (
	"sort"
	"unicode/utf16"
)

// HashOrder sorts names as a Java HashMap with this initial capacity (a power of two; 16 is Java's default) lists them:
// SHOW CREATE REPOSITORY shows properties in that order, BackupObjs the objects of a whole database (DORIS.md "Secrets in SHOW CREATE REPOSITORY";
// repository_lifecycle, backup_database). Names in one bucket stand in the order given.
func HashOrder(names []string, capacity int) []string {
	for len(names) > capacity*3/4 {
		capacity *= 2
	}
	sorted := append([]string(nil), names...)
	sort.SliceStable(sorted, func(i, j int) bool {
		return bucket(sorted[i], capacity) < bucket(sorted[j], capacity)
	})
	return sorted
}

// bucket is where java.util.HashMap puts a string.
func bucket(name string, capacity int) uint32 {
	var hash uint32
	for _, unit := range utf16.Encode([]rune(name)) {
		hash = 31*hash + uint32(unit)
	}
	return (hash ^ hash>>16) & uint32(capacity-1)
}
