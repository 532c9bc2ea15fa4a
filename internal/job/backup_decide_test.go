// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"strings"
	"testing"
)

var actionNames = map[action]string{actWait: "wait", actAdopt: "adopt", actSubmit: "submit", actQueue: "queue"}

func (d decision) text() string {
	if d.action == actRefuse {
		return string(d.code)
	}
	return actionNames[d.action]
}

// matrix reads a table whose first line names the columns: name -> column -> cell. A cell that is missing is a failure.
func matrix(t *testing.T, text string) (rows []string, columns []string, cells map[string]map[string]string) {
	t.Helper()
	cells = map[string]map[string]string{}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var fields []string
		for _, field := range strings.Split(line, "|") {
			fields = append(fields, strings.TrimSpace(field))
		}
		if i == 0 {
			columns = fields[1:]
			continue
		}
		if len(fields) != len(columns)+1 {
			t.Fatalf("row %q has %d cells, want %d", fields[0], len(fields)-1, len(columns))
		}
		rows = append(rows, fields[0])
		cells[fields[0]] = map[string]string{}
		for c, column := range columns {
			if fields[c+1] == "" {
				t.Fatalf("the cell %s, %s is missing", fields[0], column)
			}
			cells[fields[0]][column] = fields[c+1]
		}
	}
	return rows, columns, cells
}

// The tables of LIFECYCLE.md "Creating a backup": fixed names first, generated names second. "new" of the document is submit, because a
// generated name is always new; its warning stands in brackets. Cells that cannot occur read as once≠, as the document says.
const fixedMatrix = `
   | absent | bare      | same           | other          | twice
B0 | submit | E-USED-UP | E-EXISTS       | E-EXISTS       | E-TWICE
B1 | wait   | wait      | wait           | E-EXISTS (may ruin) | E-TWICE
B2 | submit | E-USED-UP | adopt          | E-EXISTS       | E-TWICE
B3 | submit | E-USED-UP | E-EXISTS       | E-EXISTS       | E-TWICE
B4 | submit | E-USED-UP | E-EXISTS (cancelled) | E-EXISTS | E-TWICE
B5 | queue  | queue     | E-OTHER        | E-EXISTS       | E-TWICE
B6 | submit | E-USED-UP | E-OTHER        | E-EXISTS       | E-TWICE
B7 | submit | E-USED-UP | E-OTHER        | E-EXISTS       | E-TWICE
B8 | queue  | queue     | E-EXISTS       | E-EXISTS       | E-TWICE
B9 | submit | E-USED-UP | E-EXISTS       | E-EXISTS       | E-TWICE
B9 recent | submit | E-USED-UP | adopt   | adopt          | E-TWICE
`

// B5 to B7 are for fixed names only: a generated label holds the objects in its fingerprint. They behave as another's.
const generatedMatrix = `
   | absent | bare   | same           | other  | twice
B0 | submit | submit | submit         | submit | submit
B1 | wait   | wait   | wait           | wait   | wait
B2 | submit | submit | adopt          | submit | submit (twins)
B3 | submit | submit | submit (older) | submit | submit (twins)
B4 | submit | submit | submit         | submit | submit
B5 | queue  | queue  | queue          | queue  | queue
B6 | submit | submit | submit         | submit | submit
B7 | submit | submit | submit         | submit | submit
B8 | queue  | queue  | queue          | queue  | queue
B9 | submit | submit | submit         | submit | submit
B9 recent | submit | submit | adopt   | adopt  | submit
`

var remarkNames = map[remark]string{remarkMayRuin: " (may ruin)", remarkOlder: " (older)", remarkTwins: " (twins)", remarkCancelled: " (cancelled)"}

func TestBackupMatrix(t *testing.T) {
	snapshots := map[string]snapshotSeen{"absent": snapshotAbsent, "bare": snapshotBare, "same": snapshotSame, "other": snapshotOther, "twice": snapshotTwice}
	t.Run("backup_matrix", func(t *testing.T) {
		for _, table := range []struct {
			generated bool
			text      string
		}{{false, fixedMatrix}, {true, generatedMatrix}} {
			rows, columns, cells := matrix(t, table.text)
			want := []string{"B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B9 recent"}
			if strings.Join(rows, ",") != strings.Join(want, ",") || len(columns) != len(snapshots) {
				t.Fatalf("rows %v and columns %v are not all of the table", rows, columns)
			}
			for number, row := range rows {
				for _, column := range columns {
					f := backupFacts{generated: table.generated, row: backupRow(min(number, int(b9NotCovered))), snapshot: snapshots[column], recent: row == "B9 recent"}
					d := decideBackup(f)
					if got := d.text() + remarkNames[d.remark]; got != cells[row][column] {
						t.Errorf("generated %t, %s, %s: got %s, want %s", table.generated, row, column, got, cells[row][column])
					}
				}
			}
		}
	})
}

// The overrides come before every cell, in their order.
func TestBackupOverrides(t *testing.T) {
	for row := b0None; row <= b9NotCovered; row++ {
		for snapshot := snapshotAbsent; snapshot <= snapshotTwice; snapshot++ {
			for _, generated := range []bool{false, true} {
				f := backupFacts{generated: generated, row: row, snapshot: snapshot}
				plain := decideBackup(f)

				f.repositoryBad, f.claimed, f.released = true, true, true
				expect(t, f, decideBackup(f), "E-REPO")
				f.repositoryBad = false
				if generated { // what is claimed or released counts as another's before it gets here
					expect(t, f, decideBackup(f), plain.text())
					continue
				}
				expect(t, f, decideBackup(f), "E-DUPLICATE")
				f.claimed = false
				switch snapshot {
				case snapshotBare, snapshotSame, snapshotOther:
					expect(t, f, decideBackup(f), "E-USED-UP")
				default:
					expect(t, f, decideBackup(f), plain.text())
				}
			}
		}
	}
}

func expect(t *testing.T, facts any, d decision, want string) {
	t.Helper()
	if d.text() != want {
		t.Errorf("%+v: got %s, want %s", facts, d.text(), want)
	}
}

// The table of LIFECYCLE.md "Creating a restore".
const restoreMatrix = `
   | none   | some, err | some, over | all, err | all, over
R0 | submit | E-TABLES  | submit     | E-TABLES | submit
R1 | wait   | wait      | wait       | wait     | wait
R2 | submit | E-PARTLY  | E-PARTLY   | adopt    | adopt
R3 | submit | E-TABLES  | submit     | E-TABLES | submit
R4 | submit | E-TABLES  | submit     | E-TABLES | submit
R5 | queue  | queue     | queue      | queue    | queue
R6 | submit | E-TABLES  | E-HISTORY  | E-TABLES | E-HISTORY
`

// Again on purpose (LIFECYCLE.md "Again on purpose"): the newest match after the baseline against the targets. "none hidden" = no match, the
// baseline is evicted, the history is full and does not cover; "others" = another's job is unfinished.
const againMatrix = `
            | none   | some, err | some, over | all, err | all, over
none        | submit | E-TABLES  | submit     | E-TABLES | submit
none hidden | E-HISTORY | E-HISTORY | E-HISTORY | E-HISTORY | E-HISTORY
none others | queue  | queue     | queue      | queue    | queue
unfinished  | wait   | wait      | wait       | wait     | wait
finished    | submit | E-PARTLY  | E-PARTLY   | adopt    | adopt
cancelled   | submit | E-TABLES  | submit     | E-TABLES | submit
`
