// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Limits that may be merged into a subject: merge(doris_restore.drill, { rto_limit_seconds = 2700 }).
const (
	rpoLimit = "rpo_limit_seconds"
	rtoLimit = "rto_limit_seconds"
)

// most rows of a table that names single objects; what is left out is counted.
const most = 50

// Markdown is the report of one subject or of several, for the summary page of a pipeline: what ran, how long each phase
// took, as a table and as a chart (GitHub and GitLab draw Mermaid), RPO and RTO against limits, tables, what was skipped.
// The error says which element is none of the four kinds.
func Markdown(value any) (string, error) {
	subjects, err := subjectsOf(value)
	if err != nil {
		return "", err
	}
	if len(subjects) == 0 {
		return "Nothing ran.\n", nil
	}
	var b strings.Builder
	if len(subjects) > 1 {
		overview(&b, subjects)
	}
	for i, s := range subjects {
		if i > 0 || len(subjects) > 1 {
			b.WriteString("\n")
		}
		s.write(&b)
	}
	return b.String(), nil
}

// overview is one line for each subject.
func overview(b *strings.Builder, subjects []subject) {
	rows := [][]string{{"", "What", "Result", "Taken", "Duration", "Tables"}}
	for _, s := range subjects {
		tables, _ := s.counts()
		rows = append(rows, []string{
			s.mark(), heading[s.kind] + " " + code(s.title()), s.result(), instantText(s.takenAt()), s.durationText(), countText(tables),
		})
	}
	table(b, rows)
}

var heading = map[string]string{kindBackup: "Backup", kindSeries: "Series", kindRestore: "Restore into", kindSnapshot: "Snapshot"}

func (s subject) write(b *strings.Builder) {
	fmt.Fprintf(b, "### %s %s %s\n\n", s.mark(), heading[s.kind], code(s.title()))
	rows := [][]string{{"", ""}}
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, []string{name, value})
		}
	}
	add("Result", s.result())
	add("Repository", code(s.text("repository")))
	switch s.kind {
	case kindRestore:
		add("Snapshot", code(s.text("snapshot")))
	case kindSeries:
		add("Newest snapshot", code(textOf(s.object("latest")["name"])))
		add("Next one due", instantText(s.instant("next_due_at")))
		fallthrough
	default:
		add("Database", code(s.text("database")))
		add("Taken", instantText(s.takenAt()))
	}
	add("Submitted", instantText(s.instant("submitted_at")))
	add("Finished", instantText(s.instant("finished_at")))
	add("Duration", s.durationText())
	add("RPO", s.against("rpo_seconds", rpoLimit))
	add("RTO", s.against("rto_seconds", rtoLimit))
	tables, views := s.counts()
	add("Tables", countText(tables))
	if views > 0 {
		add("Views", countText(views))
	}
	if size, ok := s.size(); ok {
		add("Size", sizeText(size))
	}
	table(b, rows)
	s.writePhases(b)
	s.writeVerification(b)
	s.writeLeftOut(b)
}

// size is what the snapshot takes in the storage, where it was looked at.
func (s subject) size() (bytes float64, ok bool) {
	if bytes, ok = s.number("size_bytes"); ok {
		return bytes, true
	}
	return subject{values: s.object("files")}.number("size_bytes")
}

// result is the last state, with the verdict of verify.
func (s subject) result() string {
	state := s.text("state")
	if s.kind == kindSnapshot {
		state = s.text("status")
	}
	switch s.verdict() {
	case "true":
		state += ", verified"
	case "false":
		state += ", **verification failed**"
	}
	return state
}

func (s subject) verdict() string { return textOf(s.object("verification")["passed"]) }

// good says whether the subject is what one wants to see: finished, verified, within its limits.
func (s subject) good() bool {
	switch {
	case !s.finished():
		return false
	case s.verdict() == "false", s.breached("rpo_seconds", rpoLimit), s.breached("rto_seconds", rtoLimit):
		return false
	}
	return true
}

// finished says whether the job ended well. A series that took over what others made has a newest snapshot and no job.
func (s subject) finished() bool {
	switch {
	case s.kind == kindSnapshot:
		return s.text("finished") == "true"
	case s.kind == kindSeries && s.text("state") == "":
		return !s.takenAt().IsZero()
	}
	return s.text("state") == "FINISHED"
}

func (s subject) mark() string {
	if s.good() {
		return "✅"
	}
	return "❌"
}

func (s subject) breached(measured, limit string) bool {
	seconds, known := s.number(measured)
	allowed, limited := s.number(limit)
	return limited && (!known || seconds > allowed)
}

// against is a measured time beside its limit.
func (s subject) against(measured, limit string) string {
	seconds, known := s.number(measured)
	allowed, limited := s.number(limit)
	text := "not measured"
	if known {
		text = secondsText(seconds)
	}
	switch {
	case !known && !limited:
		return ""
	case !limited:
		return text
	case s.breached(measured, limit):
		return fmt.Sprintf("**%s, over the limit of %s**", text, secondsText(allowed))
	}
	return fmt.Sprintf("%s, within %s", text, secondsText(allowed))
}

func (s subject) durationText() string {
	seconds, ok := s.number("duration_seconds")
	if !ok {
		return ""
	}
	return secondsText(seconds)
}

func (s subject) writePhases(b *strings.Builder) {
	phases := s.phases()
	if len(phases) == 0 {
		return
	}
	var total time.Duration
	for _, p := range phases {
		total += p.took
	}
	rows := [][]string{{"Phase", "Took", "Share"}}
	for _, p := range phases {
		share := ""
		if total > 0 {
			share = fmt.Sprintf("%d %%", (100*p.took+total/2)/total)
		}
		rows = append(rows, []string{p.name, p.took.String(), share})
	}
	b.WriteString("\n")
	table(b, rows)
	s.writeGantt(b, phases, total)
}

func (s subject) writeVerification(b *strings.Builder) {
	verification := subject{values: s.object("verification")}
	if queries := verification.list("queries"); len(queries) > 0 {
		rows := [][]string{{"", "Query", "Expected", "Answer"}}
		for _, query := range queries {
			q, _ := query.(map[string]any)
			mark := "❌"
			if textOf(q["passed"]) == "true" {
				mark = "✅"
			}
			rows = append(rows, []string{mark, code(textOf(q["sql"])), code(textOf(q["expect"])), code(textOf(q["actual"]))})
		}
		b.WriteString("\n")
		table(b, rows)
	}
	if counted := verification.object("row_counts"); len(counted) > 0 {
		rows := [][]string{{"Table", "Rows"}}
		for _, name := range slices.Sorted(maps.Keys(counted)) {
			rows = append(rows, []string{code(name), textOf(counted[name])})
		}
		b.WriteString("\n")
		table(b, shortened(rows, "tables"))
	}
}

// writeLeftOut says what the snapshot lacks, and what a series deleted.
func (s subject) writeLeftOut(b *strings.Builder) {
	if skipped := s.list("skipped_objects"); len(skipped) > 0 {
		rows := [][]string{{"Not in the snapshot", "Why"}}
		for _, object := range skipped {
			o, _ := object.(map[string]any)
			rows = append(rows, []string{code(textOf(o["name"])), escape(textOf(o["reason"]))})
		}
		b.WriteString("\n")
		table(b, shortened(rows, "objects"))
	}
	for _, l := range []struct{ name, title, what string }{
		{"missing_objects", "Vanished while the backup ran", "objects"},
		{"pruned", "Deleted by the retention", "snapshots"},
	} {
		if names := s.list(l.name); len(names) > 0 {
			rows := [][]string{{l.title}}
			for _, name := range names {
				rows = append(rows, []string{code(textOf(name))})
			}
			b.WriteString("\n")
			table(b, shortened(rows, l.what))
		}
	}
}

// shortened keeps a heading and the first rows of a table, and counts the rest.
func shortened(rows [][]string, what string) [][]string {
	if len(rows) <= most+1 {
		return rows
	}
	last := make([]string, len(rows[0]))
	last[0] = fmt.Sprintf("and %d more %s", len(rows)-1-most, what)
	return append(slices.Clip(rows[:most+1]), last)
}

// table writes rows, the first of which is the heading.
func table(b *strings.Builder, rows [][]string) {
	for i, row := range rows {
		fmt.Fprintf(b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
}

// escape makes text of others plain inside a cell of a table.
func escape(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", `\`, `\\`, "|", `\|`, "<", "&lt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`).Replace(text)
}

// code is text as code inside a cell of a table, whatever it holds.
func code(text string) string {
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "|", `\|`).Replace(text)
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

func instantText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("2006-01-02 15:04:05 UTC")
}

func secondsText(seconds float64) string {
	return (time.Duration(seconds) * time.Second).String()
}

func countText(n int) string {
	if n < 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func sizeText(bytes float64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	unit := 0
	for bytes >= 1024 && unit < len(units)-1 {
		bytes /= 1024
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%.0f B", bytes)
	}
	return fmt.Sprintf("%.1f %s", bytes, units[unit])
}
