// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"strings"
	"testing"
)

// answerOf is the error of a statement of root, "" = OK.
func answerOf(s *Server, text string) string {
	if _, _, err := s.Query(text); err != nil {
		return err.Error()
	}
	return ""
}

func mustExec(t *testing.T, s *Server, text string) {
	t.Helper()
	if err := s.Exec(text); err != nil {
		t.Fatal(err)
	}
}

// backupsOf starts a server with repository r.
func backupsOf(t *testing.T, options Options) *Server {
	t.Helper()
	store, err := StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := startServer(t, options)
	mustExec(t, s, "CREATE DATABASE d")
	mustExec(t, s, fmt.Sprintf("CREATE REPOSITORY r WITH S3 ON LOCATION \"s3://backups/x\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"us-east-1\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		store.Endpoint(), store.AccessKey(), store.SecretKey()))
	return s
}

func TestCloud(t *testing.T) {
	const backup, restore = "BACKUP SNAPSHOT d.l TO r", `RESTORE SNAPSHOT d.l FROM r PROPERTIES("backup_timestamp"="2026-01-01-00-00-00")`
	for _, c := range []struct{ profile, statement, answer string }{
		{"3.0", backup, "Unsupported operation"},
		{"3.0", restore, "Unsupported operation"},
		{"3.0", "CANCEL BACKUP FROM d", "Unsupported operation"},
		{"3.0", "DROP REPOSITORY r", "Unsupported operation"},
		{"3.1", backup, "Unsupported operation"},
		{"3.1", restore, "Restore is an experimental feature in cloud mode."},
		{"3.1", "DROP REPOSITORY r", "Repository does not exist"},
		{"4.1", backup, "denied"},
		{"4.1", restore, "Restore is an experimental feature in cloud mode."},
		{"4.1", "SHOW STORAGE VAULTS", ""},
	} {
		s := startServer(t, Options{Profile: c.profile, Cloud: true})
		mustExec(t, s, "CREATE DATABASE d")
		if got := answerOf(s, c.statement); !strings.Contains(got, c.answer) || (c.answer == "") != (got == "") {
			t.Errorf("%s: %s answers %q, want %q", c.profile, c.statement, got, c.answer)
		}
	}
	s := startServer(t, Options{Cloud: true})
	mustExec(t, s, "CREATE DATABASE d")
	mustExec(t, s, `ADMIN SET FRONTEND CONFIG ("experimental_enable_cloud_restore_job" = "true")`)
	if got := answerOf(s, restore); !strings.Contains(got, "Repository r does not exist") {
		t.Errorf("with the switch: %q", got)
	}
	if got := answerOf(s, strings.Replace(restore, "PROPERTIES(", `PROPERTIES("atomic_restore"="true",`, 1)); !strings.Contains(got, "not supported now.") {
		t.Errorf("atomic_restore: %q", got)
	}
	for profile, want := range map[string]bool{"2.1": false, "3.0": true, "4.1": true} {
		_, rows, err := startServer(t, Options{Profile: profile, Cloud: true}).Query(`SHOW VARIABLES LIKE "version_comment"`)
		if err != nil || strings.HasSuffix(rows[0][1], " (Cloud Mode)") != want {
			t.Errorf("%s: %v, %v", profile, rows, err)
		}
	}
}

const oneTable = "CREATE TABLE d.t (id INT) DISTRIBUTED BY HASH(id) BUCKETS 2 PROPERTIES(%s)"

// lastStatus is Status of the newest backup.
func lastStatus(t *testing.T, s *Server) (state, status string) {
	t.Helper()
	_, rows, err := s.Query("SHOW BACKUP FROM d")
	if err != nil || len(rows) == 0 {
		t.Fatal(rows, err)
	}
	last := rows[len(rows)-1]
	return last[3], last[12]
}

func TestCooledData(t *testing.T) {
	s := backupsOf(t, Options{})
	mustExec(t, s, fmt.Sprintf(oneTable, `"storage_policy"="cool_30d"`))
	if _, rows, err := s.Query("SHOW CREATE TABLE d.t"); err != nil || !strings.Contains(rows[0][1], `"storage_policy" = "cool_30d"`) {
		t.Fatal(rows, err)
	}
	run := func(label, properties string) (state, status string) {
		mustExec(t, s, "BACKUP SNAPSHOT d."+label+" TO r"+properties)
		for range 12 {
			s.Tick()
		}
		return lastStatus(t, s)
	}
	if state, status := run("hot", ""); state != "FINISHED" {
		t.Fatal(state, status)
	}
	if err := s.Cool("d", "t"); err != nil {
		t.Fatal(err)
	}
	if state, status := run("cold", ""); state != "CANCELLED" || status != "[COMMON_ERROR, msg: make snapshot failed, currently not support backup tablet with cooldowned remote data]" {
		t.Error(state, status)
	}
	if state, status := run("definitions", ` PROPERTIES("content"="metadata_only")`); state != "FINISHED" {
		t.Error(state, status)
	}
	mustExec(t, s, strings.Replace(fmt.Sprintf(oneTable, `"replication_num"="1"`), "d.t", "d.hot", 1))
	if err := s.Cool("d", "hot"); err == nil {
		t.Error("a table without a storage policy cannot be cooled")
	}
}

func TestOtherEngines(t *testing.T) {
	s := backupsOf(t, Options{})
	mustExec(t, s, fmt.Sprintf(oneTable, `"replication_num"="1"`))
	mustExec(t, s, `CREATE EXTERNAL TABLE d.logs (id INT, line VARCHAR(20)) ENGINE=ELASTICSEARCH PROPERTIES("hosts"="http://es:9200","index"="logs")`)
	_, rows, err := s.Query("SHOW CREATE TABLE d.logs")
	if err != nil || !strings.Contains(rows[0][1], ") ENGINE=ELASTICSEARCH\nPROPERTIES (\n\"hosts\" = \"http://es:9200\"") {
		t.Error(rows, err)
	}
	if got := answerOf(s, "BACKUP SNAPSHOT d.l TO r"); !strings.Contains(got, "Table 'logs' is not a OLAP table") {
		t.Errorf("%q", got)
	}
	mustExec(t, s, `ADMIN SET FRONTEND CONFIG ("ignore_backup_not_support_table_type" = "true")`)
	if got := answerOf(s, "BACKUP SNAPSHOT d.l TO r"); got != "" {
		t.Errorf("%q", got)
	}
	if got := answerOf(s, "CREATE TABLE d.x (id INT) ENGINE=innodb"); !strings.Contains(got, "Unknown engine") {
		t.Errorf("%q", got)
	}
	mustExec(t, s, "DROP TABLE d.logs")
}

func TestTemporaryTables(t *testing.T) {
	s := backupsOf(t, Options{})
	mustExec(t, s, "CREATE TEMPORARY TABLE d.scratch (id INT) DISTRIBUTED BY HASH(id) BUCKETS 1")
	if got := answerOf(s, "BACKUP SNAPSHOT d.l TO r"); !strings.Contains(got, "Table scratch is a temporary table, do not support backup") {
		t.Errorf("alone: %q", got)
	}
	mustExec(t, s, fmt.Sprintf(oneTable, `"replication_num"="1"`))
	stranger := open(t, s, "root", "")
	var tables []string
	answer, err := stranger.Query("SHOW TABLES FROM d")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Close() }()
	for answer.Next() {
		var name string
		if err := answer.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := answer.Err(); err != nil || len(tables) != 1 || tables[0] != "t" {
		t.Errorf("another session sees %v, %v", tables, err)
	}
	if _, rows, err := s.Query("SHOW TABLES FROM d"); err != nil || len(rows) != 2 || rows[0][0] != "scratch" {
		t.Errorf("its session sees %v, %v", rows, err)
	}
	if got := answerOf(s, "BACKUP SNAPSHOT d.l TO r"); got != "" {
		t.Errorf("with others: %q", got)
	}
	if _, rows, err := s.Query("SHOW BACKUP FROM d"); err != nil || rows[0][4] != "[d.t]" {
		t.Errorf("BackupObjs %v, %v", rows, err)
	}
	old := startServer(t, Options{Profile: "3.0"})
	mustExec(t, old, "CREATE DATABASE d")
	mustExec(t, old, "CREATE TEMPORARY TABLE d.scratch (id INT) DISTRIBUTED BY HASH(id) BUCKETS 1")
	if got := answerOf(old, "SHOW CREATE TABLE d.scratch"); got != "" {
		t.Errorf("before 4.0 it is an ordinary table: %q", got)
	}
}
