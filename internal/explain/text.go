// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package explain writes every text of an error that a user reads: what happened, Doris's own words, what to do next. It
// takes facts, of the job and of an answer, and knows neither Terraform nor a connection.
package explain

import (
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// ThreeParts builds the detail of every error: what happened, Doris's own words (quoted here; "" leaves them out), what
// to do next.
func ThreeParts(happened, words, next string) string { return says("", happened, words, next).Detail() }

// says is a text that quotes Doris's words on one line; "" leaves them out.
func says(summary, happened, words, next string) Text {
	t := Text{Summary: summary, Happened: happened, Next: next}
	if words != "" {
		t.Doris = `"` + strings.Join(strings.Fields(doris.Plain(words)), " ") + `"`
	}
	return t
}

// Text is an error as its user reads it. testdata/golden shows those of jobs.
type Text struct {
	Attribute string // the argument at fault, "" = none
	Summary   string
	Happened  string
	Doris     string // what Doris said, as Said() makes it; "" = this part is left out
	Storage   string // what the storage of a repository said, as Doris
	Next      string // a command or a block that is ready to paste
}

// Detail is what happened, in whose words, and what to do next.
func (t Text) Detail() string {
	parts := []string{t.Happened}
	if t.Doris != "" {
		parts = append(parts, "Doris: "+t.Doris)
	}
	if t.Storage != "" {
		parts = append(parts, "The storage: "+t.Storage)
	}
	return redact.WithoutUserinfo(strings.Join(append(parts, t.Next), "\n\n"))
}

// Parts are the two texts of a diagnostic.
func (t Text) Parts() (summary, detail string) { return t.Summary, t.Detail() }

// Provider is what texts name of the provider's configuration.
type Provider struct {
	Username string // who speaks to Doris
	OwnKeys  bool   // object_storage holds the keys of the bucket; else those that AWS tools find are used
	// Lies tells where a registered repository lies, as far as it can be told now; nil = nobody can.
	Lies func(repository string) Place
}

func (p Provider) place(repository string) Place {
	if p.Lies == nil {
		return Place{}
	}
	return p.Lies(repository)
}
