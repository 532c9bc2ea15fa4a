// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"strings"
	"testing"
)

// The texts are recorded in restore_bad.
func TestRestoreRefuses(t *testing.T) {
	const good = `"backup_timestamp"="2026-11-23-07-30-00"`
	const path = "Expected one file with path: s3://backups/a/__palo_repository_repo/"
	tests := []struct{ label, repository, objects, properties, want string }{
		{"one", "repo", "", `"replication_num"="1"`, "Missing backup_timestamp property"},
		{"one", "repo", "", `"backup_timestamp"="2001-01-01-00-00-00"`, "Failed to get info of snapshot 'one' because: " + path +
			"__ss_one/__info_2001-01-01-00-00-00. get: 0. Maybe specified wrong backup timestamp"},
		{"nolabel", "repo", "", good, "Failed to get info of snapshot 'nolabel' because: " + path +
			"__ss_nolabel/__info_2026-11-23-07-30-00. get: 0. Maybe specified wrong backup timestamp"},
		{"one", "norepo", "", good, "Repository norepo does not exist"},
		{"one", "repo", "ON (`nope`)", good, "Table nope does not exist in snapshot one"},
		{"one", "repo", "ON (`orders` PARTITION (`p9`))", good, "Partition p9 of table orders does not exist in snapshot"},
		{"one", "repo", "ON (`orders` AS `a`, `customers` AS `a`)", good, "Duplicated alias name: a"},
		{"one", "repo", "ON (`orders` AS `customers`, `customers`)", good, "Duplicated alias name: customers"},
		{"one", "repo", "EXCLUDE (`orders` AS `a`)", good, "The table alias in exclude clause does not make sense"},
		{"one", "repo", "", good + `,"replication_num"="0"`, "Replication num should between 1 and 32767"},
		{"one", "repo", "", good + `,"replication_num"="x"`, `For input string: "x"`},
		{
			"one", "repo", "", good + `,"replication_num"="1","replication_allocation"="tag.location.default: 1"`,
			"Unknown restore job properties: [replication_allocation]",
		},
		{"one", "repo", "", good + `,"replication_allocation"="nonsense"`, "Invalid replication allocation property: nonsense"},
		{"one", "repo", "", good + `,"reserve_replica"="maybe"`, "Invalid boolean property reserve_replica value: maybe"},
		{"one", "repo", "", good + `,"foo"="bar"`, "Unknown restore job properties: [foo]"},
		{"one", "repo", "", good + `,"meta_version"="x"`, "Invalid meta version format: x"},
		{"one", "repo", "", good + `,"timeout"="10"`, "timeout must be at least 10 min"},
	}
	for _, line := range []string{"3.0", "4.1"} {
		c := shopWithSnapshot(t, line)
		c.must("CREATE DATABASE `clone`")
		for _, test := range tests {
			c.fails("RESTORE SNAPSHOT `clone`.`"+test.label+"` FROM `"+test.repository+"` "+test.objects+" PROPERTIES("+test.properties+")", test.want)
		}
		if got := c.rows("SHOW RESTORE FROM `clone`"); len(got) != 0 {
			t.Errorf("%s: jobs %q", line, got)
		}
	}
}

// What a line does not know is an unknown property.
func TestRestorePropertiesByLine(t *testing.T) {
	tests := []struct{ property, since string }{
		{"clean_tables", "2.1"},
		{"clean_partitions", "2.1"},
		{"atomic_restore", "2.1"},
		{"force_replace", "3.1"},
		{"reserve_colocate", "4.0"},
		{"reserve_replica", "2.0"},
		{"allow_load", "2.0"},
	}
	lines(t, func(t *testing.T, line string) {
		c := shopWithSnapshot(t, line)
		c.must("CREATE DATABASE `clone`")
		for _, test := range tests {
			_, err := c.exec(c.restoring("clone", "one", "", `"`+test.property+`"="true"`))
			known := c.profile.Name >= test.since
			if known && err != nil {
				t.Errorf("%s: %v", test.property, err)
			}
			if !known && (err == nil || detail(err) != "Unknown restore job properties: ["+test.property+"]") {
				t.Errorf("%s: %v", test.property, err)
			}
			if err == nil {
				c.must("CANCEL RESTORE FROM `clone`")
			}
		}
	})
}

// Without a number it is three replicas, and the job finds out that there are not enough backends.
func TestRestoreReplicas(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	timestamp := `"backup_timestamp"="` + c.timestamp("one") + `"`
	c.must("RESTORE SNAPSHOT `clone`.`one` FROM `repo` PROPERTIES(" + timestamp + ")")
	c.states("SHOW RESTORE FROM `clone`")
	want := "[COMMON_ERROR, msg: errCode = 2, detailMessage = replication num should be less than the number of available backends. " +
		"replication num is 3, available backend num is 1]"
	if got := c.last("SHOW RESTORE FROM `clone`", "Status"); got != want {
		t.Errorf("status %s", got)
	}
	_, err := c.exec("RESTORE SNAPSHOT `clone`.`one` FROM `repo` PROPERTIES(" + timestamp + `,"replication_allocation"="tag.location.nowhere: 1")`)
	if err == nil || !strings.HasPrefix(detail(err), "Failed to find enough backend, please check") {
		t.Errorf("a tag that no backend has: %v", err)
	}
	c.must("RESTORE SNAPSHOT `clone`.`one` FROM `repo` PROPERTIES(" + timestamp + `,"reserve_replica"="true")`)
	c.finishes("SHOW RESTORE FROM `clone`")
}

// EXCLUDE of a whole table does nothing; of a view or a partition it works.
func TestRestoreExclude(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	c.must(c.restoring("clone", "one", "EXCLUDE (`customers`, `v_orders`, `orders` PARTITION (`p2`))", ""))
	c.finishes("SHOW RESTORE FROM `clone`")
	if got := len(c.rows("SHOW TABLES FROM `clone`")); got != 2 {
		t.Errorf("%d tables, want orders and customers", got)
	}
	if got := c.count("`clone`.`orders`"); got != "1" {
		t.Errorf("%s orders", got)
	}
}
