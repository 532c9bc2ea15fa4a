// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"strings"
	"testing"
	"time"
)

// One label for two databases: a second apart both snapshots are there and neither can be restored; in the same second the
// later one replaces the earlier (recorded: label_twins, label_twins_same_second).
func TestLabelTwins(t *testing.T) {
	for _, apart := range []bool{true, false} {
		c := newCluster(t, "4.1", nil)
		c.shop("shop")
		c.shop("shop2")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `shop`.`twin` TO `repo`")
		if apart {
			c.clock = c.clock.Add(time.Second)
		}
		c.must("BACKUP SNAPSHOT `shop2`.`twin` TO `repo`")
		c.finishes("SHOW BACKUP FROM `shop`")
		c.ticks(1)
		if state := c.last("SHOW BACKUP FROM `shop2`", "State"); state != "FINISHED" {
			t.Fatalf("the other job is %s", state)
		}
		timestamps := strings.Split(c.timestamp("twin"), "\n")
		c.must("CREATE DATABASE `t`")
		c.must("RESTORE SNAPSHOT `t`.`twin` FROM `repo` PROPERTIES(\"backup_timestamp\"=\"" + timestamps[0] + "\",\"replication_num\"=\"1\")")
		c.states("SHOW RESTORE FROM `t`")
		status := c.last("SHOW RESTORE FROM `t`", "Status")
		if apart {
			want := "[COMMON_ERROR, msg: Expected one file with path: s3://backups/a/__palo_repository_repo/__ss_twin/__meta. get: 2]"
			if len(timestamps) != 2 || status != want {
				t.Errorf("%d timestamps, status %s", len(timestamps), status)
			}
			continue
		}
		objects := c.last("SHOW RESTORE FROM `t`", "RestoreObjs")
		if len(timestamps) != 1 || status != "[OK]" || !strings.Contains(objects, `"database": "shop2"`) {
			t.Errorf("%d timestamps, status %s, objects %s", len(timestamps), status, objects)
		}
	}
}
