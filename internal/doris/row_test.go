// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRowsAreReadByName(t *testing.T) {
	text := "x"
	r := step{Columns: []string{"NOW()", "State", "Broken"}, Rows: [][]*string{{&text, nil, &text}}}.result().rows[0]
	for column, want := range map[string]string{"now()": "x", "STATE": "", "NoSuchColumn": ""} {
		if got := r.text(column); got != want {
			t.Errorf("%s: got %q, want %q", column, got, want)
		}
	}
	if !r.time("Broken").IsZero() || r.seconds("Broken") != 0 || r.yes("NoSuchColumn") {
		t.Error("what cannot be read is not zero")
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 11, 23, 7, 48, 57, 0, time.UTC)
	if got := parseTime("2026-11-23 07:48:57"); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, text := range []string{"", "N/A", "<datetime>", "2026-11-23"} {
		if got := parseTime(text); !got.IsZero() {
			t.Errorf("%q became %v", text, got)
		}
	}
}

func TestParseBackupObjects(t *testing.T) {
	for _, test := range []struct {
		name, text, database string
		want                 []TableRef
	}{
		{"recent", "[shop.v_orders], [shop.orders]", "shop", []TableRef{{Name: "v_orders"}, {Name: "orders"}}},
		{"recent with partitions", "[shop.customers], [shop.ordersPARTITIONS (p1, p2)]", "shop", []TableRef{{Name: "customers"}, {Name: "orders", Partitions: []string{"p1", "p2"}}}},
		{"older", "[`shop`.`orders`], [`shop`.`t2` PARTITIONS (p1)]", "shop", []TableRef{{Name: "orders"}, {Name: "t2", Partitions: []string{"p1"}}}},
		{"older with cluster", "[`default_cluster:shop`.`orders`]", "shop", []TableRef{{Name: "orders"}}},
		{"one partition", "[`shop`.`t2` PARTITION (`p1`)]", "shop", []TableRef{{Name: "t2", Partitions: []string{"p1"}}}},
		{
			"a name with the word", "[shop.PARTITIONED_x], [shop.PARTITIONED_yPARTITIONS (p)], [shop.PARTITIONS]", "shop",
			[]TableRef{{Name: "PARTITIONED_x"}, {Name: "PARTITIONED_y", Partitions: []string{"p"}}, {Name: "PARTITIONS"}},
		},
		{
			"odd names", "[shop.a.b], [shop.a`b], [shop.a], [b], [shop.größe 1PARTITIONS (p1, p2)], [shop.shop.x]", "shop",
			[]TableRef{{Name: "a.b"}, {Name: "a`b"}, {Name: "a], [b"}, {Name: "größe 1", Partitions: []string{"p1", "p2"}}, {Name: "shop.x"}},
		},
		{"after a restart", "[null], [null], [null]", "shop", nil},
		{"partly unreadable", "[shop.orders], [null]", "shop", nil},
		{"empty", "", "shop", nil},
		{"empty list", "[]", "shop", nil},
		{"another database", "[other.orders]", "shop", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := parseBackupObjects(test.text, test.database); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// Every BackupObjs of the recordings is readable, but for the empty ones and those after a restart.
func TestRecordedBackupObjects(t *testing.T) {
	for _, profile := range profiles {
		read := 0
		eachStep(t, profile, func(scenario string, s step) {
			if !strings.HasPrefix(s.SQL, "SHOW BACKUP") {
				return
			}
			for _, r := range s.result().rows {
				text := r.text("BackupObjs")
				got := parseBackupObjects(text, r.text("DbName"))
				if unreadable := text == "" || strings.Contains(text, "[null]"); (got == nil) != unreadable {
					t.Errorf("%s/%s: %q became %v", profile, scenario, text, got)
				}
				if got != nil {
					read++
				}
			}
		})
		if read < 50 {
			t.Errorf("%s: only %d rows were read", profile, read)
		}
	}
}

func TestParseDetails(t *testing.T) {
	text := `{
  "name": "snap", "database": "shop", "backup_time": 1795420067433, "content": "METADATA_ONLY",
  "olap_table_list": [{"name": "orders", "partition_names": ["p1", "p2"]}, {"name": "customers", "partition_names": ["customers"]}],
  "view_list": [{"id": 11031, "name": "v_orders"}], "odbc_table_list": [{"id": 11040, "doris_table_name": "old", "linked_odbc_table_name": "OLD", "odbc_type": "mysql"}], "odbc_resource_list": []
}`
	want := &SnapshotDetails{
		Name: "snap", Database: "shop", BackupTime: time.UnixMilli(1795420067433).UTC(), MetadataOnly: true,
		Tables: []SnapshotTable{{"orders", []string{"p1", "p2"}}, {"customers", []string{"customers"}}},
		Views:  []string{"v_orders"}, Others: []string{"old"},
	}
	if got := parseDetails(text); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := want.weight(); got != 8 {
		t.Errorf("weight %d, want 8", got)
	}
	for _, bad := range []string{"", "null", "{}", "[]", `{"name":`} {
		if got := parseDetails(bad); got != nil {
			t.Errorf("%q became %+v", bad, got)
		}
	}
}

// The recordings replace numbers by <id>; the rest of every Details and RestoreObjs must be readable.
func TestRecordedDetails(t *testing.T) {
	for _, profile := range profiles {
		read := 0
		eachStep(t, profile, func(scenario string, s step) {
			for _, column := range []string{"Details", "RestoreObjs"} {
				for _, r := range s.result().rows {
					text := strings.ReplaceAll(r.text(column), "<id>", "1795420067433")
					if text == "" {
						continue
					}
					details := parseDetails(text)
					if details == nil || details.Database == "" || details.BackupTime.IsZero() {
						t.Errorf("%s/%s: %s became %+v", profile, scenario, text, details)
					}
					read++
				}
			}
		})
		if read < 50 {
			t.Errorf("%s: only %d were read", profile, read)
		}
	}
}

func TestRecordedRepositoryProperties(t *testing.T) {
	want := map[string]string{"s3.region": "us-east-1", "use_path_style": "true", "s3.endpoint": "http://127.0.0.1:7070"}
	for _, profile := range profiles {
		got := parseRepositoryDefinition(recorded(t, profile, "repository_lifecycle", "SHOW CREATE REPOSITORY")[0].result().rows[0].text("CreateStmt"))
		if profile == "3.0" {
			want["s3.access_key"] = "doriskey" // in clear there
		} else {
			delete(want, "s3.access_key")
		}
		if !reflect.DeepEqual(got.Properties, want) {
			t.Errorf("%s: got %v, want %v", profile, got.Properties, want)
		}
		if profile == "4.1" && len(got.Masked) != 2 {
			t.Errorf("%s: masked %v", profile, got.Masked)
		}
	}
	awkward := "CREATE REPOSITORY r \nWITH  BROKER  `hdfs_broker` \nON LOCATION \"hdfs://nn/x\"\nPROPERTIES\n(\"a\"  =  \"x\"y,)\",\n\"b\"  =  \"\"\n)"
	got := parseRepositoryDefinition(awkward)
	if want := map[string]string{"a": `x"y,)`, "b": ""}; !reflect.DeepEqual(got.Properties, want) || got.Broker != "hdfs_broker" {
		t.Errorf("got %+v", got)
	}
	if got := parseRepositoryDefinition("CREATE REPOSITORY r"); len(got.Properties) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestRecordedRepositories(t *testing.T) {
	for _, profile := range profiles {
		got := parseRepositories(recorded(t, profile, "repository_rows", "SHOW REPOSITORIES")[0].result(), func(text string) string { return text })
		want := []Repository{
			{Name: "rows_a", Type: "S3", Location: "s3://backups/rows_a"},
			{Name: "rows_b", Type: "S3", Location: "s3://backups/rows_b", ReadOnly: true},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", profile, got)
		}
	}
}

func TestRecordedTables(t *testing.T) {
	for _, profile := range profiles {
		got := parseTables(recorded(t, profile, "skipped_objects", "SHOW FULL TABLES")[0].result())
		want := []Table{{"colo", BaseTable}, {"customers", BaseTable}, {"dyn", BaseTable}, {"mtmv1", BaseTable}, {"orders", BaseTable}, {"v_orders", View}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", profile, got)
		}
	}
}

func TestRecordedTableStates(t *testing.T) {
	for _, profile := range profiles {
		steps := recorded(t, profile, "table_states", "SHOW PROC '/dbs/")
		for i, state := range []string{"RESTORE", "NORMAL"} {
			got := byTable(steps[i].result(), "State")
			if want := map[string]string{"orders": state, "customers": state, "v_orders": ""}; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: got %v, want %v", profile, got, want)
			}
		}
		if got := byTable(steps[0].result(), "Type"); got["orders"] != "OLAP" || got["v_orders"] != "VIEW" {
			t.Errorf("%s: types %v", profile, got)
		}
	}
}

func TestRecordedBackends(t *testing.T) {
	for _, profile := range profiles {
		got := parseBackends(recorded(t, profile, "identity", "SHOW BACKENDS")[0].result())
		want := []Backend{{Host: "127.0.0.1", Alive: true, Tags: map[string]string{"location": "default"}}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", profile, got)
		}
	}
}

//go:fix inline

func TestDefinitionKind(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"CREATE TABLE `orders` (\n  `id` int NULL\n) ENGINE=OLAP\nDUPLICATE KEY(`id`)", "OLAP"},
		{"CREATE VIEW `v` AS SELECT 1;", "VIEW"},
		{"CREATE MATERIALIZED VIEW `m` (\n  `id`\n)\nBUILD DEFERRED", "MATERIALIZED VIEW"},
		{"CREATE TABLE `m` (\n  `id` int NULL\n) ENGINE=MYSQL\n", "MYSQL"},
		{"CREATE EXTERNAL THING", ""},
	} {
		if got := definitionKind(test.text); got != test.want {
			t.Errorf("%q is %q, want %q", test.text, got, test.want)
		}
	}
}
