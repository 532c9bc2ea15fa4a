// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// wide is a stand-in with a database of n tables.
func wide(t *testing.T, n int) *providertest.StandIn {
	t.Helper()
	s := providertest.NewStandInWith(t, dorissim.Options{Tick: providertest.Tick})
	s.Exec("CREATE DATABASE `wide`")
	for i := range n {
		s.Exec(fmt.Sprintf("CREATE TABLE `wide`.`t%03d` (`id` INT)%s)", i, oneBucket))
	}
	return s
}

// sent counts what the provider sent by the statement's first words, in all and SHOW CREATE TABLE.
func sent(s *providertest.StandIn) (others []string, definitions int) {
	for _, statement := range s.Sim.Statements() {
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
		x := s.Thing("doris_backup")
		x.Again()
		s.Sim.ResetStatements()
		_, result := x.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"database": "wide"}))
		compare.Lists(t, "diagnostics", result.Summaries(), nil)
		if others, definitions := sent(s); len(others) > handful || definitions != 20 {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		} else {
			t.Logf("%d definitions and %d others", definitions, len(others))
		}
	})
	t.Run("ten backups of one database", func(t *testing.T) {
		s := wide(t, 20)
		s.Thing("doris_backup").Again()
		s.Sim.ResetStatements()
		var plans sync.WaitGroup
		for i := range 10 {
			plans.Go(func() {
				_, result := s.Thing("doris_backup").Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"database": "wide", "name": fmt.Sprintf("b%d", i)}))
				compare.Lists(t, "diagnostics", result.Summaries(), nil)
			})
		}
		plans.Wait()
		if others, definitions := sent(s); len(others) > handful || definitions != 20 {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		} else {
			t.Logf("%d definitions and %d others", definitions, len(others))
		}
	})
	t.Run("a backup of 600 tables", func(t *testing.T) {
		s := wide(t, 600)
		x := s.Thing("doris_backup")
		x.Again()
		s.Sim.ResetStatements()
		_, result := x.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"database": "wide"}))
		compare.Golden(t, "limit_600_tables", providertest.DiagnosticsText(result.Diags))
		if others, definitions := sent(s); len(others) > handful || definitions != instance.TableLooks {
			t.Errorf("%d definitions and %d others: %q", definitions, len(others), others)
		}
		if diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"database": "wide", "name": "monday"})); providertest.AnyError(diags) {
			t.Fatal(providertest.DiagnosticsText(diags))
		}
		restore := s.Thing("doris_restore")
		restore.Again()
		s.Sim.ResetStatements()
		_, result = restore.Plan(providertest.StageRestore)
		compare.Golden(t, "limit_600_tables_restored", providertest.DiagnosticsText(result.Diags))
		if others, definitions := sent(s); len(others) > handful || definitions != instance.TableLooks {
			t.Errorf("restored: %d definitions and %d others: %q", definitions, len(others), others)
		}
	})
	t.Run("restores of 20 tables", func(t *testing.T) {
		s := wide(t, 20)
		s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"database": "wide", "name": "monday"}))
		for name, change := range map[string]providertest.Obj{
			"beside":     {"create_database": true, "replication_num": 1},
			"over":       providertest.Overwriting(providertest.Obj{"database": "wide"}),
			"over, anew": providertest.Overwriting(providertest.Obj{"database": "wide", "atomic_restore": true, "clean_tables": true}),
		} {
			x := s.Thing("doris_restore")
			x.Again()
			s.Sim.ResetStatements()
			x.Plan(providertest.With(providertest.StageRestore, change))
			others, definitions := sent(s)
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
		s := providertest.NewStandIn(t)
		x := s.Thing("doris_backup")
		x.Again()
		s.Sim.ResetStatements()
		x.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"tables": []string{"orders", "customers"}, "partitions": providertest.Obj{"orders": []string{"p202?"}}}))
		others, definitions := sent(s)
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
	s := providertest.NewStandIn(t)
	x := s.Thing("doris_backup")
	x.Again()
	s.Sim.ResetStatements()
	_, result := x.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"database": providertest.NotKnown, "repository": providertest.NotKnown}))
	compare.Lists(t, "diagnostics", result.Summaries(), nil)
	for _, statement := range s.Sim.Statements() {
		if strings.Contains(statement.Text, "shop") {
			t.Errorf("%s was asked of a database that is not known", statement.Text)
		}
	}
}
