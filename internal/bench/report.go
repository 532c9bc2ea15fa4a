// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// figure is one line of the table: the median of what was measured, that of what it is measured by, and their ratio.
type figure struct {
	Scenario string  `json:"scenario"`
	What     string  `json:"what"`
	Unit     string  `json:"unit"`
	Ours     float64 `json:"ours"`
	Beside   string  `json:"beside"`
	Theirs   float64 `json:"theirs"`
	Ratio    float64 `json:"ratio"`
	Target   float64 `json:"target,omitempty"` // the ratio must be at most this; 0 = no target
	Runs     int     `json:"runs"`
}

// Met reports whether the target, where there is one, is met.
func (f figure) Met() bool { return f.Target == 0 || f.Ratio <= f.Target }

// compare adds the figure of two series of measurements.
func (b *bench) compare(scenario, what, unit, beside string, ours, theirs []float64, target float64) {
	f := figure{Scenario: scenario, What: what, Unit: unit, Ours: median(ours), Beside: beside, Theirs: median(theirs), Target: target, Runs: len(ours)}
	if f.Theirs != 0 {
		f.Ratio = f.Ours / f.Theirs
	}
	b.figures = append(b.figures, f)
}

// against adds the figure of measurements beside a number that is known, such as the least possible.
func (b *bench) against(scenario, what, unit, beside string, ours []float64, theirs, target float64) {
	b.compare(scenario, what, unit, beside, ours, []float64{theirs}, target)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

func (b *bench) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "scenario\twhat\tours\tbeside\ttheirs\tratio\ttarget\t")
	missed := 0
	for _, f := range b.figures {
		target := ""
		if f.Target > 0 {
			target = fmt.Sprintf("≤ %.4g", f.Target)
			if !f.Met() {
				target += " MISSED"
				missed++
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s %s\t%s\t%s\t%.3g\t%s\t\n", f.Scenario, f.What, number(f.Ours), f.Unit, f.Beside, number(f.Theirs), f.Ratio, target)
	}
	_ = w.Flush()
	fmt.Fprintf(out, "%d figures in %s, %d targets missed\n", len(b.figures), time.Since(b.began).Round(time.Second), missed)
}

func number(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func (b *bench) write(file string) error {
	text, err := json.MarshalIndent(b.figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o600)
}
