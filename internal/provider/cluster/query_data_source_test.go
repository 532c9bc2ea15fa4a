// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/cluster"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestQuery(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("INSERT INTO `shop`.`customers` VALUES (1, \"Ada\"), (2, NULL)")
		read := s.MustRead("doris_query", providertest.Obj{"database": "shop", "sql": "SELECT `id`, `name` FROM `customers` ORDER BY `id`; -- by number"})
		providertest.WantAttributes(t, read, providertest.Obj{
			"columns": []any{"id", "name"},
			"rows":    []any{providertest.Obj{"id": "1", "name": "Ada"}, providertest.Obj{"id": "2", "name": nil}},
		})
		providertest.WantAttributes(t, s.MustRead("doris_query", providertest.Obj{"sql": "SELECT COUNT(*) AS `n` FROM `shop`.`customers`"}), providertest.Obj{"columns": []any{"n"}, "rows": []any{providertest.Obj{"n": "2"}}})
		none := s.MustRead("doris_query", providertest.Obj{"sql": "SELECT `id` FROM `shop`.`customers` WHERE `id` = 7"})
		providertest.WantAttributes(t, none, providertest.Obj{"columns": []any{"id"}, "rows": []any{}})
		// A database that was chosen for one query is not there for the next.
		_, diagnostics := s.ReadData("doris_query", providertest.Obj{"sql": "SELECT COUNT(*) FROM `customers`"})
		providertest.WantText(t, diagnostics, `error at AttributeName("sql"): The query failed | The query was refused by `, "\n\nDoris: \"", "Correct sql or database and apply again.")
		_, diagnostics = s.ReadData("doris_query", providertest.Obj{"sql": "SELECT `id`, `name` AS `id` FROM `shop`.`customers`"})
		providertest.WantText(t, diagnostics, `error at AttributeName("sql"): Two columns of the query have the same name | The query has two columns "id"`)
		var rows []string
		for i := range cluster.MostRows - 1 {
			rows = append(rows, fmt.Sprintf("(%d, \"x\")", i))
		}
		s.Exec("INSERT INTO `shop`.`customers` VALUES " + strings.Join(rows, ", "))
		_, diagnostics = s.ReadData("doris_query", providertest.Obj{"sql": "SELECT `id` FROM `shop`.`customers`"})
		providertest.WantText(t, diagnostics, `error at AttributeName("sql"): The query has too many rows | The answer has more than 1000 rows, and all of them would be kept in the state.`+
			"\n\nCount or group in the query, or end it with a LIMIT.")
		if read := s.MustRead("doris_query", providertest.Obj{"sql": "SELECT `id` FROM `shop`.`customers` LIMIT 1000"})["rows"].([]any); len(read) != 1000 {
			t.Errorf("%d rows, want 1000", len(read))
		}
	})
}

func TestQueryWithoutBackends(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *providertest.StandIn) {
		_, diagnostics := s.ReadData("doris_query", providertest.Obj{"database": "shop", "sql": "SELECT COUNT(*) FROM `orders`"})
		providertest.WantText(t, diagnostics, `error at AttributeName("sql"): The backends answer no queries | `+s.Sim.Addr()+" took the query, but no backend computes it.",
			"\n\nDoris: \"", "vailable", "\n\nLook at SHOW BACKENDS for backends that are dead or cannot be reached, and apply again. SHOW statements need no backend.")
		read := s.MustRead("doris_query", providertest.Obj{"database": "shop", "sql": "SHOW TABLES"})
		providertest.WantAttributes(t, read, providertest.Obj{"columns": []any{"Tables_in_shop"}})
		if len(read["rows"].([]any)) != 3 {
			t.Errorf("got %v", read["rows"])
		}
	})
}

func TestQueryRunsTooLong(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandIn(t)
	s.Sim.FailStatement("SELECT COUNT", "query timeout, query id = 5a1f", 1)
	_, diagnostics := s.ReadData("doris_query", providertest.Obj{"sql": "SELECT COUNT(*) FROM `shop`.`orders`"})
	providertest.WantText(t, diagnostics, `error at AttributeName("sql"): The query ran too long | `+s.Sim.Addr()+" stopped the query: it ran longer than query_timeout.",
		"query timeout, query id = 5a1f", "Ask for less, or give it more time: SET PROPERTY FOR 'root' 'query_timeout' = '3600';")
}

func TestQueryNeedsARight(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("CREATE DATABASE `other`; CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `other`.* TO 'reader'")
		providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "reader", "password": "reader-password"}))
		_, diagnostics := s.ReadData("doris_query", providertest.Obj{"sql": "SELECT `id` FROM `shop`.`customers`"})
		providertest.WantText(t, diagnostics, `error at AttributeName("sql"): The Doris user lacks a privilege | User "reader" may not run this query.`, "\n\nAs an administrator run: GRANT SELECT_PRIV ON ")
	})
}
