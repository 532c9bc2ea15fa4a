// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"slices"
)

// Place is the part of the fingerprint that says where: the four characters differ between clusters, databases and
// repositories (LIFECYCLE.md "Whose job is it").
func Place(clusterID, database, repository, location string) string {
	return fingerprint([]any{1, clusterID, database, repository, location})
}

// Request is the part of the fingerprint that says what: content, selection as written, triggers.
func Request(metadataOnly bool, selection Selection, triggers map[string]string) string {
	content := "all"
	if metadataOnly {
		content = "metadata_only"
	}
	partitions := map[string][]string{}
	for table, names := range selection.Partitions {
		partitions[table] = sorted(names)
	}
	if triggers == nil {
		triggers = map[string]string{}
	}
	return fingerprint([]any{content, sorted(selection.Tables), partitions, sorted(selection.Exclude), triggers})
}

// fingerprint is four characters of the SHA-256 over canonical JSON (Go writes the keys of maps in order).
func fingerprint(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // strings, lists and maps of strings only
	}
	sum := sha256.Sum256(text)
	return lowerBase32.EncodeToString(sum[:])[:4]
}

var lowerBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// sorted returns a sorted copy, never nil: an absent list and an empty one mean the same to the fingerprint.
func sorted(names []string) []string {
	result := append([]string{}, names...)
	slices.Sort(result)
	return result
}
