// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// family is one metric, with the samples that all subjects give.
type family struct {
	name, unit, help string
	values           func(s subject) []sample
}

type sample struct {
	labels [][2]string // besides those of the subject
	value  float64
}

// families are all metrics, in the order in which they are written. Ages are only there where a data source gives them:
// for the others Prometheus computes time() - doris_backup_taken_timestamp_seconds.
var families = []family{
	{"doris_backup_taken_timestamp_seconds", "seconds", "When the newest good snapshot was taken.", ofBackups(instantOf(subject.takenAt))},
	{"doris_backup_age_seconds", "seconds", "Age of the snapshot when it was looked at.", ofBackups(numberOf("age_seconds"))},
	{"doris_backup_finished", "", "1 when the last job is FINISHED or the snapshot is complete, else 0.", ofBackups(finished)},
	{"doris_backup_duration_seconds", "seconds", "How long the job took from its submission.", ofBackups(numberOf("duration_seconds"))},
	{"doris_backup_phase_seconds", "seconds", "How long each phase of the job took.", ofBackups(phasesOf)},
	{"doris_backup_tables", "", "Tables in the snapshot.", ofBackups(tablesOf)},
	{"doris_backup_size_bytes", "bytes", "Bytes of the snapshot in the storage.", ofBackups(sizeOf)},
	{"doris_backup_skipped_objects", "", "Objects that Doris does not back up.", ofBackups(skippedOf)},
	{"doris_backup_next_due_timestamp_seconds", "seconds", "When the next snapshot of the series is due.", ofBackups(instantOf(func(s subject) time.Time { return s.instant("next_due_at") }))},
	{"doris_backup_pruned_snapshots", "", "Snapshots that the last pruning of the series deleted.", ofSeries(prunedOf)},
	{"doris_restore_finished_timestamp_seconds", "seconds", "When the restore ended.", ofRestores(instantOf(func(s subject) time.Time { return s.instant("finished_at") }))},
	{"doris_restore_finished", "", "1 when the last job is FINISHED, else 0.", ofRestores(finished)},
	{"doris_restore_rpo_seconds", "seconds", "Age of the snapshot when it was restored.", ofRestores(numberOf("rpo_seconds"))},
	{"doris_restore_rto_seconds", "seconds", "Time until the data was there and verified.", ofRestores(numberOf("rto_seconds"))},
	{"doris_restore_duration_seconds", "seconds", "How long the job took from its submission.", ofRestores(numberOf("duration_seconds"))},
	{"doris_restore_phase_seconds", "seconds", "How long each phase of the job took.", ofRestores(phasesOf)},
	{"doris_restore_tables", "", "Tables that were restored.", ofRestores(tablesOf)},
	{"doris_restore_verified", "", "1 when verify passed, 0 when it failed.", ofRestores(verified)},
}

// OpenMetrics is the text that Prometheus reads, of one subject or of several; the key of a map becomes the label name.
// The text ends with # EOF, which a Pushgateway and the textfile collector of node_exporter take for a comment.
func OpenMetrics(value any) (string, error) {
	subjects, err := subjectsOf(value)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range families {
		f.write(&b, subjects)
	}
	b.WriteString("# EOF\n")
	return b.String(), nil
}

func (f family) write(b *strings.Builder, subjects []subject) {
	described := false
	for _, s := range subjects {
		for _, sample := range f.values(s) {
			if !described {
				fmt.Fprintf(b, "# TYPE %s gauge\n", f.name)
				if f.unit != "" {
					fmt.Fprintf(b, "# UNIT %s %s\n", f.name, f.unit)
				}
				fmt.Fprintf(b, "# HELP %s %s\n", f.name, f.help)
				described = true
			}
			fmt.Fprintf(b, "%s{%s} %s\n", f.name, labelsText(append(s.labels(), sample.labels...)), strconv.FormatFloat(sample.value, 'f', -1, 64))
		}
	}
}

// labels tell subjects apart and stay the same from run to run: no name of a snapshot that changes every night.
func (s subject) labels() [][2]string {
	name := s.key
	if name == "" {
		name = s.title()
	}
	return [][2]string{{"name", name}, {"repository", s.text("repository")}, {"database", s.text("database")}}
}

func labelsText(labels [][2]string) string {
	escaper := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	var parts []string
	for _, l := range labels {
		parts = append(parts, fmt.Sprintf(`%s="%s"`, l[0], escaper.Replace(l[1])))
	}
	return strings.Join(parts, ",")
}

func ofKinds(values func(subject) []sample, kinds ...string) func(subject) []sample {
	return func(s subject) []sample {
		if slices.Contains(kinds, s.kind) {
			return values(s)
		}
		return nil
	}
}

func ofBackups(values func(subject) []sample) func(subject) []sample {
	return ofKinds(values, kindBackup, kindSeries, kindSnapshot)
}

func ofSeries(values func(subject) []sample) func(subject) []sample {
	return ofKinds(values, kindSeries)
}

func ofRestores(values func(subject) []sample) func(subject) []sample {
	return ofKinds(values, kindRestore)
}

func one(value float64, known bool) []sample {
	if !known {
		return nil
	}
	return []sample{{value: value}}
}

func numberOf(name string) func(subject) []sample {
	return func(s subject) []sample { return one(s.number(name)) }
}

func instantOf(at func(subject) time.Time) func(subject) []sample {
	return func(s subject) []sample { return one(float64(at(s).Unix()), !at(s).IsZero()) }
}

func sizeOf(s subject) []sample { return one(s.size()) }

func tablesOf(s subject) []sample {
	tables, _ := s.counts()
	return one(float64(tables), tables >= 0)
}

func skippedOf(s subject) []sample {
	_, known := s.values["skipped_objects"].([]any)
	return one(float64(len(s.list("skipped_objects"))), known)
}

func prunedOf(s subject) []sample { return one(float64(len(s.list("pruned"))), true) }

func finished(s subject) []sample { return one(truth(s.finished()), true) }

func verified(s subject) []sample { return one(truth(s.verdict() == "true"), s.verdict() != "") }

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func phasesOf(s subject) []sample {
	var samples []sample
	for _, p := range s.phases() {
		samples = append(samples, sample{[][2]string{{"phase", p.name}}, p.took.Seconds()})
	}
	return samples
}
