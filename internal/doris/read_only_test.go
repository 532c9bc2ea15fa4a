// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"strings"
	"testing"
)

func TestReadOnly(t *testing.T) {
	for _, test := range []struct {
		sql  string
		want string // what is sent, "" = as it is
		verb string
	}{
		{"SELECT 1", "", "SELECT"},
		{"  select count(*) from orders ;; -- end; DROP TABLE orders", "select count(*) from orders", "SELECT"},
		{"SELECT ';', \";\", `a;b` FROM t /* ; DROP TABLE t */ WHERE x = 'it''s' -- ; DROP TABLE t\nAND y = 2", "", "SELECT"},
		{"SELECT 'a\\\\', 'b\\n\"', \"it's\", '', '''', `it``s`", "", "SELECT"},
		{"-- how many?\n/* rows */ SELECT /*+ SET_VAR(query_timeout = 60, a = ';') */ COUNT(*) FROM t", "", "SELECT"},
		{"(SELECT 1) UNION ALL (SELECT 2)", "", "SELECT"},
		{"SELECT insert('a', 1, 1, 'b'), replace(x, 'a', 'b'), `into`, 'INTO' FROM `delete`", "", "SELECT"},
		{"SELECT 5*2/3-1--2\n", "", "SELECT"},
		{"WITH a AS (SELECT 1) SELECT * FROM a;", "WITH a AS (SELECT 1) SELECT * FROM a", "WITH"},
		{"WITH `insert` (x, y) AS (SELECT (1), ')'), b AS (SELECT 2) (SELECT * FROM b)", "", "WITH"},
		{"with recursive r(n) as (select 1 union all select n + 1 from r) select n from r", "", "WITH"},
		{"with recursive as (select 1) select * from recursive", "", "WITH"},
		{"SHOW PARTITIONS FROM `shop`.`orders` WHERE PartitionName LIKE 'p%'", "", "SHOW"},
		{"show\ttables", "", "SHOW"},
		{"SELECT '\u00fc', größe FROM t", "", "SELECT"},
	} {
		text, verb, err := readOnly(test.sql)
		if err != nil {
			t.Errorf("%s: refused: %v", test.sql, err)
			continue
		}
		want := test.want
		if want == "" {
			want = strings.TrimSpace(test.sql)
		}
		if text != want || verb != test.verb {
			t.Errorf("%s\n got %s: %s\nwant %s: %s", test.sql, verb, text, test.verb, want)
		}
	}
}

func TestNotReadOnly(t *testing.T) {
	for _, test := range []struct{ sql, why string }{
		{"", "it is empty"},
		{" ; ", "it is empty"},
		{"-- SELECT 1", "it is empty"},
		{"()", "it begins with )"},
		{"DROP TABLE orders", "it begins with DROP"},
		{"INSERT INTO t SELECT 1", "INTO"},
		{"INSERT OVERWRITE TABLE t SELECT 1", "it begins with INSERT"},
		{"(DELETE FROM t)", "it begins with DELETE"},
		{"EXPLAIN SELECT 1", "it begins with EXPLAIN"},
		{"USE shop", "it begins with USE"},
		{"`SELECT` 1", "it begins with a quoted text"},
		{"/* SELECT */ TRUNCATE TABLE t", "it begins with TRUNCATE"},
		{"SELECTED", "it begins with SELECTED"},
		{"SHOW TABLES; DROP TABLE orders", "more than one statement"},
		{"SELECT 1; SELECT 2", "more than one statement"},
		{"SELECT 'a'';'; DROP TABLE t", "more than one statement"},
		{"SELECT 'a\\\\'; DROP TABLE t -- '", "more than one statement"},
		{"SELECT \"\"\"\"; DROP TABLE t -- \"", "more than one statement"},
		{"SELECT `a``;`; DROP TABLE t -- `", "more than one statement"},
		{"SELECT 1 /* a */; DROP TABLE t /* b */", "more than one statement"},
		{"SELECT 1 -- a\n; DROP TABLE t", "more than one statement"},
		{"SELECT 1 -- a\r; DROP TABLE t", "more than one statement"},
		{"SELECT 1 /*+ SET_VAR(a=1); DROP TABLE t */", "more than one statement"},
		{"SELECT * FROM t INTO OUTFILE 's3://b/p'", "INTO"},
		{"SELECT * FROM t into/**/outfile 's3://b/p'", "INTO"},
		{"WITH a AS (SELECT 1) INSERT OVERWRITE TABLE t SELECT * FROM a", "its WITH belongs to INSERT"},
		{"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "INTO"},
		{"WITH a AS (SELECT 1), b (x) AS (SELECT 2) DELETE FROM t USING a", "its WITH belongs to DELETE"},
		{"WITH a AS (SELECT 1) UPDATE t SET x = 1", "its WITH belongs to UPDATE"},
		{"WITH a AS (SELECT 1)", "cannot be read"},
		{"WITH a AS (SELECT 1), SELECT 1", "cannot be read"},
		{"WITH a AS (SELECT 1", "cannot be read"},
		{"WITH a AS SELECT 1", "cannot be read"},
		{"WITH", "cannot be read"},
		// Where releases would not agree on the end of a string or a comment.
		{`SELECT 'it\'s'`, `write '' instead`},
		{`SELECT '\'; DROP TABLE t -- '`, `write '' instead`},
		{`SELECT "\"; DROP TABLE t -- "`, `write "" instead`},
		{`SELECT R'\'; DROP TABLE t -- '`, `write '' instead`},
		{"SELECT 1 -- a \\\n/*\n; DROP TABLE t -- */", "backslash"},
		{"SELECT 1 --+ SET_VAR(a=1)\n", "take for a hint"},
		{"SELECT 1 --  + ; DROP TABLE t\n", "take for a hint"},
		{"SELECT 1 /* + ; DROP TABLE t */", "take for a hint"},
		{"SELECT 1 /*! ; DROP TABLE t */", "MySQL runs"},
		{"SELECT 1 /* /* */ ; DROP TABLE t */", "another /*"},
		{"SELECT 1 /*/* */ ; DROP TABLE t */", "another /*"},
		{"SELECT 2*/* ; DROP TABLE t; */ 3", "*/ outside of a comment"},
		{"SELECT 1 # '\n; DROP TABLE t -- '", "it holds #"},
		// What is not closed.
		{"SELECT 'a", "a quote ' is not closed"},
		{"SELECT `a", "a quote ` is not closed"},
		{"SELECT 1 /* a", "a comment /* is not closed"},
		{"SELECT /*+ a", "a hint /*+ is not closed"},
	} {
		err := CheckReadOnly(test.sql)
		if err == nil {
			t.Errorf("%s: accepted", test.sql)
		} else if !strings.Contains(err.Error(), test.why) {
			t.Errorf("%s: %q does not say %q", test.sql, err, test.why)
		}
	}
}
