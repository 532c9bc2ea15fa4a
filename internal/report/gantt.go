// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"fmt"
	"strings"
	"time"
)

// begin is when the first phase began: the queue comes before the submission, all others after it.
func (s subject) begin(phases []phase) time.Time {
	submitted := s.instant("submitted_at")
	if submitted.IsZero() {
		submitted = s.takenAt() // a snapshot's time is that of its submission
	}
	if submitted.IsZero() {
		return submitted
	}
	for _, p := range phases {
		if p.name == "queue" {
			return submitted.Add(-p.took)
		}
	}
	return submitted
}

// writeGantt draws the phases that took time. Mermaid takes seconds since the epoch (dateFormat X) and shows them as the
// reader's own time of day.
func (s subject) writeGantt(b *strings.Builder, phases []phase, total time.Duration) {
	at := s.begin(phases)
	if at.IsZero() || total <= 0 {
		return
	}
	fmt.Fprintf(b, "\n```mermaid\ngantt\n    title %s %s\n    dateFormat X\n    axisFormat %%H:%%M:%%S\n", heading[s.kind], plain(s.title()))
	for _, p := range phases {
		if p.took > 0 {
			fmt.Fprintf(b, "    section %s\n    %s :%d, %ds\n", p.name, p.took, at.Unix(), int(p.took/time.Second))
		}
		at = at.Add(p.took)
	}
	b.WriteString("```\n")
}

// plain leaves out what Mermaid takes for its own.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(":;#%{}`\n\r", r) {
			return ' '
		}
		return r
	}, text)
}
