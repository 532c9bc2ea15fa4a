// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// fault is one story in which something else than the apply breaks.
type fault struct {
	name      string
	kinds     []string // backup and restore when empty
	profiles  []string // the newest line when empty
	bothNames bool     // backup: once with name and once with name_prefix
	slow      bool     // it waits long in real time, and so takes nobody's turn
	extra     string   // further arguments of the resource
	options   []acctest.Option
	// tell tells the story to its end and fails where it does not end as the documentation says.
	tell func(s *story)
}

var (
	onlyBackup  = []string{"backup"}
	onlyRestore = []string{"restore"}
	both        = []string{"backup", "restore"}
	// lines are the Doris lines that behave differently after a restart of the frontend.
	lines = []string{"4.1", "3.0"}
)

// faults are all stories.
func faults() []fault {
	var all []fault
	for _, group := range [][]fault{slowFaults(), connectionFaults(), restartFaults(), historyFaults(), storageFaults(), othersFaults(), frontendFaults()} {
		all = append(all, group...)
	}
	return all
}

// TestPromise1FaultMatrix is promise P1 when Doris, its storage, its clock or other people stand in the way: every story ends with
// one snapshot or one restore, nothing tainted, exit code 0, at the latest at the next apply, and an empty plan.
func TestPromise1FaultMatrix(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	var passed, total atomic.Int32
	number := 0
	for _, one := range faults() {
		for _, kind := range or(one.kinds, both) {
			for _, line := range or(one.profiles, lines[:1]) {
				number++
				names := []bool{number%2 == 0} // fixed and generated names alternate
				if one.bothNames && kind == "backup" {
					names = []bool{true, false}
				}
				for _, fixed := range names {
					t.Run(strings.Join([]string{kind, one.name, line, nameOf(fixed)}, "/"), func(t *testing.T) {
						total.Add(1)
						if one.slow {
							t.Parallel()
						} else {
							takeTurn(t)
						}
						one.tell(newStory(t, setting{
							cli: cli, kind: kind, line: line, fixed: fixed, extra: one.extra, options: one.options,
						}))
						if !t.Failed() {
							passed.Add(1)
						}
					})
				}
			}
		}
	}
	t.Cleanup(func() { fmt.Printf("fault matrix: %d of %d\n", passed.Load(), total.Load()) })
}

func or(given, otherwise []string) []string {
	if len(given) > 0 {
		return given
	}
	return otherwise
}

// show is the statement that shows the jobs of the story's kind.
func (s *story) show() string { return "SHOW " + strings.ToUpper(s.kind) }

// cancelByHand is what an administrator runs.
func (s *story) cancelByHand() {
	s.t.Helper()
	s.cluster.Exec("CANCEL " + strings.ToUpper(s.kind) + " FROM `" + s.database() + "`")
}

// proof is the statement with which the provider proves what a FINISHED job left.
func (s *story) proof() string {
	if s.kind == "restore" {
		return "SHOW FULL TABLES"
	}
	return "SHOW SNAPSHOT"
}

// states are those of the story's kind, in order.
func (s *story) states() []string {
	if s.kind == "restore" {
		return restoreStates
	}
	return backupStates
}

// last is the state before FINISHED, middle one in which the backends move data.
func (s *story) last() string { return s.states()[len(s.states())-1] }

func (s *story) middle() string {
	if s.kind == "restore" {
		return "DOWNLOADING"
	}
	return "UPLOADING"
}
