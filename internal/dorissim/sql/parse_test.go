// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// parse reads a statement with both parsers, which must agree.
func parse(t *testing.T, text string) Statement {
	t.Helper()
	statement, err := Parse(text, Nereids)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	old, err := Parse(text, Legacy)
	if err != nil {
		t.Fatalf("%s: the old parser: %v", text, err)
	}
	if !reflect.DeepEqual(statement, old) {
		t.Errorf("%s: the parsers differ: %+v and %+v", text, statement, old)
	}
	return statement
}

func TestBackupAndRestore(t *testing.T) {
	tests := []struct {
		text string
		want Statement
	}{
		{"BACKUP SNAPSHOT l TO r", &Backup{Label: "l", Repository: "r"}},
		{"backup snapshot `d`.`1-l` to `r` properties(\"type\"=\"full\",\"timeout\"=\"3600\");", &Backup{
			Database: "d", Label: "1-l", Repository: "r",
			Properties: Properties{{"type", "full"}, {"timeout", "3600"}},
		}},
		{"BACKUP SNAPSHOT d.l TO r ON (a, b PARTITION (p1, p2), c PARTITION p, x.y)", &Backup{
			Database: "d", Label: "l", Repository: "r",
			Objects: &ObjectList{Refs: []ObjectRef{
				{Name: Name{Table: "a"}},
				{Name: Name{Table: "b"}, Partitions: []string{"p1", "p2"}},
				{Name: Name{Table: "c"}, Partitions: []string{"p"}},
				{Name: Name{Database: "x", Table: "y"}},
			}},
		}},
		{"BACKUP SNAPSHOT d.l TO r EXCLUDE (a)", &Backup{
			Database: "d", Label: "l", Repository: "r",
			Objects: &ObjectList{Exclude: true, Refs: []ObjectRef{{Name: Name{Table: "a"}}}},
		}},
		{
			"RESTORE SNAPSHOT d.l FROM r ON (a AS b, c PARTITIONS (p) AS e, f g) PROPERTIES('backup_timestamp'='2026-01-01-00-00-00')",
			&Restore{
				Database: "d", Label: "l", Repository: "r",
				Objects: &ObjectList{Refs: []ObjectRef{
					{Name: Name{Table: "a"}, Alias: "b"},
					{Name: Name{Table: "c"}, Partitions: []string{"p"}, Alias: "e"},
					{Name: Name{Table: "f"}, Alias: "g"},
				}},
				Properties: Properties{{"backup_timestamp", "2026-01-01-00-00-00"}},
			},
		},
		{"BACKUP SNAPSHOT l TO r ON (t TEMPORARY PARTITION (p))", &Backup{
			Label: "l", Repository: "r",
			Objects: &ObjectList{Refs: []ObjectRef{{Name: Name{Table: "t"}, Partitions: []string{"p"}, Temporary: true}}},
		}},
		{"CANCEL BACKUP", &CancelJob{}},
		{"CANCEL RESTORE FROM d", &CancelJob{Restore: true, Database: "d"}},
		{"CANCEL BACKUP IN `d`", &CancelJob{Database: "d"}},
	}
	for _, test := range tests {
		if got := parse(t, test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestRepositories(t *testing.T) {
	tests := []struct {
		text string
		want Statement
	}{
		{
			"CREATE REPOSITORY r WITH S3 ON LOCATION 's3://b/x' PROPERTIES('k'='v')",
			&CreateRepository{Name: "r", Storage: "S3", Location: "s3://b/x", Properties: Properties{{"k", "v"}}},
		},
		{
			"CREATE READ ONLY REPOSITORY `r` WITH BROKER `b` ON LOCATION \"hdfs://x\"",
			&CreateRepository{ReadOnly: true, Name: "r", Storage: "BROKER", Broker: "b", Location: "hdfs://x"},
		},
		{"CREATE REPOSITORY r WITH HDFS ON LOCATION 'hdfs://x'", &CreateRepository{Name: "r", Storage: "HDFS", Location: "hdfs://x"}},
		{"ALTER REPOSITORY r PROPERTIES('a'='b')", &AlterRepository{Name: "r", Properties: Properties{{"a", "b"}}}},
		{"DROP REPOSITORY `a``b`", &DropRepository{Name: "a`b"}},
	}
	for _, test := range tests {
		if got := parse(t, test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

// The two parsers read literals and properties differently (DORIS.md "Quoting").
func TestDialects(t *testing.T) {
	value := func(text string, dialect Dialect) string {
		statement, err := Parse("ALTER REPOSITORY r PROPERTIES('k' = "+text+")", dialect)
		if err != nil {
			return "error: " + err.Error()
		}
		return statement.(*AlterRepository).Properties[0].Value
	}
	tests := []struct{ text, nereids, legacy string }{
		{`'a''b'`, `a'b`, `a'b`},
		{`"a""b"`, `a"b`, `a"b`},
		{`"it's"`, `it's`, `it's`},
		{`'a\'b'`, `a'b`, `a'b`},
		{`'a\'\'b'`, `a''b`, `a'b`}, // the old parser collapses after unescaping
		{`'\n\t\\\%\_\q'`, "\n\t\\\\%\\_q", "\n\t\\\\%\\_q"},
	}
	for _, test := range tests {
		if got := value(test.text, Nereids); got != test.nereids {
			t.Errorf("%s: the newer parser reads %q, want %q", test.text, got, test.nereids)
		}
		if got := value(test.text, Legacy); got != test.legacy {
			t.Errorf("%s: the old parser reads %q, want %q", test.text, got, test.legacy)
		}
	}
	for _, text := range []string{"1", "true", "word"} {
		if got := value(text, Nereids); got != text {
			t.Errorf("%s: the newer parser reads %q", text, got)
		}
		if got := value(text, Legacy); !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s: the old parser takes strings only, but reads %q", text, got)
		}
	}
}

func TestDuplicateKeys(t *testing.T) {
	text := "ALTER REPOSITORY r PROPERTIES('a'='1', ' a'='2')"
	if _, err := Parse(text, Nereids); err == nil || err.Error() != "Multiple entries with same key: a=1 and a=2" {
		t.Errorf("the newer parser trims keys and refuses duplicates: %v", err)
	}
	statement, err := Parse("ALTER REPOSITORY r PROPERTIES('a'='1', 'a'='2')", Legacy)
	if err != nil {
		t.Fatal(err)
	}
	if got := statement.(*AlterRepository).Properties; !reflect.DeepEqual(got, Properties{{"a", "2"}}) {
		t.Errorf("with the old parser the last wins: %v", got)
	}
}

func TestLocation(t *testing.T) {
	text := `CREATE REPOSITORY r WITH S3 ON LOCATION 's3://a\\b''c'`
	for dialect, want := range map[Dialect]string{Nereids: `s3://a\\b''c`, Legacy: `s3://a\b'c`} {
		statement, err := Parse(text, dialect)
		if err != nil {
			t.Fatal(err)
		}
		if got := statement.(*CreateRepository).Location; got != want {
			t.Errorf("dialect %d: %q, want %q", dialect, got, want)
		}
	}
}

// The texts are those of the recordings, or made by the same rules.
func TestSyntaxErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"SELEC 1", "\nmismatched input 'SELEC' expecting {<EOF>, ';', '(', 'ADMIN', 'ALTER', "},
		{"BACKUP DATABASE SNAPSHOT `s`.`l` TO `r`", "\nextraneous input 'DATABASE' expecting 'SNAPSHOT'(line 1, pos 7)\n"},
		{"SHOW REPOSITORIES LIKE \"x\"", "\nmismatched input 'LIKE' expecting {<EOF>, ';'}(line 1, pos 18)\n"},
		{"DROP REPOSITORY r x", "\nextraneous input 'x' expecting {<EOF>, ';'}(line 1, pos 18)\n"},
		{"BACKUP SNAPSHOT l TO r ON ()", "\nmismatched input ')' expecting {'{', '}', 'ACTIONS', "},
		{"ALTER REPOSITORY r\nPROPERTIES()", "\nmismatched input ')' expecting {'[', '{', '}', 'ACTIONS', "},
		{"BACKUP `d`.`l` TO r", "\nmissing 'SNAPSHOT' at '`d`'(line 1, pos 7)\n"},
		{"SHOW NONSENSE", "\nno viable alternative at input 'SHOW NONSENSE'(line 1, pos 5)\n"},
		{"SHOW BRIEF BACKUP", "\nno viable alternative at input 'SHOW BRIEF'(line 1, pos 5)\n"},
		{"CANCEL NONSENSE", "\nno viable alternative at input 'CANCEL NONSENSE'(line 1, pos 7)\n"},
		{"SHOW PROC", "\nmismatched input '<EOF>' expecting STRING_LITERAL(line 1, pos 9)\n"},
	}
	for _, test := range tests {
		for _, dialect := range []Dialect{Nereids, Legacy} {
			statement, err := Parse(test.text, dialect)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("%s: got %+v, %q, want %q", test.text, statement, err, test.want)
			}
		}
	}
	if _, err := Parse("ALTER REPOSITORY r\n  PROPERTIES()", Nereids); !strings.HasSuffix(err.Error(), "(line 2, pos 13)\n") {
		t.Errorf("the place counts lines: %q", err)
	}
	if _, err := Parse("DROP REPOSITORY `é` x y", Nereids); !strings.HasSuffix(err.Error(), "(line 1, pos 20)\n") {
		t.Errorf("the place counts characters: %q", err)
	}
}

func TestLabelOfThreeParts(t *testing.T) {
	_, err := Parse("BACKUP SNAPSHOT a.b.c TO r", Nereids)
	if err == nil || err.Error() != "only support [<db_name>.]<snapshot_name>" {
		t.Errorf("got %v", err)
	}
}

func TestCreateTable(t *testing.T) {
	got := parse(t, `CREATE TABLE IF NOT EXISTS d.t (
		k INT, s VARCHAR( 20 ) NOT NULL DEFAULT "x" COMMENT 'c', n DECIMAL(10, 2) SUM DEFAULT '0', a ARRAY<INT> NULL,
		u DATETIME DEFAULT CURRENT_TIMESTAMP(3), INDEX i (s) USING INVERTED COMMENT 'idx'
	) ENGINE=OLAP AGGREGATE KEY(k, s) COMMENT "t" PARTITION BY RANGE(k) (
		PARTITION p1 VALUES LESS THAN ("10"), PARTITION p2 VALUES [("10"), ("20")), PARTITION p3 VALUES LESS THAN MAXVALUE
	) DISTRIBUTED BY HASH(k, s) BUCKETS 4 PROPERTIES ("replication_num" = "1")`).(*CreateTable)
	if !got.IfNotExists || got.Name != (Name{Database: "d", Table: "t"}) || got.Engine != "olap" || got.Comment != "t" {
		t.Errorf("head: %+v", got)
	}
	wantColumns := []ColumnDef{
		{Name: "k", Type: "int"},
		{Name: "s", Type: "varchar(20)", NotNull: true, NullGiven: true, HasDefault: true, Default: &Literal{Kind: String, Text: "x"}, Comment: "c"},
		{Name: "n", Type: "decimal(10,2)", Aggregation: "SUM", HasDefault: true, Default: &Literal{Kind: String, Text: "0"}},
		{Name: "a", Type: "array<int>", NullGiven: true},
		{Name: "u", Type: "datetime", HasDefault: true, DefaultCall: "CURRENT_TIMESTAMP(3)"},
	}
	if !reflect.DeepEqual(got.Columns, wantColumns) {
		t.Errorf("columns: %+v", got.Columns)
	}
	if want := []IndexDef{{Name: "i", Columns: []string{"s"}, Type: "INVERTED", Comment: "idx"}}; !reflect.DeepEqual(got.Indexes, want) {
		t.Errorf("indexes: %+v", got.Indexes)
	}
	if got.Keys != "AGGREGATE" || !slices.Equal(got.KeyColumns, []string{"k", "s"}) {
		t.Errorf("keys: %s %v", got.Keys, got.KeyColumns)
	}
	text := func(s string) []Expr { return []Expr{&Literal{Kind: String, Text: s}} }
	wantPartition := &PartitionBy{Kind: "RANGE", Columns: []string{"k"}, Partitions: []PartitionDef{
		{Name: "p1", LessThan: text("10")},
		{Name: "p2", Lower: text("10"), Upper: text("20")},
		{Name: "p3", LessThan: []Expr{&Literal{Kind: MaxValue, Text: "MAXVALUE"}}},
	}}
	if !reflect.DeepEqual(got.Partition, wantPartition) {
		t.Errorf("partitions: %+v", got.Partition)
	}
	if want := (&Distribution{Kind: "HASH", Columns: []string{"k", "s"}, Buckets: 4}); !reflect.DeepEqual(got.Distribution, want) {
		t.Errorf("distribution: %+v", got.Distribution)
	}
}

func TestPartitionForms(t *testing.T) {
	list := parse(t, `CREATE TABLE t (a INT, c VARCHAR(9)) PARTITION BY LIST(a, c) (PARTITION p VALUES IN ((1, 'x'), (2, 'y')))
		DISTRIBUTED BY RANDOM BUCKETS AUTO`).(*CreateTable)
	if got := list.Partition.Partitions[0].In; len(got) != 2 || len(got[0]) != 2 {
		t.Errorf("list of tuples: %+v", got)
	}
	if !list.Distribution.Auto || list.Distribution.Kind != "RANDOM" {
		t.Errorf("distribution: %+v", list.Distribution)
	}
	step := parse(t, `CREATE TABLE t (d DATE) PARTITION BY RANGE(d) (FROM ("2026-01-01") TO ("2026-02-01") INTERVAL 1 DAY)
		DISTRIBUTED BY HASH(d)`).(*CreateTable).Partition.Partitions[0]
	if step.Step != 1 || step.StepUnit != "DAY" || step.From == nil || step.To == nil {
		t.Errorf("step: %+v", step)
	}
	auto := parse(t, "CREATE TABLE t (d DATE) AUTO PARTITION BY RANGE(date_trunc(d, 'day')) () DISTRIBUTED BY HASH(d)").(*CreateTable).Partition
	if !auto.Auto || !slices.Equal(auto.Columns, []string{"date_trunc(d, 'day')"}) {
		t.Errorf("auto: %+v", auto)
	}
}

func TestViews(t *testing.T) {
	view := parse(t, "CREATE OR REPLACE VIEW d.v (a COMMENT 'x', b) COMMENT 'c' AS SELECT id a, n FROM d.t WHERE n > 1;").(*CreateView)
	if view.Query != "SELECT id a, n FROM d.t WHERE n > 1" || view.Select == nil || !view.OrReplace || len(view.Columns) != 2 {
		t.Errorf("view: %+v", view)
	}
	join := parse(t, "CREATE VIEW v AS SELECT a.x FROM t1 a JOIN d.t2 b ON a.x = b.x").(*CreateView)
	if join.Select != nil || !strings.HasSuffix(join.Query, "a.x = b.x") {
		t.Errorf("join: %+v", join)
	}
	mv := parse(t, "CREATE MATERIALIZED VIEW d.m BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(id) BUCKETS 1 "+
		"PROPERTIES('replication_num'='1') AS SELECT id FROM d.t").(*CreateMaterializedView)
	if mv.Build != "DEFERRED" || mv.Refresh != "COMPLETE ON MANUAL" || mv.Query != "SELECT id FROM d.t" || mv.Select == nil {
		t.Errorf("materialized view: %+v", mv)
	}
}

func TestTables(t *testing.T) {
	query := "WITH c AS (SELECT 1 FROM x.y) SELECT * FROM `d`.t a JOIN u ON a.i = u.i, c WHERE EXISTS (SELECT 1 FROM z)"
	var got []string
	for _, ref := range Tables(query) {
		got = append(got, query[ref.Pos:ref.End])
	}
	if want := []string{"x.y", "`d`.t", "u", "z"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSelect(t *testing.T) {
	s := parse(t, "SELECT COUNT(*) > 0 AS n, @@global.time_zone, NOW(), t.* FROM `d`.`t` PARTITION (p) t "+
		"WHERE a = 'x' AND NOT b IN (1, -2) OR c BETWEEN 1 AND 2 AND d IS NOT NULL GROUP BY a HAVING n > 1 ORDER BY 1 DESC, a LIMIT 2, 5").(*Select)
	if len(s.Items) != 4 || s.Items[0].Alias != "n" || s.Items[0].Text != "COUNT(*) > 0" || s.Items[2].Text != "NOW()" || !s.Items[3].Star {
		t.Errorf("items: %+v", s.Items)
	}
	if v, ok := s.Items[1].Expr.(*Variable); !ok || v.Scope != "GLOBAL" || v.Name != "time_zone" {
		t.Errorf("variable: %+v", s.Items[1].Expr)
	}
	if s.From.Name != (Name{Database: "d", Table: "t"}) || s.From.Alias != "t" || !slices.Equal(s.From.Partitions, []string{"p"}) {
		t.Errorf("from: %+v", s.From)
	}
	or, ok := s.Where.(*Binary)
	if !ok || or.Op != "OR" {
		t.Fatalf("OR binds weakest: %+v", s.Where)
	}
	if and, ok := or.L.(*Binary); !ok || and.Op != "AND" {
		t.Errorf("AND binds stronger: %+v", or.L)
	}
	if s.Limit != 5 || s.Offset != 2 || !s.OrderBy[0].Desc || len(s.GroupBy) != 1 || s.Having == nil {
		t.Errorf("tail: %+v", s)
	}
}

func TestDML(t *testing.T) {
	insert := parse(t, "INSERT INTO d.t (a, b) VALUES (1, 'x'), (DEFAULT, NULL)").(*Insert)
	if len(insert.Rows) != 2 || insert.Rows[1][0].(*Literal).Kind != Default || !slices.Equal(insert.Columns, []string{"a", "b"}) {
		t.Errorf("insert: %+v", insert)
	}
	if s := parse(t, "INSERT OVERWRITE TABLE t PARTITION (p) SELECT * FROM u").(*Insert); !s.Overwrite || s.Select == nil || s.Partitions[0] != "p" {
		t.Errorf("overwrite: %+v", s)
	}
	if s := parse(t, "DELETE FROM t PARTITION p WHERE a = 1").(*Delete); s.Where == nil || s.Partitions[0] != "p" {
		t.Errorf("delete: %+v", s)
	}
	if s := parse(t, "UPDATE t SET a = 1, b = b + 1 WHERE c = 2").(*Update); len(s.Set) != 2 || s.Where == nil {
		t.Errorf("update: %+v", s)
	}
}

func TestDDL(t *testing.T) {
	tests := []struct {
		text string
		want Statement
	}{
		{"CREATE DATABASE IF NOT EXISTS `d`", &CreateDatabase{IfNotExists: true, Database: "d"}},
		{"CREATE DATABASE d PROPERTIES ('replication_allocation' = 'x')", &CreateDatabase{Database: "d", Properties: Properties{{"replication_allocation", "x"}}}},
		{"DROP DATABASE IF EXISTS d FORCE", &DropDatabase{IfExists: true, Database: "d", Force: true}},
		{"DROP SCHEMA internal.d", &DropDatabase{Database: "d"}},
		{"ALTER DATABASE a RENAME b", &AlterDatabase{Database: "a", RenameTo: "b"}},
		{"DROP TABLE IF EXISTS d.t FORCE", &DropTable{Kind: "TABLE", IfExists: true, Name: Name{Database: "d", Table: "t"}, Force: true}},
		{"DROP VIEW v", &DropTable{Kind: "VIEW", Name: Name{Table: "v"}}},
		{"DROP MATERIALIZED VIEW IF EXISTS m", &DropTable{Kind: "MATERIALIZED VIEW", IfExists: true, Name: Name{Table: "m"}}},
		{"TRUNCATE TABLE t PARTITION (a, b)", &TruncateTable{Name: Name{Table: "t"}, Partitions: []string{"a", "b"}}},
		{"ALTER TABLE t DROP PARTITION IF EXISTS p FORCE", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{&DropPartition{IfExists: true, Name: "p", Force: true}}}},
		{"ALTER TABLE t ADD PARTITION p VALUES LESS THAN ('1') ", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{
			&AddPartition{Partition: PartitionDef{Name: "p", LessThan: []Expr{&Literal{Kind: String, Text: "1"}}}},
		}}},
		{"ALTER TABLE t ADD COLUMN x INT AFTER y, DROP COLUMN z", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{
			&AddColumn{Columns: []ColumnDef{{Name: "x", Type: "int"}}, After: "y"}, &DropColumn{Name: "z"},
		}}},
		{"ALTER TABLE t RENAME u", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{&RenameTable{To: "u"}}}},
		{"ALTER TABLE t RENAME PARTITION p q", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{&RenamePartition{From: "p", To: "q"}}}},
		{"ALTER TABLE t REPLACE WITH TABLE u PROPERTIES('swap'='false')", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{
			&ReplaceWith{Table: "u", Properties: Properties{{"swap", "false"}}},
		}}},
		{"ALTER TABLE t REPLACE PARTITION (p) WITH TEMPORARY PARTITION (tp)", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{
			&ReplacePartition{Partitions: []string{"p"}, With: []string{"tp"}},
		}}},
		{"ALTER TABLE t SET ('storage_policy' = 'x')", &AlterTable{Name: Name{Table: "t"}, Clauses: []AlterClause{
			&SetProperties{Properties: Properties{{"storage_policy", "x"}}},
		}}},
		{"USE internal.d", &Use{Catalog: "internal", Database: "d"}},
		{"SWITCH hive", &Switch{Catalog: "hive"}},
	}
	for _, test := range tests {
		if got := parse(t, test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestUsers(t *testing.T) {
	u := func(name string) User { return User{Name: name, Host: "%"} }
	tests := []struct {
		text string
		want Statement
	}{
		{"CREATE USER `u` IDENTIFIED BY 'pw'", &CreateUser{User: u("u"), Password: "pw"}},
		{"CREATE USER IF NOT EXISTS 'u'@'10.%' IDENTIFIED BY 'pw' DEFAULT ROLE 'r'", &CreateUser{IfNotExists: true, User: User{"u", "10.%"}, Password: "pw", Role: "r"}},
		{"DROP USER 'u'@'%'", &DropUser{User: u("u")}},
		{"GRANT LOAD_PRIV, select_priv ON `d`.* TO `u`", &Grant{Privileges: []string{"LOAD_PRIV", "SELECT_PRIV"}, On: "TABLE", Catalog: "internal", Database: "d", Table: "*", User: u("u")}},
		{"GRANT ADMIN_PRIV ON *.*.* TO u", &Grant{Privileges: []string{"ADMIN_PRIV"}, On: "TABLE", Catalog: "*", Database: "*", Table: "*", User: u("u")}},
		{"REVOKE ALL ON d.t FROM ROLE 'r'", &Grant{Revoke: true, Privileges: []string{"ALL"}, On: "TABLE", Catalog: "internal", Database: "d", Table: "t", Role: "r"}},
		{"GRANT USAGE_PRIV ON RESOURCE 'x' TO u", &Grant{Privileges: []string{"USAGE_PRIV"}, On: "RESOURCE", Resource: "x", User: u("u")}},
		{"GRANT 'r1', 'r2' TO u", &Grant{Roles: []string{"r1", "r2"}, User: u("u")}},
		{"SET PASSWORD = PASSWORD('x')", &SetPassword{Password: "x"}},
		{"SET PASSWORD FOR 'u'@'%' = 'x'", &SetPassword{User: &User{"u", "%"}, Password: "x"}},
	}
	for _, test := range tests {
		if got := parse(t, test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestSet(t *testing.T) {
	str := func(s string) Expr { return &Literal{Kind: String, Text: s} }
	num := func(s string) Expr { return &Literal{Kind: Number, Text: s} }
	tests := []struct {
		text string
		want []VariableAssignment
	}{
		{"SET query_timeout = 30", []VariableAssignment{{Name: "query_timeout", Value: num("30")}}},
		{"SET GLOBAL time_zone = \"UTC\"", []VariableAssignment{{Global: true, Name: "time_zone", Value: str("UTC")}}},
		{"SET SESSION A = 1, @@global.b = ON, @c := 'x'", []VariableAssignment{
			{Name: "a", Value: num("1")}, {Global: true, Name: "b", Value: str("ON")}, {User: true, Name: "c", Value: str("x")},
		}},
		{"SET NAMES utf8mb4 COLLATE utf8mb4_bin", []VariableAssignment{{Name: "names", Value: str("utf8mb4")}}},
		{"SET autocommit=1", []VariableAssignment{{Name: "autocommit", Value: num("1")}}},
		{"SET sql_mode = DEFAULT", []VariableAssignment{{Name: "sql_mode", Value: &Literal{Kind: Default, Text: "DEFAULT"}}}},
	}
	for _, test := range tests {
		if got := parse(t, test.text).(*SetVariable).Assignments; !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
}

func TestShow(t *testing.T) {
	column := func(name string) Expr { return &Column{Name: name} }
	tests := []struct {
		text string
		want Show
	}{
		{"SHOW BACKUP", Show{Kind: ShowBackup}},
		{"SHOW BACKUP IN d LIKE 'x%'", Show{Kind: ShowBackup, Database: "d", HasLike: true, Like: "x%"}},
		{"SHOW RESTORE FROM d WHERE Label = 'x'", Show{Kind: ShowRestore, Database: "d", Where: &Binary{Op: "=", L: column("Label"), R: &Literal{Kind: String, Text: "x"}}}},
		{"SHOW BRIEF RESTORE FROM d", Show{Kind: ShowRestore, Brief: true, Database: "d"}},
		{"SHOW SNAPSHOT ON `r`", Show{Kind: ShowSnapshot, Repository: "r"}},
		{"SHOW SNAPSHOT ON r LIKE 'x'", Show{Kind: ShowSnapshot, Repository: "r", HasLike: true, Like: "x"}},
		{"SHOW CREATE REPOSITORY FOR r", Show{Kind: ShowCreateRepository, Repository: "r"}},
		{"SHOW FULL TABLES FROM internal.d LIKE 'x'", Show{Kind: ShowTables, Full: true, Catalog: "internal", Database: "d", HasLike: true, Like: "x"}},
		{"SHOW CREATE TABLE d.t", Show{Kind: ShowCreateTable, Name: Name{Database: "d", Table: "t"}}},
		{"SHOW TEMPORARY PARTITIONS FROM t LIMIT 3", Show{Kind: ShowPartitions, Temporary: true, Name: Name{Table: "t"}, Limit: 3}},
		{"SHOW DATA", Show{Kind: ShowData}},
		{"SHOW DATA FROM d", Show{Kind: ShowData, Name: Name{Table: "d"}}},
		{"SHOW PROC '/dbs/1'", Show{Kind: ShowProc, Path: "/dbs/1"}},
		{"ADMIN SHOW FRONTEND CONFIG LIKE '%x%'", Show{Kind: ShowFrontendConfig, Admin: true, HasLike: true, Like: "%x%"}},
		{"SHOW ALL GRANTS", Show{Kind: ShowGrants, All: true}},
		{"SHOW GRANTS FOR 'u'@'%'", Show{Kind: ShowGrants, User: &User{"u", "%"}}},
		{"SHOW GLOBAL VARIABLES LIKE 'x'", Show{Kind: ShowVariables, Global: true, HasLike: true, Like: "x"}},
		{"SHOW STORAGE POLICY USING FOR p", Show{Kind: ShowStoragePolicy, Using: true, Repository: "p"}},
		{"SHOW COLUMNS FROM t FROM d", Show{Kind: ShowColumns, Name: Name{Table: "t"}, Database: "d"}},
		{"DESC d.t", Show{Kind: ShowColumns, Describe: true, Name: Name{Database: "d", Table: "t"}}},
		{"SHOW WORKLOAD GROUPS", Show{Kind: ShowOther}},
	}
	for _, test := range tests {
		got := parse(t, test.text).(*Show)
		if got.Text != test.text {
			t.Errorf("%s: text %q", test.text, got.Text)
		}
		got.Text = ""
		if test.want.Limit == 0 {
			test.want.Limit = -1
		}
		if b, ok := got.Where.(*Binary); ok {
			c := b.L.(*Column)
			c.Pos, c.End, c.Qualifiers = 0, 0, nil
		}
		if !reflect.DeepEqual(*got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, *got, test.want)
		}
	}
}

func TestOtherStatements(t *testing.T) {
	tests := []struct {
		text string
		want Statement
	}{
		{"ADMIN SET FRONTEND CONFIG ('a' = '1')", &AdminSetConfig{Properties: Properties{{"a", "1"}}}},
		{"BEGIN", &Transaction{Verb: "BEGIN"}},
		{"START TRANSACTION", &Transaction{Verb: "BEGIN"}},
		{"ROLLBACK", &Transaction{Verb: "ROLLBACK"}},
		{"KILL QUERY 12", &Kill{Query: true, ID: "12"}},
		{"ANALYZE TABLE t", &Other{Verb: "ANALYZE", Text: "ANALYZE TABLE t"}},
	}
	for _, test := range tests {
		if got := parse(t, test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.text, got, test.want)
		}
	}
	statement, err := Parse("ADMIN CREATE CLUSTER SNAPSHOT PROPERTIES('ttl'='1')", Nereids)
	if s, ok := statement.(*ClusterSnapshot); err != nil || !ok || s.Verb != "CREATE" || len(s.Properties) != 1 {
		t.Errorf("cluster snapshot: %+v, %v", statement, err)
	}
}

func TestSplitAndWords(t *testing.T) {
	text := "-- a; comment\nSELECT ';' ; /* ; */ ;\n BACKUP SNAPSHOT `a;b` TO r -- end;\n"
	want := []string{"-- a; comment\nSELECT ';'", "BACKUP SNAPSHOT `a;b` TO r -- end;"}
	if got := Split(text); !slices.Equal(got, want) {
		t.Errorf("Split: %q, want %q", got, want)
	}
	if got := Words("/* x */ backup  snapshot `d`.l", 2); got != "BACKUP SNAPSHOT" {
		t.Errorf("Words: %q", got)
	}
	for _, empty := range []string{"", " ;; ", "-- x", "/* SELECT 1 */"} {
		statement, err := Parse(empty, Nereids)
		if statement != nil || err != nil || Split(empty) != nil {
			t.Errorf("%q: %v, %v", empty, statement, err)
		}
	}
}
