// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func anyGlob(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return glob(p, name) })
}

// fold is a name, or a pattern, of a table or view as it is compared.
func (s Selection) fold(name string) string {
	if s.AnyCase {
		return strings.ToLower(name)
	}
	return name
}

func (s Selection) matches(pattern, name string) bool { return glob(s.fold(pattern), s.fold(name)) }

// Includes reports whether the selection, as written, takes a table or view of this name.
func (s Selection) Includes(name string) bool {
	matches := func(pattern string) bool { return s.matches(pattern, name) }
	if s.Tables == nil {
		return !slices.ContainsFunc(s.Exclude, matches)
	}
	return slices.ContainsFunc(s.Tables, matches)
}

// partitionsOf are the partitions asked for of a table, nil = all.
func (s Selection) partitionsOf(table string) []string {
	if wanted, ok := s.Partitions[table]; ok || !s.AnyCase {
		return wanted
	}
	for _, name := range slices.Sorted(maps.Keys(s.Partitions)) {
		if strings.EqualFold(name, table) {
			return s.Partitions[name]
		}
	}
	return nil
}

// literals lists the names that the selection holds without a pattern.
func (s Selection) literals() []string {
	var names []string
	for _, t := range s.Tables {
		if !IsPattern(t) {
			names = append(names, Literal(t))
		}
	}
	return sorted(names)
}

// object is a table or view that a job or a snapshot names.
type object struct {
	name       string
	partitions []string
	allListed  bool // partitions lists what is there (Details); otherwise nil partitions mean all (BackupObjs)
}

// agrees is the rule of LIFECYCLE.md "Whose job is it": every object named matches the written selection, and every literally named object
// is among them. Tables created or dropped since do not count.
func (s Selection) agrees(objects []object) bool {
	named := map[string]bool{}
	for _, o := range objects {
		named[s.fold(o.name)] = true
		if !s.Includes(o.name) || !s.partitionsAgree(o) {
			return false
		}
	}
	for _, name := range s.literals() {
		if !named[s.fold(name)] {
			return false
		}
	}
	return true
}

func (s Selection) partitionsAgree(o object) bool {
	wanted := s.partitionsOf(o.name)
	if len(wanted) == 0 {
		return o.allListed || len(o.partitions) == 0
	}
	if len(o.partitions) == 0 {
		return false
	}
	for _, p := range o.partitions {
		if !anyGlob(wanted, p) {
			return false
		}
	}
	for _, p := range wanted {
		if !IsPattern(p) && !slices.Contains(o.partitions, Literal(p)) {
			return false
		}
	}
	return true
}

func jobObjects(refs []doris.TableRef) []object {
	var objects []object
	for _, ref := range refs {
		objects = append(objects, object{name: ref.Name, partitions: ref.Partitions})
	}
	return objects
}

func snapshotObjects(details *doris.SnapshotDetails) []object {
	var objects []object
	for _, t := range details.Tables {
		objects = append(objects, object{name: t.Name, partitions: t.Partitions, allListed: true})
	}
	for _, v := range details.Views {
		objects = append(objects, object{name: v, allListed: true})
	}
	return objects
}

// heldObjects is all that a snapshot holds: its ODBC tables as well, which a restore does not choose from.
func heldObjects(details *doris.SnapshotDetails) []object {
	objects := snapshotObjects(details)
	for _, name := range details.Others {
		objects = append(objects, object{name: name, allListed: true})
	}
	return objects
}

func objectNames(objects []object) []string {
	var names []string
	for _, o := range objects {
		names = append(names, o.name)
	}
	return sorted(names)
}

// Choose expands the written selection over what is there: the names it takes, sorted, and what it asks for in vain.
// Patterns of Exclude may match nothing.
func (s Selection) Choose(present []string) (taken, inVain []string) {
	for _, name := range present {
		if s.Includes(name) {
			taken = append(taken, name)
		}
	}
	for _, pattern := range s.Tables {
		if !slices.ContainsFunc(present, func(name string) bool { return s.matches(pattern, name) }) {
			inVain = append(inVain, pattern)
		}
	}
	return sorted(taken), sorted(inVain)
}

// ChoosePartitions expands the partitions asked for of one table. What is asked for in vain comes as table.partition.
func (s Selection) ChoosePartitions(table string, present []string) (taken, inVain []string) {
	wanted := s.partitionsOf(table)
	for _, name := range present {
		if anyGlob(wanted, name) {
			taken = append(taken, name)
		}
	}
	for _, pattern := range wanted {
		if !slices.ContainsFunc(present, func(name string) bool { return glob(pattern, name) }) {
			inVain = append(inVain, table+"."+pattern)
		}
	}
	return sorted(taken), sorted(inVain)
}

// without returns what of names is not in others, sorted.
func without(names, others []string) []string {
	var rest []string
	for _, name := range names {
		if !slices.Contains(others, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	return rest
}

// sameSet compares two lists of names without regard to order.
func sameSet(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

// nearest returns the names that share the longest beginning with name, at most n.
func nearest(name string, names []string, n int) []string {
	shared := func(other string) int {
		i := 0
		for i < len(name) && i < len(other) && name[i] == other[i] {
			i++
		}
		return i
	}
	names = sorted(names)
	slices.SortStableFunc(names, func(a, b string) int { return shared(b) - shared(a) })
	return names[:min(n, len(names))]
}

// selectionError names what the selection asks for in vain, and near names; or what excludes everything.
func (o *operation) selectionError(inVain, partitions []string, selection Selection, present []string) *Error {
	if len(inVain) == 0 {
		return o.failWith(CodeSelection, Unmatched{Names: sorted(selection.Exclude), Partitions: partitions, Excluded: true})
	}
	return o.failWith(CodeSelection, Unmatched{Names: inVain, Partitions: partitions, Near: nearest(Literal(inVain[0]), present, 5)})
}

// partitionError names what is asked for in vain, the first of it a partition of a table; some of it, or all, are
// partitions, as table.partition.
func (o *operation) partitionError(table string, inVain, partitions, present []string) *Error {
	near := nearest(strings.TrimPrefix(inVain[0], table+"."), present, 5)
	return o.failWith(CodeSelection, Unmatched{Names: inVain, Partitions: partitions, Near: near})
}
