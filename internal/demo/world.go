// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// Names that the configuration's variables default to.
const (
	database         = "shop"
	restoredDatabase = "shop_restored"
	location         = "s3://backups/demo"
	bucket           = "backups"
)

// world is the two clusters and the storage that they share.
type world struct {
	a, b    *dorissim.Server
	storage *dorissim.S3
}

// seed is what cluster A holds before the story begins. tmp_import is what a backup should leave out.
const seed = "CREATE DATABASE `shop`;\n" +
	"CREATE TABLE `shop`.`orders` (`id` INT, `d` DATE NOT NULL, `amount` INT) DUPLICATE KEY(`id`,`d`)" +
	" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\"))" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"3\");\n" +
	"CREATE TABLE `shop`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"3\");\n" +
	"CREATE TABLE `shop`.`tmp_import` (`id` INT, `line` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"3\");\n" +
	"CREATE VIEW `shop`.`v_orders` AS SELECT `id` FROM `shop`.`orders`;\n" +
	"INSERT INTO `shop`.`orders` VALUES (1, \"2025-03-01\", 100), (2, \"2025-11-20\", 250), (3, \"2026-01-15\", 75), (4, \"2026-02-01\", 310), (5, \"2026-02-02\", 40);\n" +
	"INSERT INTO `shop`.`customers` VALUES (1, \"Ada\"), (2, \"Grace\"), (3, \"Edsger\");\n" +
	"INSERT INTO `shop`.`tmp_import` VALUES (1, \"half a line\");\n"

func startWorld(tick time.Duration) (*world, error) {
	w := &world{}
	var err error
	if w.storage, err = dorissim.StartS3("", bucket); err != nil {
		return nil, fmt.Errorf("the S3 server did not start: %w", err)
	}
	if w.a, err = dorissim.Start(dorissim.Options{Name: "A", Tick: tick, Seed: seed}); err != nil {
		w.close()
		return nil, fmt.Errorf("cluster A did not start: %w", err)
	}
	// One backend only: the restore there must ask for one replica.
	if w.b, err = dorissim.Start(dorissim.Options{Name: "B", Tick: tick, Backends: 1}); err != nil {
		w.close()
		return nil, fmt.Errorf("cluster B did not start: %w", err)
	}
	return w, nil
}

func (w *world) close() {
	if w.a != nil {
		_ = w.a.Close()
	}
	if w.b != nil {
		_ = w.b.Close()
	}
	if w.storage != nil {
		_ = w.storage.Close()
	}
}

// variables are the connection settings, as TF_VAR_ environment variables: secrets in no file and on no command line.
func (w *world) variables() []string {
	return []string{
		"TF_VAR_endpoints_a=" + list(w.a.Addr()),
		"TF_VAR_endpoints_b=" + list(w.b.Addr()),
		"TF_VAR_poll_interval=100ms",
		"TF_VAR_location=" + location,
		"TF_VAR_s3_endpoint=" + w.storage.Endpoint(),
		"TF_VAR_s3_access_key=" + w.storage.AccessKey(),
		"TF_VAR_s3_secret_key=" + w.storage.SecretKey(),
		"TF_VAR_database=" + database,
		"TF_VAR_restore_database=" + restoredDatabase,
	}
}

func list(texts ...string) string {
	text, _ := json.Marshal(texts)
	return string(text)
}

// lastRow is the newest row of a SHOW statement, by column name; nil when there is none.
func lastRow(server *dorissim.Server, statement string) map[string]string {
	columns, rows, err := server.Query(statement)
	if err != nil || len(rows) == 0 {
		return nil
	}
	row := map[string]string{}
	for i, value := range rows[len(rows)-1] {
		if value == `\N` {
			value = ""
		}
		row[columns[i]] = value
	}
	return row
}

// count is the number of rows of a table, or what the cluster says instead.
func count(server *dorissim.Server, database, table string) string {
	_, rows, err := server.Query("SELECT COUNT(*) FROM `" + database + "`.`" + table + "`")
	if err != nil {
		return err.Error()
	}
	if len(rows) != 1 || len(rows[0]) != 1 {
		return "?"
	}
	return rows[0][0]
}

// tables are the names in SHOW TABLES.
func tables(server *dorissim.Server, database string) []string {
	_, rows, err := server.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		return nil
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	return names
}

// submissions are the statements of the provider that start a job.
func submissions(server *dorissim.Server) []string {
	var found []string
	for _, s := range server.Statements() {
		text := strings.Join(strings.Fields(s.Text), " ")
		if strings.HasPrefix(text, "BACKUP SNAPSHOT") || strings.HasPrefix(text, "RESTORE SNAPSHOT") {
			found = append(found, text)
		}
	}
	return found
}
