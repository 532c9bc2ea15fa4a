// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import "testing"

// The texts are recorded in backup_bad.
func TestBackupRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"BACKUP SNAPSHOT `shop`.`l1` TO `no_such_repo`", "Repository no_such_repo does not exist"},
		{"BACKUP SNAPSHOT `no_such_db`.`l1` TO `repo`", "Unknown database 'no_such_db'"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `ro`", "Repository ro is read only"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` ON (`nope`)", "Unknown table 'nope'"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` ON (`orders` PARTITION (`p9`))", "Unknown partition p9 in tableorders"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` ON (`orders`, `orders`)", "Duplicated table: orders"},
		{
			"BACKUP SNAPSHOT `shop`.`l1` TO `repo` ON (`other`.`orders`)",
			"Cannot specify database name on backup objects: orders. Specify database name before label",
		},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"foo\"=\"bar\")", "Unknown backup job properties: [foo]"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"type\"=\"weird\")", "Invalid backup job type: weird"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"content\"=\"weird\")", "Invalid backup job content:weird"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"timeout\"=\"10\")", "timeout must be at least 10 min"},
		{"BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"timeout\"=\"abc\")", "Invalid timeout format: abc"},
		{"BACKUP SNAPSHOT `l1` TO `repo`", "No database selected"},
		{"CANCEL BACKUP FROM `shop`", "No backup job is currently running"},
		{"CANCEL RESTORE FROM `shop`", "No restore is currently running"},
		{"CANCEL BACKUP FROM `no_such_db`", "Unknown database 'no_such_db'"},
		{"SHOW BACKUP FROM `no_such_db`", "Unknown database 'no_such_db'"},
		{"SHOW BACKUP", "No database selected"},
		{
			"SHOW BACKUP FROM `shop` WHERE State = \"x\"",
			`Where clause should like: SnapshotName = "your_snapshot_name",  or SnapshotName LIKE "matcher"`,
		},
		{
			"SHOW RESTORE FROM `shop` WHERE Label != \"x\"",
			`Where clause should like: LABEL = "your_label_name",  or LABEL LIKE "matcher"`,
		},
	}
	for _, line := range []string{"3.0", "4.1"} {
		c := newCluster(t, line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.must("CREATE READ ONLY REPOSITORY `ro` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(" + c.keysClause() + ")")
		for _, test := range tests {
			c.fails(test.text, test.want)
		}
	}
}

func TestLabels(t *testing.T) {
	legacy, nereids := newCluster(t, "3.0", nil), newCluster(t, "4.1", nil)
	for _, c := range []*cluster{legacy, nereids} {
		c.shop("shop")
		c.createRepository("repo")
		c.fails("BACKUP SNAPSHOT `shop`.`has space` TO `repo`", "Label format error. regex: "+c.profile.Label+", label: has space")
		c.must("BACKUP SNAPSHOT `shop`.`bad-dash:1` TO `repo`")
		c.must("CANCEL BACKUP FROM `shop`")
	}
	legacy.fails("BACKUP SNAPSHOT `shop`.`étiquette` TO `repo`", "Label format error. regex: ^[-_A-Za-z0-9:]{1,128}$, label: étiquette")
	nereids.must("BACKUP SNAPSHOT `shop`.`étiquette` TO `repo`")
}

// A label with a colon is accepted and makes the repository unreadable where Hadoop lists it (see storage_hadoop.go).
func TestLabelWithColon(t *testing.T) {
	for _, line := range []string{"3.0", "4.1"} {
		c := newCluster(t, line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `shop`.`at_10:30` TO `repo`")
		c.finishes("SHOW BACKUP FROM `shop`")
		const show, again = "SHOW SNAPSHOT ON `repo`", "BACKUP SNAPSHOT `shop`.`next` TO `repo`"
		if line == "4.1" {
			if got := c.last(show, "Status"); got != "OK" {
				t.Errorf("4.1: Status %s", got)
			}
			c.must(again)
			continue
		}
		const hadoop = "errors while get file status java.net.URISyntaxException: Relative path in absolute URI: __ss_at_10:30"
		c.fails(show, "Failed to list snapshot in repo: repo, err: "+hadoop)
		c.fails(again, hadoop)
		if got := c.last(show+" WHERE SNAPSHOT = \"at_10:30\"", "Status"); got != "ERROR: Failed to get info: "+hadoop {
			t.Errorf("3.0: Status %s", got)
		}
	}
}

// A good timeout works on 3.0 and ends in an exception on 4.x (recorded: backup_timeout_property).
func TestTimeoutProperty(t *testing.T) {
	legacy, nereids := newCluster(t, "3.0", nil), newCluster(t, "4.1", nil)
	for _, c := range []*cluster{legacy, nereids} {
		c.shop("shop")
		c.createRepository("repo")
	}
	statement := "BACKUP SNAPSHOT `shop`.`l1` TO `repo` PROPERTIES(\"timeout\"=\"3600\")"
	legacy.must(statement)
	if got := legacy.last("SHOW BACKUP FROM `shop`", "Timeout"); got != "3600" {
		t.Errorf("Timeout %s", got)
	}
	nereids.fails(statement, "java.lang.UnsupportedOperationException")
	nereids.config["backup_job_default_timeout_ms"] = "700000"
	nereids.must("BACKUP SNAPSHOT `shop`.`l1` TO `repo`")
	if got := nereids.last("SHOW BACKUP FROM `shop`", "Timeout"); got != "700" {
		t.Errorf("Timeout %s", got)
	}
}

func TestOneSubmissionAtATime(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	c.h.submitting <- struct{}{}
	const want = "Another backup or restore job is being submitted. Please wait and try again"
	c.fails("BACKUP SNAPSHOT `shop`.`l1` TO `repo`", want)
	c.fails("DROP REPOSITORY `repo`", want)
	<-c.h.submitting
	c.must("BACKUP SNAPSHOT `shop`.`l1` TO `repo`")
}
