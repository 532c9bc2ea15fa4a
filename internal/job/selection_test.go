// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestLabel(t *testing.T) {
	label := Label{Prefix: "nightly_20260101_000000_aaaabbbb_cccc_", Time: time.Date(2026, 9, 12, 1, 15, 2, 0, time.UTC), Place: "k3v7", Request: "qm2a", Nonce: "x4f2"}
	text := label.String()
	if want := label.Prefix + "20260912_011502_k3v7qm2a_x4f2"; text != want {
		t.Fatalf("got %s, want %s", text, want)
	}
	if len(text)-len(label.Prefix) != 29 {
		t.Errorf("the suffix has %d characters, schema 2.4 counts on 29", len(text)-len(label.Prefix))
	}
	parsed, ok := ParseLabel(text)
	if !ok || parsed != label {
		t.Errorf("parsed %+v, %t; want %+v", parsed, ok, label)
	}
	for _, foreign := range []string{
		"", "before_migration", "20260912_011502_k3v7qm2a_x4f2", "x20260912_011502_k3v7qm2a_x4f", "x20261312_011502_k3v7qm2a_x4f2",
		"x20260912_011502_K3v7qm2a_x4f2", "x20260912_011502_k3v7qm21_x4f2", "x20260912-011502_k3v7qm2a_x4f2",
	} {
		if parsed, ok := ParseLabel(foreign); ok {
			t.Errorf("%q was parsed as %+v", foreign, parsed)
		}
	}
}

func TestFingerprint(t *testing.T) {
	four := regexp.MustCompile(`^[a-z2-7]{4}$`)
	place := Place("1733", "shop", "repo", "s3://b/p")
	for _, other := range []string{
		Place("1734", "shop", "repo", "s3://b/p"), Place("1733", "shop2", "repo", "s3://b/p"),
		Place("1733", "shop", "repo2", "s3://b/p"), Place("1733", "shop", "repo", "s3://b/q"),
	} {
		if other == place || !four.MatchString(other) {
			t.Errorf("place %q does not differ from %q", other, place)
		}
	}
	selection := Selection{Tables: []string{"b", "a*"}, Partitions: map[string][]string{"b": {"p2", "p1"}}}
	request := Request(false, selection, map[string]string{"k": "1"})
	same := Request(false, Selection{Tables: []string{"a*", "b"}, Partitions: map[string][]string{"b": {"p1", "p2"}}}, map[string]string{"k": "1"})
	if request != same || !four.MatchString(request) {
		t.Errorf("the order of a set changes the fingerprint: %s, %s", request, same)
	}
	if Request(false, Selection{}, nil) != Request(false, Selection{}, map[string]string{}) {
		t.Error("no triggers and empty triggers differ")
	}
	for _, other := range []string{
		Request(true, selection, map[string]string{"k": "1"}), Request(false, selection, map[string]string{"k": "2"}),
		Request(false, Selection{Tables: []string{"b", "a"}}, map[string]string{"k": "1"}), Request(false, Selection{Exclude: []string{"b"}}, nil),
	} {
		if other == request {
			t.Errorf("%s does not differ", other)
		}
	}
	if selection.Tables[0] != "b" {
		t.Error("hashing sorted the caller's list")
	}
	if nonce := newNonce(); !four.MatchString(nonce) {
		t.Errorf("nonce %q", nonce)
	}
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"orders", "orders", true},
		{"orders", "Orders", false},
		{"ord*", "orders", true},
		{"*", "", true},
		{"*s", "orders", true},
		{"o?ders", "orders", true},
		{"o?ders", "oders", false},
		{"*a*b*", "xxaxxbxx", true},
		{"*a*b*", "xxbxxaxx", false},
		{"p202610*", "p20261001", true},
		{"a.b", "axb", false},
		{"größe_?", "größe_ü", true},
		{`a\*`, "a*", true},
		{`a\*`, "ab", false},
		{`a\?`, "a?", true},
		{`a\?`, "ab", false},
		{`a\\*`, `a\bc`, true},
		{`a\\*`, "a*", false},
		{`a\\`, `a\`, true},
		{`a\b`, `a\b`, true}, // a backslash before anything else is itself
		{`a\`, `a\`, true},
		{`\**`, "*abc", true},
		{`\**`, "abc", false},
		{`*\**`, "a*b", true},
		{`*\**`, "ab", false},
		{"a.b`*", "a.b`c", true},
		{"", "x", false},
	} {
		if got := glob(c.pattern, c.name); got != c.want {
			t.Errorf("glob(%q, %q) = %t", c.pattern, c.name, got)
		}
	}
}

func TestSelectionChoose(t *testing.T) {
	present := []string{"fact_orders", "fact_clicks", "dim_user", "tmp_a"}
	for name, c := range map[string]struct {
		selection   Selection
		taken, vain string
	}{
		"all":                          {Selection{}, "dim_user fact_clicks fact_orders tmp_a", ""},
		"patterns and names":           {Selection{Tables: []string{"fact_*", "dim_user"}}, "dim_user fact_clicks fact_orders", ""},
		"a name and a pattern in vain": {Selection{Tables: []string{"fact_*", "gone", "x_*"}}, "fact_clicks fact_orders", "gone x_*"},
		"exclude":                      {Selection{Exclude: []string{"tmp_*", "never_there"}}, "dim_user fact_clicks fact_orders", ""},
	} {
		taken, vain := c.selection.choose(present)
		if strings.Join(taken, " ") != c.taken || strings.Join(vain, " ") != c.vain {
			t.Errorf("%s: took %v, in vain %v", name, taken, vain)
		}
	}
	taken, vain := Selection{Tables: []string{"t"}, Partitions: map[string][]string{"t": {"p1*", "q", "r*"}}}.choosePartitions("t", []string{"p12", "p11", "p2"})
	if strings.Join(taken, " ") != "p11 p12" || strings.Join(vain, " ") != "t.q t.r*" {
		t.Errorf("took %v, in vain %v", taken, vain)
	}
}

// TestEscaped: any name can be written, and what is written so matches that name alone.
func TestEscaped(t *testing.T) {
	pieces := []string{"a", "*", "?", `\`, ".", "`", "b"}
	var names []string
	for _, one := range pieces {
		for _, two := range pieces {
			for _, three := range pieces {
				names = append(names, one+two+three)
			}
		}
	}
	for _, name := range names {
		written := Escaped(name)
		if isPattern(written) || literal(written) != name {
			t.Errorf("%q is written %q, which is %q", name, written, literal(written))
		}
		selection := Selection{Tables: []string{written}}
		if taken, inVain := selection.choose(names); len(taken) != 1 || taken[0] != name || len(inVain) != 0 {
			t.Errorf("%q takes %q", written, taken)
		}
		left, _ := Selection{Exclude: []string{written}}.choose(names)
		if len(left) != len(names)-1 || slices.Contains(left, name) {
			t.Errorf("%q leaves %d of %d", written, len(left), len(names))
		}
		if !selection.agrees([]object{{name: name, allListed: true}}) || selection.agrees(nil) || selection.agrees([]object{{name: name + "x", allListed: true}}) {
			t.Errorf("%q does not agree with its table alone", written)
		}
	}
}

func TestSelectionAgrees(t *testing.T) {
	listed := func(name string, partitions ...string) object {
		return object{name: name, partitions: partitions, allListed: true}
	}
	for name, c := range map[string]struct {
		selection Selection
		objects   []object
		want      bool
	}{
		"everything, whatever there was":         {Selection{}, []object{listed("a", "p1"), listed("b")}, true},
		"a table dropped since does not count":   {Selection{Tables: []string{"a*"}}, []object{listed("a1")}, true},
		"an object that was not asked for":       {Selection{Tables: []string{"a*"}}, []object{listed("a1"), listed("b")}, false},
		"an excluded object":                     {Selection{Exclude: []string{"b*"}}, []object{listed("a"), listed("b1")}, false},
		"a literal name is missing":              {Selection{Tables: []string{"a", "b"}}, []object{listed("a")}, false},
		"a row's partitions nobody asked for":    {Selection{Tables: []string{"a"}}, []object{{name: "a", partitions: []string{"p1"}}}, false},
		"the whole table instead of a partition": {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1"}}}, []object{{name: "a"}}, false},
		"partitions by pattern":                  {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p*"}}}, []object{listed("a", "p1", "p2")}, true},
		"a partition that was not asked for":     {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1"}}}, []object{listed("a", "p1", "p2")}, false},
		"a literal partition is missing":         {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1", "q*"}}}, []object{listed("a", "q1")}, false},
		"case counts":                            {Selection{Tables: []string{"A"}}, []object{listed("a")}, false},
	} {
		if got := c.selection.agrees(c.objects); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestCovered(t *testing.T) {
	now := time.Date(2026, 9, 12, 12, 0, 0, 0, time.UTC)
	jobs := func(n int, oldest time.Duration) (rows []doris.BackupJob) {
		for i := range n {
			rows = append(rows, doris.BackupJob{Job: doris.Job{Label: "x", State: "FINISHED", Created: now.Add(-oldest + time.Duration(i)*time.Second)}})
		}
		return rows
	}
	for name, c := range map[string]struct {
		h    history
		want bool
	}{
		"empty":                      {history{now: now, window: time.Hour, limit: 10}, true},
		"not full":                   {history{now: now, window: time.Hour, limit: 10, backups: jobs(9, time.Minute)}, true},
		"full of young jobs":         {history{now: now, window: time.Hour, limit: 10, backups: jobs(10, time.Minute)}, false},
		"full, the oldest is old":    {history{now: now, window: time.Hour, limit: 10, backups: jobs(10, 2*time.Hour)}, true},
		"backups and restores count": {history{now: now, window: time.Hour, limit: 10, backups: jobs(9, time.Minute), restores: []doris.RestoreJob{{Job: doris.Job{Created: now}}}}, false},
	} {
		if got := c.h.covered(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// classifyBackup picks the row that decides, in the order of lifecycle 2.1.
func TestClassifyBackup(t *testing.T) {
	now := time.Date(2026, 9, 12, 12, 0, 0, 0, time.UTC)
	generated := func(nonce string, request string) string {
		return Label{Prefix: "n_", Time: now, Place: "aaaa", Request: request, Nonce: nonce}.String()
	}
	job := func(label, state string, finishedAgo time.Duration, objects ...string) doris.BackupJob {
		b := doris.BackupJob{Job: doris.Job{Label: label, State: state, Database: "shop", Created: now.Add(-3 * time.Hour)}}
		if state == "FINISHED" || state == "CANCELLED" {
			b.Finished = now.Add(-finishedAgo)
		}
		for _, o := range objects {
			b.Objects = append(b.Objects, doris.TableRef{Name: o})
		}
		return b
	}
	fixed := backupIdentity{label: "snap", selection: Selection{Tables: []string{"a"}}}
	pattern := backupIdentity{generated: true, prefix: "n_", place: "aaaa", request: "bbbb", ignore: func(label string) bool { return strings.HasSuffix(label, "zzzz") }}
	for name, c := range map[string]struct {
		id   backupIdentity
		jobs []doris.BackupJob
		want backupRow
		row  int // index of the deciding row, -1 = none
	}{
		"nothing":                             {fixed, nil, b0None, -1},
		"another's terminal":                  {fixed, []doris.BackupJob{job("x", "FINISHED", 0)}, b0None, -1},
		"case is compared":                    {fixed, []doris.BackupJob{job("Snap", "UPLOADING", 0)}, b8OthersUnfinished, -1},
		"ours unfinished":                     {fixed, []doris.BackupJob{job("snap", "UPLOADING", 0, "a")}, b1Unfinished, 0},
		"ours unfinished, unreadable objects": {fixed, []doris.BackupJob{job("snap", "UPLOADING", 0)}, b1Unfinished, 0},
		"in the window":                       {fixed, []doris.BackupJob{job("snap", "FINISHED", 5*time.Minute, "a")}, b2InWindow, 0},
		"in the window, another's runs":       {fixed, []doris.BackupJob{job("snap", "FINISHED", 5*time.Minute, "a"), job("x", "PENDING", 0)}, b2InWindow, 0},
		"before the window":                   {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a")}, b3BeforeWindow, 0},
		"before the window, another's runs":   {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a"), job("x", "PENDING", 0)}, b8OthersUnfinished, -1},
		"cancelled":                           {fixed, []doris.BackupJob{job("snap", "CANCELLED", time.Minute, "a")}, b4Cancelled, 0},
		"the newest of ours":                  {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a"), job("snap", "CANCELLED", time.Minute, "a")}, b4Cancelled, 1},
		"other objects, unfinished":           {fixed, []doris.BackupJob{job("snap", "PENDING", 0, "b")}, b5OtherObjectsUnfinished, 0},
		"other objects, finished":             {fixed, []doris.BackupJob{job("snap", "FINISHED", time.Minute, "b")}, b6OtherObjectsFinished, 0},
		"other objects, cancelled":            {fixed, []doris.BackupJob{job("snap", "CANCELLED", time.Minute, "b")}, b7OtherObjectsCancelled, 0},
		"generated, ours":                     {pattern, []doris.BackupJob{job(generated("cccc", "bbbb"), "SAVE_META", 0, "whatever")}, b1Unfinished, 0},
		"generated, other inputs":             {pattern, []doris.BackupJob{job(generated("cccc", "bbba"), "SAVE_META", 0)}, b8OthersUnfinished, -1},
		"generated, claimed or released":      {pattern, []doris.BackupJob{job(generated("zzzz", "bbbb"), "FINISHED", time.Minute)}, b0None, -1},
	} {
		h := history{now: now, window: time.Hour, limit: 10, backups: c.jobs}
		row, found := classifyBackup(h, c.id)
		if row != c.want || (found == nil) != (c.row < 0) || found != nil && found != &h.backups[c.row] {
			t.Errorf("%s: row B%d (%+v), want B%d", name, row, found, c.want)
		}
	}
	full := history{now: now, window: 4 * time.Hour, limit: 1, backups: []doris.BackupJob{job("x", "FINISHED", 0)}}
	if row, _ := classifyBackup(full, fixed); row != b9NotCovered {
		t.Errorf("a full history that does not cover: B%d", row)
	}
	never := history{now: now, limit: 10, backups: []doris.BackupJob{job("snap", "FINISHED", 0, "a")}}
	if row, _ := classifyBackup(never, fixed); row != b3BeforeWindow {
		t.Errorf("adopt_finished_within = 0s adopts: B%d", row)
	}
}
