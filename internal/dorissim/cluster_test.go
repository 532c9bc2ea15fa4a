// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"
)

// shop is a database with a partitioned table, a plain one and a view.
const shop = "CREATE DATABASE `shop`;" +
	"CREATE TABLE `shop`.`orders` (`id` INT, `d` DATE NOT NULL, `amount` INT) DUPLICATE KEY(`id`, `d`) PARTITION BY RANGE(`d`) (" +
	"PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\")) " +
	"DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\");" +
	"CREATE TABLE `shop`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 " +
	"PROPERTIES(\"replication_num\"=\"1\");" +
	"CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`;" +
	"INSERT INTO `shop`.`orders` VALUES (1, \"2025-03-01\", 100), (2, \"2026-02-01\", 250);" +
	"INSERT INTO `shop`.`customers` VALUES (1, \"Ada\"), (2, NULL)"

func createRepository(objects *S3, kind string) string {
	return fmt.Sprintf("CREATE %s REPOSITORY `repo` WITH S3 ON LOCATION \"s3://bucket/place\" PROPERTIES(\"s3.endpoint\"=\"%s\","+
		"\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		kind, objects.Endpoint(), objects.AccessKey(), objects.SecretKey())
}

func must(t *testing.T, server *Server, text string) {
	t.Helper()
	if err := server.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// lines are the rows of a query, their values joined by spaces.
func lines(t *testing.T, server *Server, query string) string {
	t.Helper()
	_, rows, err := server.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var texts []string
	for _, row := range rows {
		texts = append(texts, strings.Join(row, " "))
	}
	return strings.Join(texts, "\n")
}

// column is a column of the last row.
func column(t *testing.T, server *Server, query, name string) string {
	t.Helper()
	columns, rows, err := server.Query(query)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", query, len(rows), err)
	}
	for i, c := range columns {
		if c == name {
			return rows[len(rows)-1][i]
		}
	}
	t.Fatalf("%s has no column %s", query, name)
	return ""
}

// end lets the daemon work until the job of the last row has ended, and gives its state.
func end(t *testing.T, server *Server, query string) string {
	t.Helper()
	for range 30 {
		if state := column(t, server, query, "State"); state == "FINISHED" || state == "CANCELLED" {
			return state
		}
		server.Tick()
	}
	t.Fatalf("%s: the job does not end: %s", query, lines(t, server, query))
	return ""
}

func backUp(t *testing.T, server *Server, label, rest string) string {
	t.Helper()
	must(t, server, "BACKUP SNAPSHOT `shop`.`"+label+"` TO `repo` "+rest)
	if state := end(t, server, "SHOW BACKUP FROM `shop`"); state != "FINISHED" {
		t.Fatalf("the backup is %s: %s", state, lines(t, server, "SHOW BACKUP FROM `shop`"))
	}
	return column(t, server, "SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \""+label+"\"", "Timestamp")
}

func restore(t *testing.T, server *Server, database, label, objects, timestamp, properties string) {
	t.Helper()
	must(t, server, fmt.Sprintf("RESTORE SNAPSHOT `%s`.`%s` FROM `repo` %s PROPERTIES(\"backup_timestamp\"=\"%s\"%s)",
		database, label, objects, timestamp, properties))
	if state := end(t, server, "SHOW RESTORE FROM `"+database+"`"); state != "FINISHED" {
		t.Fatalf("the restore is %s: %s", state, lines(t, server, "SHOW RESTORE FROM `"+database+"`"))
	}
}

// A database travels to another cluster through the bucket alone, with its rows, on every line.
func TestSecondCluster(t *testing.T) {
	for _, line := range []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"} {
		t.Run(line, func(t *testing.T) {
			objects := startS3(t)
			first := startServer(t, Options{Profile: line, Name: "first", Seed: shop})
			second := startServer(t, Options{Profile: line, Name: "second"})
			must(t, first, createRepository(objects, ""))
			timestamp := backUp(t, first, "move", "")
			must(t, second, createRepository(objects, "READ ONLY"))
			must(t, second, "CREATE DATABASE `copy`")
			restore(t, second, "copy", "move", "", timestamp, `,"replication_num"="1"`)
			for query, want := range map[string]string{
				"SHOW TABLES FROM `copy`":                        "customers\norders\nv_orders",
				"SELECT * FROM `copy`.`orders` ORDER BY `id`":    "1 2025-03-01 100\n2 2026-02-01 250",
				"SELECT * FROM `copy`.`customers` ORDER BY `id`": "1 Ada\n2 \\N",
				"SELECT COUNT(*) FROM `copy`.`v_orders`":         "2",
			} {
				if got := lines(t, second, query); got != want {
					t.Errorf("%s: got %q, want %q", query, got, want)
				}
			}
			if err := second.Exec("BACKUP SNAPSHOT `copy`.`x` TO `repo`"); err == nil || !strings.Contains(err.Error(), "is read only") {
				t.Errorf("a backup into a read-only repository gives %v", err)
			}
		})
	}
}

func TestDataComesBack(t *testing.T) {
	objects := startS3(t)
	server := startServer(t, Options{Seed: shop})
	must(t, server, createRepository(objects, ""))
	old := backUp(t, server, "old", "")
	must(t, server, "INSERT INTO `shop`.`orders` VALUES (3, \"2026-03-01\", 7)")
	newer := backUp(t, server, "newer", "")
	must(t, server, "INSERT INTO `shop`.`orders` VALUES (4, \"2025-04-01\", 8)")
	orders := "SELECT `id` FROM `shop`.`orders` ORDER BY `id`"

	restore(t, server, "shop", "newer", "ON (`orders` PARTITION (`p2026`))", newer, `,"reserve_replica"="true"`)
	if got := lines(t, server, orders); got != "1\n2\n3\n4" {
		t.Errorf("restoring p2026 changed p2025: %q", got)
	}
	restore(t, server, "shop", "newer", "ON (`orders`)", newer, `,"reserve_replica"="true"`)
	if got := lines(t, server, orders); got != "1\n2\n3" {
		t.Errorf("the newer snapshot holds %q", got)
	}
	restore(t, server, "shop", "old", "ON (`orders`)", old, `,"reserve_replica"="true"`)
	if got := lines(t, server, orders); got != "1\n2" {
		t.Errorf("the older snapshot holds %q", got)
	}
	restore(t, server, "shop", "newer", "ON (`orders` AS `orders_new`)", newer, `,"reserve_replica"="true"`)
	if got := lines(t, server, "SELECT COUNT(*) FROM `shop`.`orders_new`") + lines(t, server, orders); got != "31\n2" {
		t.Errorf("after a restore under an alias: %q", got)
	}
	must(t, server, "CREATE TABLE `shop`.`bystander` (`id` INT) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	restore(t, server, "shop", "old", "", old, `,"reserve_replica"="true","clean_tables"="true"`)
	if got := lines(t, server, "SHOW TABLES FROM `shop`"); got != "customers\norders\nv_orders" {
		t.Errorf("clean_tables leaves %q", got)
	}
}

func TestJobFaults(t *testing.T) {
	objects := startS3(t)
	server := startServer(t, Options{Seed: shop})
	must(t, server, createRepository(objects, ""))
	show := "SHOW BACKUP FROM `shop`"

	gate := server.HoldState("backup", "UPLOADING")
	must(t, server, "BACKUP SNAPSHOT `shop`.`held` TO `repo`")
	for range 10 {
		server.Tick()
	}
	select {
	case <-gate.Reached:
	default:
		t.Error("no job stands at the gate")
	}
	if got := column(t, server, show, "State"); got != "UPLOADING" {
		t.Errorf("the held job is %s", got)
	}
	gate.Release()
	if got := end(t, server, show); got != "FINISHED" {
		t.Errorf("the released job is %s", got)
	}

	server.FailTasks("backup", "SNAPSHOTING", "disk full")
	must(t, server, "BACKUP SNAPSHOT `shop`.`failing` TO `repo`")
	for range 10 {
		server.Tick()
	}
	if got := column(t, server, show, "State") + column(t, server, show, "TaskErrMsg"); !strings.HasPrefix(got, "SNAPSHOTING[") ||
		!strings.Contains(got, "disk full") {
		t.Errorf("the failing job shows %s", got)
	}
	server.FailTasks("backup", "SNAPSHOTING", "")
	if got := end(t, server, show); got != "FINISHED" {
		t.Errorf("the healed job is %s", got)
	}

	server.EvictHistory("shop")
	if got := lines(t, server, show); got != "" {
		t.Errorf("after the eviction: %s", got)
	}
	var journal []string
	for _, job := range server.Journal() {
		journal = append(journal, job.Kind+" "+job.Database+"."+job.Label+" "+job.Repository+" "+job.State)
	}
	if got := strings.Join(journal, ", "); got != "backup shop.held repo FINISHED, backup shop.failing repo FINISHED" {
		t.Errorf("the journal holds %s", got)
	}
}

// A frontend that is killed while uploads hang goes on afterwards (restart).
func TestRestartKeepsJobs(t *testing.T) {
	objects := startS3(t)
	server := startServer(t, Options{Profile: "3.0", Seed: shop})
	must(t, server, createRepository(objects, ""))
	gate := server.HoldState("backup", "UPLOADING")
	must(t, server, "BACKUP SNAPSHOT `shop`.`kept` TO `repo`")
	for range 6 {
		server.Tick()
	}
	server.Restart()
	gate.Release()
	if got := end(t, server, "SHOW BACKUP FROM `shop`"); got != "FINISHED" {
		t.Errorf("the job is %s", got)
	}
	if got := lines(t, server, "SELECT COUNT(*) FROM `shop`.`orders`"); got != "2" {
		t.Errorf("the table holds %s rows", got)
	}
}

func TestRevokedKeysStallUploads(t *testing.T) {
	objects := startS3(t)
	server := startServer(t, Options{Seed: shop})
	must(t, server, createRepository(objects, ""))
	must(t, server, "BACKUP SNAPSHOT `shop`.`stalls` TO `repo`")
	server.Tick()
	objects.Rotate("newkey", "newsecret")
	for range 8 {
		server.Tick()
	}
	show := "SHOW BACKUP FROM `shop`"
	if state, message := column(t, server, show, "State"), column(t, server, show, "TaskErrMsg"); state != "UPLOADING" || message == "" {
		t.Errorf("with a key that was replaced the job is %s, TaskErrMsg %q", state, message)
	}
	must(t, server, "ALTER REPOSITORY `repo` PROPERTIES(\"s3.access_key\"=\"newkey\",\"s3.secret_key\"=\"newsecret\")")
	if got := end(t, server, show); got != "FINISHED" {
		t.Errorf("with the new key the job is %s", got)
	}
}

func TestTickOfItsOwn(t *testing.T) {
	objects := startS3(t)
	server := startServer(t, Options{Seed: shop, Tick: 5 * time.Millisecond})
	must(t, server, createRepository(objects, ""))
	must(t, server, "BACKUP SNAPSHOT `shop`.`alone` TO `repo`")
	pool := open(t, server, "root", "")
	deadline := time.Now().Add(20 * time.Second)
	for {
		if state := lastState(t, pool); state == "FINISHED" {
			return
		} else if time.Now().After(deadline) {
			t.Fatalf("the job is still %s", state)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func lastState(t *testing.T, pool *sql.DB) string {
	t.Helper()
	rows, err := pool.Query("SHOW BACKUP FROM `shop`")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	state := ""
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		state = values[3].String
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return state
}
