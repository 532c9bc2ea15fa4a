// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"fmt"
	"strings"
	"testing"
)

func TestRestoreMatrix(t *testing.T) {
	t.Run("restore_matrix", func(t *testing.T) {
		rows, columns, cells := matrix(t, restoreMatrix)
		if len(rows) != int(r6NotCovered)+1 || len(columns) != 5 {
			t.Fatalf("%d rows and %d columns are not all of the table", len(rows), len(columns))
		}
		for number, row := range rows {
			if row != fmt.Sprintf("R%d", number) {
				t.Fatalf("row %d is %s", number, row)
			}
			for _, column := range columns {
				for _, overwriteNone := range []bool{false, true} { // with no target there, existing_tables must not matter
					f := restoreFacts{snapshot: snapshotSame, row: restoreRow(number)}
					f.targets, f.overwrite = restoreColumn(column)
					f.overwrite = f.overwrite || column == "none" && overwriteNone
					expect(t, f, decideRestore(f), cells[row][column])
				}
			}
		}
	})
	t.Run("again_matrix", func(t *testing.T) {
		rows, columns, cells := matrix(t, againMatrix)
		if len(rows) != 6 || len(columns) != 5 {
			t.Fatalf("%d rows and %d columns are not all of the table", len(rows), len(columns))
		}
		matches := map[string]againMatch{"none": againNone, "unfinished": againUnfinished, "finished": againFinished, "cancelled": againCancelled}
		for _, row := range rows {
			for _, column := range columns {
				f := againFacts{
					restoreFacts: restoreFacts{snapshot: snapshotSame}, match: matches[strings.Fields(row)[0]],
					others: row == "none others", unhidden: row != "none hidden",
				}
				f.targets, f.overwrite = restoreColumn(column)
				expect(t, f, decideAgain(f), cells[row][column])
			}
		}
	})
}

func TestRestoreOverrides(t *testing.T) {
	for row := r0None; row <= r6NotCovered; row++ {
		for targets := targetsNone; targets <= targetsAll; targets++ {
			f := restoreFacts{repositoryBad: true, snapshot: snapshotTwice, databaseMissing: true, claimed: true, row: row, targets: targets}
			expect(t, f, decideRestore(f), "E-REPO")
			f.repositoryBad = false
			expect(t, f, decideRestore(f), "E-TWICE")
			f.snapshot = snapshotBare
			expect(t, f, decideRestore(f), "E-NO-SNAPSHOT")
			f.snapshot = snapshotAbsent
			expect(t, f, decideRestore(f), "E-NO-SNAPSHOT")
			f.snapshot = snapshotSame
			expect(t, f, decideRestore(f), "E-NO-DATABASE")
			f.createDatabase = true
			expect(t, f, decideRestore(f), "E-DUPLICATE")
			f.claimed = false
			plain := decideRestore(f)
			f.released, f.finished = true, true // given up here and the data stayed: adopted again while it is all there
			if targets == targetsAll {
				expect(t, f, decideRestore(f), "adopt")
			} else {
				expect(t, f, decideRestore(f), plain.text())
			}
		}
	}
}

func restoreColumn(column string) (targetsSeen, bool) {
	seen := map[string]targetsSeen{"none": targetsNone, "some": targetsSome, "all": targetsAll}
	return seen[strings.Split(column, ",")[0]], strings.HasSuffix(column, "over")
}
