// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestDataSourcesValidate(t *testing.T) {
	s := providertest.NewServer(t)
	for name, test := range map[string]struct {
		data   string
		config providertest.Obj
		wants  []string
	}{
		"query":                  {"doris_query", providertest.Obj{"sql": "SHOW TABLES;", "database": "shop"}, nil},
		"unknown query":          {"doris_query", providertest.Obj{"sql": providertest.NotKnown, "database": providertest.NotKnown}, nil},
		"two statements":         {"doris_query", providertest.Obj{"sql": "SELECT 1; DROP TABLE t"}, []string{`error at AttributeName("sql"): The query is not one that is run | sql is no single statement that reads: it holds more than one statement.` + "\n\nWrite one SELECT, WITH ... SELECT or SHOW."}},
		"a statement that drops": {"doris_query", providertest.Obj{"sql": "DROP TABLE t"}, []string{"it begins with DROP; only SELECT, WITH and SHOW are run."}},
		"query of nothing":       {"doris_query", providertest.Obj{"sql": ""}, []string{"it is empty."}},
		"query without database": {"doris_query", providertest.Obj{"sql": "SHOW TABLES", "database": ""}, []string{"The name is empty"}},
		"jobs of nothing":        {"doris_backup_jobs", providertest.Obj{"database": ""}, []string{"The name is empty"}},
		"restores of nothing":    {"doris_restore_jobs", providertest.Obj{"database": "d", "snapshot": ""}, []string{"The name is empty"}},
		"tables of nothing":      {"doris_tables", providertest.Obj{"database": ""}, []string{"The name is empty"}},
		"repositories":           {"doris_repositories", providertest.Obj{}, nil},
	} {
		t.Run(name, func(t *testing.T) { providertest.WantText(t, s.ValidateData(test.data, test.config), test.wants...) })
	}
}

// A provider whose configuration is known only during apply says which argument it is.
func TestDataSourcesOfAnUnknownProvider(t *testing.T) {
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": providertest.NotKnown, "username": "root"}))
	for name, config := range map[string]providertest.Obj{
		"doris_repositories": {}, "doris_backup_jobs": {"database": "d"}, "doris_restore_jobs": {"database": "d"},
		"doris_tables": {"database": "d"}, "doris_query": {"sql": "SHOW TABLES"}, "doris_snapshots": {"repository": "r"},
		"doris_snapshot": {"repository": "r", "name": "n"},
	} {
		_, diagnostics := s.ReadData(name, config)
		providertest.WantText(t, diagnostics, "error: The provider configuration is not known yet | Doris must be asked now, but endpoints is known only after something else was applied.")
	}
}

// What is read of a database that is not there says which ones are.
func TestDataOfAMissingDatabase(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("CREATE DATABASE `warehouse`")
		for _, name := range []string{"doris_backup_jobs", "doris_restore_jobs", "doris_tables", "doris_query"} {
			config := func(database string) providertest.Obj {
				if name == "doris_query" {
					return providertest.Obj{"database": database, "sql": "SHOW TABLES"}
				}
				return providertest.Obj{"database": database}
			}
			_, diagnostics := s.ReadData(name, config("shopp"))
			providertest.WantText(t, diagnostics, `error at AttributeName("database"): The database does not exist | Doris has no database "shopp". Its nearest names are shop.`,
				"\n\nDoris: \"Unknown database 'shopp'", "\n\nCorrect the name, or create the database first.")
			_, diagnostics = s.ReadData(name, config("zzz"))
			providertest.WantText(t, diagnostics, `Doris has no database "zzz". It has shop, warehouse.`)
		}
	})
}

// SHOW BACKUP wants the privilege LOAD on the database (recorded: privileges).
func TestJobsNeedARight(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `shop`.* TO 'reader'")
		providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "reader", "password": "reader-password"}))
		for name, statement := range map[string]string{"doris_backup_jobs": "SHOW BACKUP", "doris_restore_jobs": "SHOW RESTORE"} {
			_, diagnostics := s.ReadData(name, providertest.Obj{"database": "shop"})
			providertest.WantText(t, diagnostics, "error: The Doris user lacks a privilege | User \"reader\" may not run "+statement,
				"\n\nDoris: \"Access denied", "GRANT LOAD_PRIV ON internal.`shop`.* TO 'reader';")
		}
	})
}
