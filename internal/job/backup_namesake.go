// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// lackingShown bounds how many absent objects are looked at one by one, each with a statement.
const lackingShown = 20

// warnOfLacking says what a snapshot that was adopted by its name alone does not hold, although the selection takes it
// and the database has it. A stranger's backup of fewer objects agrees with a selection that names none of them
// (LIFECYCLE.md "Whose job is it"), so it must not be taken for the whole in silence; tables created since are why this is no error.
func (b *backup) warnOfLacking(details *doris.SnapshotDetails) {
	tables, err := b.tables()
	if err != nil {
		return // the snapshot is good all the same
	}
	held := objectNames(heldObjects(details))
	var lacking []string
	for _, table := range tables {
		if b.wanted.Includes(table.Name) && !slices.Contains(held, table.Name) {
			lacking = append(lacking, table.Name)
		}
	}
	lacking = sorted(lacking)
	if len(lacking) <= lackingShown {
		lacking = slices.DeleteFunc(lacking, func(name string) bool { return b.whyLeftOut(name) != "" })
	}
	if len(lacking) == 0 {
		return
	}
	b.notice(Notice{Code: NoticeLacks, Names: lacking})
}
