// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestTables(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`; CREATE DATABASE `empty`")
		s.Exec("CREATE EXTERNAL TABLE `shop`.`ledger` (`id` INT) ENGINE=MYSQL PROPERTIES(\"host\"=\"127.0.0.1\",\"port\"=\"3306\",\"user\"=\"u\",\"password\"=\"p\",\"database\"=\"d\",\"table\"=\"t\")")
		tables := s.MustRead("doris_tables", providertest.Obj{"database": "shop"})["tables"].([]any)
		want := []providertest.Obj{
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
			providertest.WantAttributes(t, tables[i], want[i])
		}
		if none := s.MustRead("doris_tables", providertest.Obj{"database": "empty"})["tables"].([]any); len(none) != 0 {
			t.Errorf("an empty database holds %v", none)
		}
	})
}

func TestTablesNeedAdmin(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `shop`.* TO 'reader'")
		providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "reader", "password": "reader-password"}))
		_, diagnostics := s.ReadData("doris_tables", providertest.Obj{"database": "shop"})
		providertest.WantText(t, diagnostics, "error: The Doris user lacks a privilege | User \"reader\" may not run SHOW PROC", "GRANT ADMIN_PRIV ON *.*.* TO 'reader';")
	})
}
