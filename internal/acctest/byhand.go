// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// CreateRepository registers a repository as an operator would, without the provider.
func (c *Cluster) CreateRepository(t *testing.T, name, location string) {
	t.Helper()
	c.Exec(fmt.Sprintf("CREATE REPOSITORY `%s` WITH S3 ON LOCATION \"%s\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"%s\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
		name, location, c.Storage.Endpoint, c.Storage.Region, c.Storage.AccessKey, c.Storage.SecretKey))
}

// TakeSnapshot backs a whole database up as an operator would, and waits for it.
func (c *Cluster) TakeSnapshot(t *testing.T, repository, database, snapshot string) {
	t.Helper()
	c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", database, snapshot, repository))
	c.WaitForJob(t, "SHOW BACKUP FROM `"+database+"`", "FINISHED")
}

// RestoreSnapshot restores a snapshot as an operator would, and waits for it. The database must exist.
func (c *Cluster) RestoreSnapshot(t *testing.T, repository, snapshot, database string) {
	t.Helper()
	rows := c.Query(fmt.Sprintf("SHOW SNAPSHOT ON `%s` WHERE SNAPSHOT = \"%s\"", repository, snapshot))
	if len(rows) != 1 {
		t.Fatalf("repository %s shows %d snapshots named %s", repository, len(rows), snapshot)
	}
	c.Exec(fmt.Sprintf("RESTORE SNAPSHOT `%s`.`%s` FROM `%s` PROPERTIES(\"backup_timestamp\"=\"%s\",\"replication_num\"=\"1\")",
		database, snapshot, repository, rows[0][1]))
	c.WaitForJob(t, "SHOW RESTORE FROM `"+database+"`", "FINISHED")
}

// WaitForJob waits until the last row of a SHOW BACKUP or SHOW RESTORE has this state. Another end fails the test.
func (c *Cluster) WaitForJob(t *testing.T, statement, state string) {
	t.Helper()
	deadline := time.Now().Add(c.jobLimit())
	last := ""
	for time.Now().Before(deadline) {
		rows := c.Query(statement)
		if len(rows) > 0 {
			last = strings.Join(rows[len(rows)-1], " | ")
			found := stateOf(rows[len(rows)-1])
			if found == state {
				return
			}
			if found == "FINISHED" || found == "CANCELLED" {
				t.Fatalf("%s: the job is %s: %s", statement, found, last)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s: the job is not %s after %s: %s", statement, state, c.jobLimit(), last)
}

// stateOf reads State, which is the fourth column of SHOW BACKUP and the fifth of SHOW RESTORE. No other column holds
// such a word.
func stateOf(row []string) string {
	for _, i := range []int{3, 4} {
		if i < len(row) && row[i] != "" && row[i] == strings.ToUpper(row[i]) && strings.Trim(row[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
			return row[i]
		}
	}
	return ""
}

func (c *Cluster) jobLimit() time.Duration {
	if c.sim == nil {
		return 10 * time.Minute
	}
	return 30 * time.Second
}
