// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"regexp"
	"slices"
	"time"
)

// labelTime is the time in a generated label, UTC of the server's clock.
const labelTime = "20060102_150405"

// labelSuffix is the length of what is appended to a prefix: time, fingerprint, nonce.
const labelSuffix = 15 + 1 + 8 + 1 + 4

var labelEnding = regexp.MustCompile(`^([0-9]{8}_[0-9]{6})_([a-z2-7]{4})([a-z2-7]{4})_([a-z2-7]{4})$`)

var lowerBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Label is a generated snapshot name: <Prefix><yyyymmdd_hhmmss>_<Place><Request>_<Nonce> (lifecycle 5).
type Label struct {
	Prefix  string
	Time    time.Time // UTC
	Place   string    // which cluster, database and repository
	Request string    // which content, selection and triggers
	Nonce   string    // which submission
}

// String is the label as Doris sees it.
func (l Label) String() string {
	return l.Prefix + l.Time.UTC().Format(labelTime) + "_" + l.Place + l.Request + "_" + l.Nonce
}

// ParseLabel takes a generated label apart, from the right: prefixes may look like anything. What does not parse was not
// generated here.
func ParseLabel(text string) (Label, bool) {
	if len(text) <= labelSuffix {
		return Label{}, false
	}
	cut := len(text) - labelSuffix
	part := labelEnding.FindStringSubmatch(text[cut:])
	if part == nil {
		return Label{}, false
	}
	at, err := time.Parse(labelTime, part[1])
	if err != nil {
		return Label{}, false
	}
	return Label{Prefix: text[:cut], Time: at, Place: part[2], Request: part[3], Nonce: part[4]}, true
}

// Place is the part of the fingerprint that says where: the four characters differ between clusters, databases and
// repositories (lifecycle 1).
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

func newNonce() string {
	raw := make([]byte, 5)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return lowerBase32.EncodeToString(raw)[:4]
}

// sorted returns a sorted copy, never nil: an absent list and an empty one mean the same to the fingerprint.
func sorted(names []string) []string {
	result := append([]string{}, names...)
	slices.Sort(result)
	return result
}
