// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// String shows an answer, one row per line.
func (a answer) String() string {
	if a.err != nil {
		return fmt.Sprintf("error %d: %s", a.err.Code, a.err.Message)
	}
	if a.columns == nil {
		return "OK"
	}
	var text strings.Builder
	text.WriteString(strings.Join(a.columns, " | "))
	for _, row := range a.rows {
		text.WriteString("\n  ")
		for i, value := range row {
			if i > 0 {
				text.WriteString(" | ")
			}
			text.WriteString(show(value))
		}
	}
	return text.String()
}

// keepColumns is the answer in the columns that a recording kept.
func (a answer) keepColumns(columns []string) answer {
	kept := answer{columns: columns, err: a.err, lost: a.lost}
	var places []int
	for _, column := range columns {
		places = append(places, slices.Index(a.columns, column))
	}
	if a.err != nil || slices.Contains(places, -1) {
		return a
	}
	for _, row := range a.rows {
		var cells []*string
		for _, place := range places {
			cells = append(cells, row[place])
		}
		kept.rows = append(kept.rows, cells)
	}
	return kept
}

func show(value *string) string {
	if value == nil {
		return "NULL"
	}
	return fmt.Sprintf("%q", *value)
}

// matcher compares values. Literal times (scenario time_zones keeps its values) are compared by their distance from the first
// literal time of the story, to half an hour: that is what time zones move.
type matcher struct {
	want, got time.Time
	times     map[string]string // recorded literal times and this run's in their place
	ids       map[string]string // this run's ids by the names that the recording gave them: "<id 1>"
}

// compareAnswer says what differs between what the recording says and what the stand-in answered; "" when nothing does.
func (m *matcher) compareAnswer(sql string, want, got answer) string {
	switch {
	case want.err != nil && got.err != nil:
		if want.err.Code != got.err.Code {
			return fmt.Sprintf("want code %d: %s\ngot  code %d: %s", want.err.Code, want.err.Message, got.err.Code, got.err.Message)
		}
		if prefix := ownWords(want.err.Message); prefix != want.err.Message {
			if !strings.HasPrefix(got.err.Message, prefix) {
				return fmt.Sprintf("want an error that begins with %q\ngot  %q", prefix, got.err.Message)
			}
			return ""
		}
		if !m.match(want.err.Message, got.err.Message) {
			return fmt.Sprintf("want %q\ngot  %q", want.err.Message, got.err.Message)
		}
		return ""
	case want.err != nil || got.err != nil, !slices.Equal(want.columns, got.columns):
		return fmt.Sprintf("want %s\ngot  %s", want, got)
	}
	var differences []string
	for i := range max(len(want.rows), len(got.rows)) {
		switch {
		case i >= len(want.rows):
			differences = append(differences, fmt.Sprintf("row %d is too much: %s", i, answer{columns: got.columns, rows: got.rows[i : i+1]}))
		case i >= len(got.rows):
			differences = append(differences, fmt.Sprintf("row %d is missing: %s", i, answer{columns: want.columns, rows: want.rows[i : i+1]}))
		default:
			if cells := m.compareRow(sql, want.columns, want.rows[i], got.rows[i]); len(cells) > 0 {
				differences = append(differences, fmt.Sprintf("row %d: %s", i, describe(want.columns, cells, want.rows[i], got.rows[i])))
			}
		}
	}
	return strings.Join(differences, "\n")
}

// compareRow lists the columns in which two rows differ.
func (m *matcher) compareRow(sql string, columns []string, want, got []*string) []int {
	var cells []int
	for i := range columns {
		switch {
		case (want[i] == nil) != (got[i] == nil):
			cells = append(cells, i)
		case want[i] == nil || isInventory(sql, columns[i]):
		case !m.match(*want[i], *got[i]):
			cells = append(cells, i)
		}
	}
	return cells
}

func describe(columns []string, cells []int, want, got []*string) string {
	var texts []string
	for _, i := range cells {
		texts = append(texts, fmt.Sprintf("%s: want %s\n%*s got  %s", columns[i], show(want[i]), len(columns[i])+1, "", show(got[i])))
	}
	return strings.Join(texts, "\n       ")
}

// comparePoll compares the distinct rows that a wait saw. Both sides may have looked at moments when the other did not, so:
// the end is the same; what the recording saw, the stand-in shows in that order, unless the stand-in was further already
// when the wait began; and what the stand-in shows besides differs from a recorded row of the same state only in the tasks on
// their way.
func (m *matcher) comparePoll(sql string, want answer, seen []answer) string {
	last := seen[len(seen)-1]
	if !slices.Equal(want.columns, last.columns) {
		return fmt.Sprintf("want columns %q\ngot  columns %q", want.columns, last.columns)
	}
	var got [][]*string
	for _, a := range seen {
		got = append(got, a.rows...)
	}
	if len(want.rows) == 0 || len(got) == 0 {
		if len(want.rows) != len(got) {
			return fmt.Sprintf("want %s\ngot  %s", want, answer{columns: last.columns, rows: got})
		}
		return ""
	}
	if cells := m.compareRow(sql, want.columns, want.rows[len(want.rows)-1], got[len(got)-1]); len(cells) > 0 {
		return "the last row: " + describe(want.columns, cells, want.rows[len(want.rows)-1], got[len(got)-1])
	}
	at, matched := 0, false
	for _, row := range want.rows {
		found := slices.IndexFunc(got[at:], func(other []*string) bool { return len(m.compareRow(sql, want.columns, row, other)) == 0 })
		if found >= 0 {
			at += found
			matched = true
			continue
		}
		if matched && !m.sameButTasks(sql, want.columns, row, got[at:]) {
			return fmt.Sprintf("recorded and not shown: %s\nshown: %s", answer{columns: want.columns, rows: [][]*string{row}},
				answer{columns: want.columns, rows: got})
		}
	}
	for _, row := range got {
		if m.stateOf(want.columns, row, want.rows) && !m.sameButTasks(sql, want.columns, row, want.rows) {
			return fmt.Sprintf("shown and not recorded: %s\nrecorded: %s", answer{columns: want.columns, rows: [][]*string{row}}, want)
		}
	}
	return ""
}

// onTheirWay are the columns that change while tasks run.
var onTheirWay = []string{"UnfinishedTasks", "Progress", "TaskErrMsg"}

// sameButTasks says whether one of the others is the same but for tasks on their way.
func (m *matcher) sameButTasks(sql string, columns []string, row []*string, others [][]*string) bool {
	return slices.ContainsFunc(others, func(other []*string) bool {
		for i := range columns {
			if !slices.Contains(onTheirWay, columns[i]) && !m.sameCell(sql, columns[i], row[i], other[i]) {
				return false
			}
		}
		return true
	})
}

// sameCell compares two values of which either may be the recorded one.
func (m *matcher) sameCell(sql, column string, one, other *string) bool {
	if one == nil || other == nil {
		return one == other
	}
	return isInventory(sql, column) || m.match(*one, *other) || m.match(*other, *one)
}

// stateOf says whether the recording has a row in the state of this one.
func (m *matcher) stateOf(columns []string, row []*string, recorded [][]*string) bool {
	column := slices.Index(columns, "State")
	return column >= 0 && slices.ContainsFunc(recorded, func(other []*string) bool {
		return row[column] != nil && other[column] != nil && *row[column] == *other[column]
	})
}

// Words of an S3 client (or of Hadoop's) and of the SQL parser: the code and what stands before them is compared.
var foreignWords = []*regexp.Regexp{
	regexp.MustCompile(`(?:software\.amazon|com\.amazonaws|java\.net|org\.apache\.hadoop|Call From )`),
	regexp.MustCompile(`[A-Z][^:]*\(Service: S3, Status Code`),
	regexp.MustCompile(` expecting `),
}

// ownWords is the part of a message that is Doris's own.
func ownWords(message string) string {
	end := len(message)
	for _, foreign := range foreignWords {
		if at := foreign.FindStringIndex(message); at != nil {
			end = min(end, at[0])
		}
	}
	return message[:end]
}

// Placeholders of the recordings and what they stand for; values that change from run to run and that a recording kept.
var (
	placeholders = strings.NewReplacer(
		`<id>`, `\d+`, `<ids>`, `\d+(?:,\d+)*`, `<n>`, `.*?`, `<md5>`, `[0-9a-f]{32}`,
		`<datetime>`, `\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`, `<timestamp>`, `\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d`)
	// Ids of 3.0 have five digits, those of 4.1 thirteen; schema hashes have up to ten.
	keptID = regexp.MustCompile(`\b(?:1\d{4}|\d{8,13})\b`)
	// Sequence numbers of the frontend's journal.
	keptSequence = regexp.MustCompile(`("table_commit_seq_map":\{[^}]*\})`)
	keptBackend  = regexp.MustCompile(`/fake/be\d+/snapshot/[^"]*`)
	keptTime     = regexp.MustCompile(`\d{4}-\d\d-\d\d[ -]\d\d[:-]\d\d[:-]\d\d`)
	constants    = []string{"86400000", "10000"}
)

// match compares one text with a recorded one.
func (m *matcher) match(want, got string) bool {
	if want == got {
		return true
	}
	if times := keptTime.FindAllString(want, -1); times != nil {
		if !m.matchTimes(times, keptTime.FindAllString(got, -1)) {
			return false
		}
		want = keptTime.ReplaceAllString(want, "<n>")
	}
	want = keptBackend.ReplaceAllString(want, "<n>")
	want = keptSequence.ReplaceAllString(want, `"table_commit_seq_map":{<n>}`)
	want = keptID.ReplaceAllStringFunc(want, func(number string) string {
		if slices.Contains(constants, number) {
			return number
		}
		return "<id>"
	})
	groups := pattern(want).FindStringSubmatch(got)
	return groups != nil && m.matchIDs(namedID.FindAllString(want, -1), groups[1:])
}

// namedID is an id that is equal wherever the recording names it so, and no other's.
var namedID = regexp.MustCompile(`<id \d+>`)

func (m *matcher) matchIDs(names, got []string) bool {
	for i, name := range names {
		if known, ok := m.ids[name]; ok && known != got[i] {
			return false
		}
		for other, id := range m.ids {
			if other != name && id == got[i] {
				return false
			}
		}
		m.ids[name] = got[i]
	}
	return true
}

var patterns sync.Map // compiled ones, by the text with placeholders

// pattern matches what a text with placeholders stands for.
func pattern(text string) *regexp.Regexp {
	if p, ok := patterns.Load(text); ok {
		return p.(*regexp.Regexp)
	}
	p := regexp.MustCompile(`(?s)^` + namedID.ReplaceAllString(placeholders.Replace(regexp.QuoteMeta(text)), `(\d+)`) + `$`)
	patterns.Store(text, p)
	return p
}

// matchTimes compares literal times by their distance from the story's first.
func (m *matcher) matchTimes(want, got []string) bool {
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] == got[i] {
			continue // from the statement
		}
		w, errW := readTime(want[i])
		g, errG := readTime(got[i])
		if errW != nil || errG != nil || strings.Contains(want[i], " ") != strings.Contains(got[i], " ") {
			return false
		}
		if m.want.IsZero() {
			m.want, m.got = w, g
		}
		if w.Sub(m.want).Round(30*time.Minute) != g.Sub(m.got).Round(30*time.Minute) {
			return false
		}
		m.times[want[i]] = got[i]
	}
	return true
}

func readTime(text string) (time.Time, error) {
	return time.Parse("2006-01-02-15-04-05", strings.NewReplacer(" ", "-", ":", "-").Replace(text))
}

// compareObjects compares what lies in the bucket under a prefix: keys, names by MD5, and the texts that the frontend wrote.
func (st *story) compareObjects(s step) string {
	keys := st.s3.Objects("backups", s.ObjectsUnder)
	used := make([]bool, len(keys))
	var differences []string
	for _, want := range s.Objects {
		found := slices.IndexFunc(keys, func(key string) bool {
			return !used[slices.Index(keys, key)] && st.match.match(want.Key, key)
		})
		if found < 0 {
			differences = append(differences, "missing: "+want.Key)
			continue
		}
		used[found] = true
		content, err := st.s3.Get("backups", keys[found])
		if err != nil {
			st.t.Fatal(err)
		}
		if difference := st.compareObject(want, keys[found], content); difference != "" {
			differences = append(differences, want.Key+": "+difference)
		}
	}
	for i, key := range keys {
		if !used[i] {
			differences = append(differences, "too much: "+key)
		}
	}
	return strings.Join(differences, "\n")
}

func (st *story) compareObject(want recordedObject, key string, content []byte) string {
	if want.NamedByMD5 {
		sum := md5.Sum(content)
		if !strings.HasSuffix(key, "."+hex.EncodeToString(sum[:])) {
			return "its name does not end with the MD5 of its content"
		}
	}
	if want.Text != nil && !st.match.match(*want.Text, string(content)) {
		return fmt.Sprintf("want %s\ngot  %s", *want.Text, content)
	}
	// The meta file begins with its length, then the names of the tables. Tablet files are a backend's work.
	if strings.Contains(want.Key, "/__meta.") {
		first, err := hex.DecodeString(want.FirstBytes)
		if err != nil || len(content) < 8 || !bytes.HasPrefix(content[4:], first[4:16]) {
			return fmt.Sprintf("want it to begin with %q after the length, got %q", first[4:], content[:min(len(content), 40)])
		}
	}
	return ""
}
