// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// wide is a stand-in with a database of n tables.
func wide(t *testing.T, n int) *standIn {
	t.Helper()
	s := newStandInWith(t, dorissim.Options{Tick: tick})
	s.exec("CREATE DATABASE `wide`")
	for i := range n {
		s.exec(fmt.Sprintf("CREATE TABLE `wide`.`t%03d` (`id` INT)%s)", i, oneBucket))
	}
	return s
}

// sent counts what the provider sent by the statement's first words, in all and SHOW CREATE TABLE.
func (s *standIn) sent() (others []string, definitions int) {
	for _, statement := range s.sim.Statements() {
		switch {
		case strings.HasPrefix(statement.Text, "SET "), strings.HasPrefix(statement.Text, "SWITCH "): // every connection begins so
		case strings.HasPrefix(statement.Text, "SHOW CREATE TABLE"):
			definitions++
		default:
			others = append(others, statement.Text)
		}
	}
	return others, definitions
}

// TestPlanIsCheap: a handful of statements for each database, shared by all resources of a plan, and one SHOW CREATE TABLE
// for each selected table, of which at most 500 are looked at.
func TestPlanIsCheap(t *testing.T) {
	const handful = 15
	t.Run("one backup of 20 tables", func(t *testing.T) {
		s := wide(t, 20)
		x := s.thing("doris_backup")
		x.again()
		s.sim.ResetStatements()
		_, result := x.plan(with(shopBackup, obj{"database": "wide"}))
		expect(t, "diagnostics", result.summaries(), nil)
		if others, definitions := s.sent(); len(others) > handful || definitions != 20 {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		} else {
			t.Logf("%d definitions and %d others", definitions, len(others))
		}
	})
	t.Run("ten backups of one database", func(t *testing.T) {
		s := wide(t, 20)
		s.thing("doris_backup").again()
		s.sim.ResetStatements()
		var plans sync.WaitGroup
		for i := range 10 {
			plans.Go(func() {
				_, result := s.thing("doris_backup").plan(with(shopBackup, obj{"database": "wide", "name": fmt.Sprintf("b%d", i)}))
				expect(t, "diagnostics", result.summaries(), nil)
			})
		}
		plans.Wait()
		if others, definitions := s.sent(); len(others) > handful || definitions != 20 {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		} else {
			t.Logf("%d definitions and %d others", definitions, len(others))
		}
	})
	t.Run("a backup of 600 tables", func(t *testing.T) {
		s := wide(t, 600)
		x := s.thing("doris_backup")
		x.again()
		s.sim.ResetStatements()
		_, result := x.plan(with(shopBackup, obj{"database": "wide"}))
		golden(t, "limit_600_tables", diagnosticsText(result.diags))
		if others, definitions := s.sent(); len(others) > handful || definitions != tableLooks {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		}
		if diags := x.apply(t.Context(), with(shopBackup, obj{"database": "wide", "name": "monday"})); anyError(diags) {
			t.Fatal(diagnosticsText(diags))
		}
		restore := s.thing("doris_restore")
		restore.again()
		s.sim.ResetStatements()
		_, result = restore.plan(stageRestore)
		golden(t, "limit_600_tables_restored", diagnosticsText(result.diags))
		if others, definitions := s.sent(); len(others) > handful || definitions != tableLooks {
			t.Errorf("restored: %d definitions and %d others: %q", definitions, len(others), others)
		}
	})
	t.Run("restores of 20 tables", func(t *testing.T) {
		s := wide(t, 20)
		s.thing("doris_backup").succeeds(with(shopBackup, obj{"database": "wide", "name": "monday"}))
		for name, change := range map[string]obj{
			"beside":     {"create_database": true, "replication_num": 1},
			"over":       overwriting(obj{"database": "wide"}),
			"over, anew": overwriting(obj{"database": "wide", "atomic_restore": true, "clean_tables": true}),
		} {
			x := s.thing("doris_restore")
			x.again()
			s.sim.ResetStatements()
			x.plan(with(stageRestore, change))
			others, definitions := s.sent()
			looks := 0 // into the partitions of tables that are overwritten
			for _, statement := range others {
				if strings.HasPrefix(statement, "SHOW PARTITIONS") {
					looks++
				}
			}
			if definitions > 20 || looks > 20 || len(others)-looks > handful+5 {
				t.Errorf("%s: %d definitions, %d looks at partitions and %d others: %q", name, definitions, looks, len(others)-looks, others)
			} else {
				t.Logf("%s: %d definitions, %d looks at partitions and %d others", name, definitions, looks, len(others)-looks)
			}
		}
	})
	t.Run("a pattern over partitions", func(t *testing.T) {
		s := newStandIn(t)
		x := s.thing("doris_backup")
		x.again()
		s.sim.ResetStatements()
		x.plan(with(shopBackup, obj{"tables": []string{"orders", "customers"}, "partitions": obj{"orders": []string{"p202?"}}}))
		others, definitions := s.sent()
		partitions := 0
		for _, statement := range others {
			if strings.HasPrefix(statement, "SHOW PARTITIONS") {
				partitions++
			}
		}
		if definitions != 2 || partitions != 1 || len(others) > handful+1 {
			t.Errorf("%d definitions, %d looks at partitions: %q", definitions, partitions, others)
		}
	})
}

// TestPlanOfUnknownNames: what is unknown while planning is looked at during the apply.
func TestPlanOfUnknownNames(t *testing.T) {
	s := newStandIn(t)
	x := s.thing("doris_backup")
	x.again()
	s.sim.ResetStatements()
	_, result := x.plan(with(shopBackup, obj{"database": notKnown, "repository": notKnown}))
	expect(t, "diagnostics", result.summaries(), nil)
	for _, statement := range s.sim.Statements() {
		if strings.Contains(statement.Text, "shop") {
			t.Errorf("%s was asked of a database that is not known", statement.Text)
		}
	}
}
