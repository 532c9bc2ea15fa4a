// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"crypto/rand"
	"regexp"
	"time"
)

// labelTime is the time in a generated label, UTC of the server's clock.
const labelTime = "20060102_150405"

// labelSuffix is the length of what is appended to a prefix: time, fingerprint, nonce.
const labelSuffix = 15 + 1 + 8 + 1 + 4

var labelEnding = regexp.MustCompile(`^([0-9]{8}_[0-9]{6})_([a-z2-7]{4})([a-z2-7]{4})_([a-z2-7]{4})$`)

// Label is a generated snapshot name: <Prefix><yyyymmdd_hhmmss>_<Place><Request>_<Nonce> (LIFECYCLE.md "Labels").
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

// newLabel names the next snapshot of a name_prefix: each submission gets a name of its own.
func (b *backup) newLabel(now time.Time) string {
	label := Label{Prefix: b.request.NamePrefix, Time: now, Place: b.identity.place, Request: b.identity.request, Nonce: b.r.nonce()}
	return label.String()
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

func newNonce() string {
	raw := make([]byte, 5)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return lowerBase32.EncodeToString(raw)[:4]
}
