// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// What checks at plan time share with the jobs: how a written selection is read.

// IsPattern tells patterns from names: no Doris table or partition name can hold * or ?.
func IsPattern(text string) bool { return isPattern(text) }

// Choose expands the written selection over the names that are there: what it takes, sorted, and what it asks for in vain.
func (s Selection) Choose(present []string) (taken, inVain []string) { return s.choose(present) }

// ChoosePartitions expands the partitions asked for of one table. What is asked for in vain comes as table.partition.
func (s Selection) ChoosePartitions(table string, present []string) (taken, inVain []string) {
	return s.choosePartitions(table, present)
}

// Includes reports whether the selection, as written, takes a table or view of this name.
func (s Selection) Includes(name string) bool { return s.includes(name) }
