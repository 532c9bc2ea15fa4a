// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

func TestRepositories(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		list := s.mustRead("doris_repositories", obj{})["repositories"].([]any)
		if len(list) != 1 {
			t.Fatalf("%d repositories, want 1", len(list))
		}
		wantAttributes(t, list[0], obj{"name": "dr_main", "type": "S3", "location": "s3://backups/prod", "read_only": false, "created_at": anInstant, "err_msg": nil})
	})
}

func TestListedRepositories(t *testing.T) {
	at := time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)
	list := listedRepositories([]doris.Repository{
		{Name: "z", Type: "HDFS", Location: "hdfs://nn/z", ReadOnly: true, Created: at, ErrMsg: "2026-09-11 01:20:00: Connection refused"},
		{Name: "a", Type: "S3", Location: "s3://b/a"},
	})
	if len(list) != 2 || list[0].Name.ValueString() != "a" || !list[0].CreatedAt.IsNull() || !list[0].ErrMsg.IsNull() {
		t.Fatalf("got %+v", list)
	}
	if z := list[1]; !z.ReadOnly.ValueBool() || z.CreatedAt.ValueString() != "2026-09-11T01:15:02Z" || z.ErrMsg.ValueString() != "2026-09-11 01:20:00: Connection refused" {
		t.Errorf("got %+v", z)
	}
	if none := listedRepositories(nil); none == nil || len(none) != 0 {
		t.Errorf("none are an empty list, got %v", none)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *standIn) {
		s.exec("CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`; CREATE DATABASE `empty`")
		s.exec("CREATE EXTERNAL TABLE `shop`.`ledger` (`id` INT) ENGINE=MYSQL PROPERTIES(\"host\"=\"127.0.0.1\",\"port\"=\"3306\",\"user\"=\"u\",\"password\"=\"p\",\"database\"=\"d\",\"table\"=\"t\")")
		tables := s.mustRead("doris_tables", obj{"database": "shop"})["tables"].([]any)
		want := []obj{
			{"name": "customers", "type": "OLAP", "partition_count": 1, "backed_up": true, "reason": nil},
			{"name": "ledger", "type": "MYSQL", "backed_up": false, "reason": "mysql table"},
			{"name": "mv_daily", "type": "MATERIALIZED_VIEW", "partition_count": 1, "backed_up": false, "reason": "asynchronous materialized view"},
			{"name": "orders", "type": "OLAP", "partition_count": 2, "backed_up": true, "reason": nil},
			{"name": "v_orders", "type": "VIEW", "partition_count": nil, "backed_up": true, "reason": nil},
		}
		if len(tables) != len(want) {
			t.Fatalf("%d tables, want %d: %v", len(tables), len(want), tables)
		}
		for i := range want {
			wantAttributes(t, tables[i], want[i])
		}
		if none := s.mustRead("doris_tables", obj{"database": "empty"})["tables"].([]any); len(none) != 0 {
			t.Errorf("an empty database holds %v", none)
		}
	})
}

func TestSkippedReason(t *testing.T) {
	for _, test := range []struct {
		info doris.TableInfo
		want string
	}{
		{doris.TableInfo{Name: "a", Type: "OLAP"}, ""},
		{doris.TableInfo{Name: "a", Type: "VIEW"}, ""},
		{doris.TableInfo{Name: "a", Type: "ODBC"}, ""},
		{doris.TableInfo{Name: "a", Type: "MATERIALIZED_VIEW"}, "asynchronous materialized view"},
		{doris.TableInfo{Name: "a", Type: "MYSQL"}, "mysql table"},
		{doris.TableInfo{Name: "a", Type: "OLAP", Temporary: true}, "temporary table"},
	} {
		if got := skippedReason(test.info); got != test.want {
			t.Errorf("%+v: %q, want %q", test.info, got, test.want)
		}
	}
}

func TestTablesNeedAdmin(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		s.exec("CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `shop`.* TO 'reader'")
		wantText(t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": "reader", "password": "reader-password"}))
		_, diagnostics := s.readData("doris_tables", obj{"database": "shop"})
		wantText(t, diagnostics, "error: The Doris user lacks a privilege | User \"reader\" may not run SHOW PROC", "GRANT ADMIN_PRIV ON *.*.* TO 'reader';")
	})
}

func TestQuery(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		s.exec("INSERT INTO `shop`.`customers` VALUES (1, \"Ada\"), (2, NULL)")
		read := s.mustRead("doris_query", obj{"database": "shop", "sql": "SELECT `id`, `name` FROM `customers` ORDER BY `id`; -- by number"})
		wantAttributes(t, read, obj{
			"columns": []any{"id", "name"},
			"rows":    []any{obj{"id": "1", "name": "Ada"}, obj{"id": "2", "name": nil}},
		})
		wantAttributes(t, s.mustRead("doris_query", obj{"sql": "SELECT COUNT(*) AS `n` FROM `shop`.`customers`"}), obj{"columns": []any{"n"}, "rows": []any{obj{"n": "2"}}})
		none := s.mustRead("doris_query", obj{"sql": "SELECT `id` FROM `shop`.`customers` WHERE `id` = 7"})
		wantAttributes(t, none, obj{"columns": []any{"id"}, "rows": []any{}})
		// A database that was chosen for one query is not there for the next.
		_, diagnostics := s.readData("doris_query", obj{"sql": "SELECT COUNT(*) FROM `customers`"})
		wantText(t, diagnostics, `error at AttributeName("sql"): The query failed | The query was refused by `, "\n\nDoris: \"", "Correct sql or database and apply again.")
		_, diagnostics = s.readData("doris_query", obj{"sql": "SELECT `id`, `name` AS `id` FROM `shop`.`customers`"})
		wantText(t, diagnostics, `error at AttributeName("sql"): Two columns of the query have the same name | The query has two columns "id"`)
		var rows []string
		for i := range mostRows - 1 {
			rows = append(rows, fmt.Sprintf("(%d, \"x\")", i))
		}
		s.exec("INSERT INTO `shop`.`customers` VALUES " + strings.Join(rows, ", "))
		_, diagnostics = s.readData("doris_query", obj{"sql": "SELECT `id` FROM `shop`.`customers`"})
		wantText(t, diagnostics, `error at AttributeName("sql"): The query has too many rows | The answer has more than 1000 rows, and all of them would be kept in the state.`+
			"\n\nCount or group in the query, or end it with a LIMIT.")
		if read := s.mustRead("doris_query", obj{"sql": "SELECT `id` FROM `shop`.`customers` LIMIT 1000"})["rows"].([]any); len(read) != 1000 {
			t.Errorf("%d rows, want 1000", len(read))
		}
	})
}

func TestValuesOfAQueryAreText(t *testing.T) {
	bytes, plain := "a\xff\xfeb", "größe"
	for _, test := range []struct{ cell, want *string }{
		{nil, nil}, {&plain, &plain}, {&bytes, new("a\uFFFDb")},
	} {
		if got := validText(test.cell); (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

func TestQueryWithoutBackends(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *standIn) {
		_, diagnostics := s.readData("doris_query", obj{"database": "shop", "sql": "SELECT COUNT(*) FROM `orders`"})
		wantText(t, diagnostics, `error at AttributeName("sql"): The backends answer no queries | `+s.sim.Addr()+" took the query, but no backend computes it.",
			"\n\nDoris: \"", "vailable", "\n\nLook at SHOW BACKENDS for backends that are dead or cannot be reached, and apply again. SHOW statements need no backend.")
		read := s.mustRead("doris_query", obj{"database": "shop", "sql": "SHOW TABLES"})
		wantAttributes(t, read, obj{"columns": []any{"Tables_in_shop"}})
		if len(read["rows"].([]any)) != 3 {
			t.Errorf("got %v", read["rows"])
		}
	})
}

func TestQueryRunsTooLong(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.sim.FailStatement("SELECT COUNT", "query timeout, query id = 5a1f", 1)
	_, diagnostics := s.readData("doris_query", obj{"sql": "SELECT COUNT(*) FROM `shop`.`orders`"})
	wantText(t, diagnostics, `error at AttributeName("sql"): The query ran too long | `+s.sim.Addr()+" stopped the query: it ran longer than query_timeout.",
		"query timeout, query id = 5a1f", "Ask for less, or give it more time: SET PROPERTY FOR 'root' 'query_timeout' = '3600';")
}

func TestQueryNeedsARight(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		s.exec("CREATE DATABASE `other`; CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `other`.* TO 'reader'")
		wantText(t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": "reader", "password": "reader-password"}))
		_, diagnostics := s.readData("doris_query", obj{"sql": "SELECT `id` FROM `shop`.`customers`"})
		wantText(t, diagnostics, `error at AttributeName("sql"): The Doris user lacks a privilege | User "reader" may not run this query.`, "\n\nAs an administrator run: GRANT SELECT_PRIV ON ")
	})
}

func TestGrantForQuery(t *testing.T) {
	for _, test := range []struct{ message, database, want string }{
		{"Access denied; you need (at least one of) the (SELECT) privilege(s) for this operation", "shop", "GRANT SELECT_PRIV ON internal.`shop`.* TO 'u';"},
		{"Permission denied: user ['u'@'%'] does not have privilege for [Select_priv] command", "shop", "GRANT SELECT_PRIV ON internal.`shop`.* TO 'u';"},
		{"SELECT command denied to user 'u'@'%' for table 'orders'", "", "GRANT SELECT_PRIV ON *.*.* TO 'u';"},
		{"Access denied; you need (at least one of) the (ADMIN/OPERATOR) privilege(s) for this operation", "shop", "GRANT ADMIN_PRIV ON *.*.* TO 'u';"},
	} {
		if got := grantForQuery(test.message, "u", test.database); got != test.want {
			t.Errorf("%s: %s, want %s", test.message, got, test.want)
		}
	}
}

func TestDataSourcesValidate(t *testing.T) {
	s := newServer(t)
	for name, test := range map[string]struct {
		data   string
		config obj
		wants  []string
	}{
		"query":                  {"doris_query", obj{"sql": "SHOW TABLES;", "database": "shop"}, nil},
		"unknown query":          {"doris_query", obj{"sql": notKnown, "database": notKnown}, nil},
		"two statements":         {"doris_query", obj{"sql": "SELECT 1; DROP TABLE t"}, []string{`error at AttributeName("sql"): The query is not one that is run | sql is no single statement that reads: it holds more than one statement.` + "\n\nWrite one SELECT, WITH ... SELECT or SHOW."}},
		"a statement that drops": {"doris_query", obj{"sql": "DROP TABLE t"}, []string{"it begins with DROP; only SELECT, WITH and SHOW are run."}},
		"query of nothing":       {"doris_query", obj{"sql": ""}, []string{"it is empty."}},
		"query without database": {"doris_query", obj{"sql": "SHOW TABLES", "database": ""}, []string{"The name is empty"}},
		"jobs of nothing":        {"doris_backup_jobs", obj{"database": ""}, []string{"The name is empty"}},
		"restores of nothing":    {"doris_restore_jobs", obj{"database": "d", "snapshot": ""}, []string{"The name is empty"}},
		"tables of nothing":      {"doris_tables", obj{"database": ""}, []string{"The name is empty"}},
		"repositories":           {"doris_repositories", obj{}, nil},
	} {
		t.Run(name, func(t *testing.T) { wantText(t, s.validateData(test.data, test.config), test.wants...) })
	}
}

// A provider whose configuration is known only during apply says which argument it is.
func TestDataSourcesOfAnUnknownProvider(t *testing.T) {
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": notKnown, "username": "root"}))
	for name, config := range map[string]obj{
		"doris_repositories": {}, "doris_backup_jobs": {"database": "d"}, "doris_restore_jobs": {"database": "d"},
		"doris_tables": {"database": "d"}, "doris_query": {"sql": "SHOW TABLES"}, "doris_snapshots": {"repository": "r"},
		"doris_snapshot": {"repository": "r", "name": "n"},
	} {
		_, diagnostics := s.readData(name, config)
		wantText(t, diagnostics, "error: The provider configuration is not known yet | Doris must be asked now, but endpoints is known only after something else was applied.")
	}
}
