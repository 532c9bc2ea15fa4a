// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"testing"
	"time"
)

func TestStatements(t *testing.T) {
	s3 := map[string]string{"s3.secret_key": `a"b\c'd`, "s3.access_key": "key", "s3.endpoint": "http://127.0.0.1:9000"}
	created := func(spec RepositorySpec) statement {
		st, err := createRepository(spec)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	for _, test := range []struct {
		got        statement
		text, name string
	}{
		{
			created(RepositorySpec{Name: "dr_main", Location: "s3://acme/prod", Storage: "S3", Properties: s3}),
			"CREATE REPOSITORY `dr_main` WITH S3 ON LOCATION \"s3://acme/prod\" PROPERTIES(\"s3.access_key\"=\"key\"," +
				`"s3.endpoint"="http://127.0.0.1:9000","s3.secret_key"="a""b\\c'd")`,
			"CREATE REPOSITORY dr_main",
		},
		{
			created(RepositorySpec{Name: "r", Location: "hdfs://nn/x", Storage: "BROKER", Broker: "b`1", ReadOnly: true}),
			"CREATE READ ONLY REPOSITORY `r` WITH BROKER `b``1` ON LOCATION \"hdfs://nn/x\"", "CREATE REPOSITORY r",
		},
		{alterRepository("r", s3), "ALTER REPOSITORY `r` PROPERTIES(\"s3.access_key\"=\"key\"," +
			`"s3.endpoint"="http://127.0.0.1:9000","s3.secret_key"="a""b\\c'd")`, "ALTER REPOSITORY r"},
		{dropRepository("minio-repo"), "DROP REPOSITORY `minio-repo`", "DROP REPOSITORY `minio-repo`"},
		{showRepositories(), "SHOW REPOSITORIES", "SHOW REPOSITORIES"},
		{showCreateRepository("r"), "SHOW CREATE REPOSITORY FOR `r`", "SHOW CREATE REPOSITORY FOR `r`"},
		{showBroker(), "SHOW BROKER", "SHOW BROKER"},
		{
			backupSnapshot(BackupSpec{Database: "shop", Label: "l:1", Repository: "r"}),
			"BACKUP SNAPSHOT `shop`.`l:1` TO `r`", "BACKUP SNAPSHOT shop.l:1",
		},
		{
			backupSnapshot(BackupSpec{Database: "shop", Label: "l", Repository: "r", MetadataOnly: true, Timeout: time.Hour, Tables: []TableRef{
				{Name: "orders", Partitions: []string{"p1", "p`2"}}, {Name: "v_orders"},
			}}),
			"BACKUP SNAPSHOT `shop`.`l` TO `r` ON (`orders` PARTITION (`p1`, `p``2`), `v_orders`) PROPERTIES(\"content\"=\"metadata_only\",\"timeout\"=\"3600\")",
			"BACKUP SNAPSHOT shop.l",
		},
		{
			backupSnapshot(BackupSpec{Database: "shop", Label: "l", Repository: "r", Exclude: []string{"a", "b"}}),
			"BACKUP SNAPSHOT `shop`.`l` TO `r` EXCLUDE (`a`, `b`)", "BACKUP SNAPSHOT shop.l",
		},
		{
			restoreSnapshot(RestoreSpec{Database: "clone", Label: "l", Repository: "r", BackupTimestamp: "2026-11-23-07-48-57"}),
			"RESTORE SNAPSHOT `clone`.`l` FROM `r` PROPERTIES(\"backup_timestamp\"=\"2026-11-23-07-48-57\")", "RESTORE SNAPSHOT clone.l",
		},
		{
			restoreSnapshot(RestoreSpec{
				Database: "clone", Label: "l", Repository: "r", BackupTimestamp: "2026-11-23-07-48-57", Timeout: 10 * time.Minute,
				Tables:     []TableRef{{Name: "orders", Partitions: []string{"p1"}, Alias: "orders_old"}, {Name: "customers", Alias: "c2"}},
				Properties: map[string]string{"replication_num": "1", "atomic_restore": "true"},
			}),
			"RESTORE SNAPSHOT `clone`.`l` FROM `r` ON (`orders` PARTITION (`p1`) AS `orders_old`, `customers` AS `c2`) PROPERTIES(" +
				`"atomic_restore"="true","backup_timestamp"="2026-11-23-07-48-57","replication_num"="1","timeout"="600")`,
			"RESTORE SNAPSHOT clone.l",
		},
		{cancelBackup("shop"), "CANCEL BACKUP FROM `shop`", "CANCEL BACKUP FROM `shop`"},
		{cancelRestore("shop"), "CANCEL RESTORE FROM `shop`", "CANCEL RESTORE FROM `shop`"},
		{showBackup("shop"), "SHOW BACKUP FROM `shop`", "SHOW BACKUP FROM `shop`"},
		{showRestore("shop"), "SHOW RESTORE FROM `shop`", "SHOW RESTORE FROM `shop`"},
		{showSnapshots("r"), "SHOW SNAPSHOT ON `r`", "SHOW SNAPSHOT ON `r`"},
		{showSnapshot("r", "l"), "SHOW SNAPSHOT ON `r` WHERE SNAPSHOT = \"l\"", "SHOW SNAPSHOT ON `r` WHERE SNAPSHOT = \"l\""},
		{
			showSnapshotDetails("r", "l", "2026-11-23-07-48-57"),
			"SHOW SNAPSHOT ON `r` WHERE SNAPSHOT = \"l\" AND TIMESTAMP = \"2026-11-23-07-48-57\"",
			"SHOW SNAPSHOT ON `r` WHERE SNAPSHOT = \"l\" AND TIMESTAMP = \"2026-11-23-07-48-57\"",
		},
		{showDatabases(), "SHOW DATABASES", "SHOW DATABASES"},
		{createDatabase("shop"), "CREATE DATABASE IF NOT EXISTS `shop`", "CREATE DATABASE IF NOT EXISTS `shop`"},
		{dropTable("shop", "or`ders"), "DROP TABLE IF EXISTS `shop`.`or``ders`", "DROP TABLE IF EXISTS `shop`.`or``ders`"},
		{dropView("shop", "v_orders"), "DROP VIEW IF EXISTS `shop`.`v_orders`", "DROP VIEW IF EXISTS `shop`.`v_orders`"},
		{dropDatabase("shop"), "DROP DATABASE IF EXISTS `shop`", "DROP DATABASE IF EXISTS `shop`"},
		{showTables("shop"), "SHOW FULL TABLES FROM `shop`", "SHOW FULL TABLES FROM `shop`"},
		{showPartitions("shop", "orders"), "SHOW PARTITIONS FROM `shop`.`orders`", "SHOW PARTITIONS FROM `shop`.`orders`"},
		{showCreateTable("shop", "orders"), "SHOW CREATE TABLE `shop`.`orders`", "SHOW CREATE TABLE `shop`.`orders`"},
		{showProc("/dbs/10005"), "SHOW PROC '/dbs/10005'", "SHOW PROC '/dbs/10005'"},
		{showVariable("version_comment"), "SHOW VARIABLES LIKE \"version_comment\"", "SHOW VARIABLES LIKE \"version_comment\""},
		{showFrontends(), "SHOW FRONTENDS", "SHOW FRONTENDS"},
		{showBackends(), "SHOW BACKENDS", "SHOW BACKENDS"},
		{showFrontendConfig("cloud_unique_id"), "ADMIN SHOW FRONTEND CONFIG LIKE \"cloud_unique_id\"", "ADMIN SHOW FRONTEND CONFIG LIKE \"cloud_unique_id\""},
		{showGrants(), "SHOW GRANTS", "SHOW GRANTS"},
		{selectUnixTimestamp(), "SELECT UNIX_TIMESTAMP()", "SELECT UNIX_TIMESTAMP()"},
	} {
		if test.got.text != test.text {
			t.Errorf("text\n got %s\nwant %s", test.got.text, test.text)
		}
		if test.got.name != test.name {
			t.Errorf("name\n got %s\nwant %s", test.got.name, test.name)
		}
	}
}

func TestStatementsForPeople(t *testing.T) {
	if got, want := CancelBackupStatement("shop"), "CANCEL BACKUP FROM `shop`;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := CancelRestoreStatement("shop"), "CANCEL RESTORE FROM `shop`;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLocationsThatCannotBeQuotedAreRefused(t *testing.T) {
	for _, where := range []string{`s3://a"b`, `s3://a'b`, `s3://a\b`, "s3://a`b", "s3://a\nb"} {
		if _, err := createRepository(RepositorySpec{Name: "r", Location: where, Storage: "S3"}); err == nil {
			t.Errorf("%q was accepted", where)
		}
	}
}

func TestTheSpecIsNotChanged(t *testing.T) {
	spec := RestoreSpec{Properties: map[string]string{"replication_num": "1"}, BackupTimestamp: "x", Timeout: time.Hour}
	restoreSnapshot(spec)
	if len(spec.Properties) != 1 {
		t.Errorf("properties became %v", spec.Properties)
	}
}
