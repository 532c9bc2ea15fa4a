// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
)

// Recorded in backup_database.
func TestShowSnapshot(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	timestamp := c.timestamp("one")
	row := c.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \"one\" AND TIMESTAMP = \"" + timestamp + "\"")[0]
	if row[0] != "one" || row[1] != timestamp || row[2] != "shop" || row[4] != "OK" || !strings.HasPrefix(row[3], "{\n  \"name\": \"one\",\n  \"database\": \"shop\",\n") {
		t.Errorf("details %q", row)
	}
	row = c.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \"one\" AND TIMESTAMP = \"2001-01-01-00-00-00\"")[0]
	want := []string{
		"one", "2001-01-01-00-00-00", "NULL", "NULL",
		"Failed to get info: Expected one file with path: s3://backups/a/__palo_repository_repo/__ss_one/__info_2001-01-01-00-00-00. get: 0",
	}
	if !slices.Equal(row, want) {
		t.Errorf("got %q", row)
	}
	if row := c.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \"none\"")[0]; !slices.Equal(row, []string{"none", "NULL", "ERROR: No info file found"}) {
		t.Errorf("got %q", row)
	}
}

// Files that someone spoilt in the bucket.
func TestSpoiltFiles(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	restore := c.restoring("clone", "one", "", "")
	details := "SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \"one\" AND TIMESTAMP = \"" + c.timestamp("one") + "\""
	prefix := strings.Replace(details, "-00\"", "\"", 1)
	if got := c.last(prefix, "Status"); got != "Failed to get info: File does not exist: s3://backups/a/__palo_repository_repo/__ss_one/__info_2026-11-23-07-30" {
		t.Errorf("a part of the timestamp: %s", got)
	}
	write := func(part, content string, named bool) {
		t.Helper()
		key := c.store.keys(t, part)[0]
		if _, err := c.store.back.DeleteObject("backups", key); err != nil {
			t.Fatal(err)
		}
		if named {
			key = key[:len(key)-32] + bucket.Checksum([]byte(content))
		}
		store := c.h.repos.get("repo").files().Store
		if err := store.Put(t.Context(), "s3://backups/"+key, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	write("__meta.", "cut off", false)
	c.must(restore)
	c.states("SHOW RESTORE FROM `clone`")
	if got := c.last("SHOW RESTORE FROM `clone`", "Status"); !strings.HasPrefix(got, "[BAD_FILE, msg: md5sum does not equal. local: ") {
		t.Errorf("meta: %s", got)
	}
	write("__info_", "{", true)
	if got := c.last(details, "Status"); !strings.HasPrefix(got, "Failed to read info from local file: ") {
		t.Errorf("info: %s", got)
	}
	if _, err := c.exec(restore); err == nil || !strings.HasPrefix(detail(err), "Failed to get info of snapshot 'one' because: Failed to create job info from file: ") {
		t.Errorf("RESTORE: %v", err)
	}
}

func TestShowSnapshotWhere(t *testing.T) {
	const wrong = "Where clause should looks like: SNAPSHOT = 'your_snapshot_name' [AND TIMESTAMP = '2018-04-18-19-19-10'] [AND SNAPSHOTTYPE = 'remote' | 'local']"
	nereids, legacy := shopWithSnapshot(t, "4.1"), shopWithSnapshot(t, "3.0")
	for _, c := range []*cluster{nereids, legacy} {
		c.fails("SHOW SNAPSHOT ON `repo` WHERE SnapshotType = \"full\"", wrong)
		c.fails("SHOW SNAPSHOT ON `repo` WHERE TIMESTAMP = \"2001-01-01-00-00-00\"", wrong)
		c.fails("SHOW SNAPSHOT ON `repo` WHERE other = \"x\"", wrong)
		if got := len(c.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOTTYPE = 'remote'")); got != 1 {
			t.Errorf("%d rows", got)
		}
		if got := c.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT > \"one\""); len(got) != 1 || got[0][0] != "one" {
			t.Errorf("any comparison counts as =: %q", got)
		}
	}
	nereids.fails("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT LIKE \"on%\"", wrong)
	if got := len(legacy.rows("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT LIKE \"nothing%\"")); got != 1 {
		t.Errorf("3.0 ignores LIKE, got %d rows", got)
	}
}

// Recorded in time_zones: SHOW times follow the session, the snapshot's timestamp follows the global zone.
func TestTimeZones(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.session.Zone = time.FixedZone("+09:00", 9*3600)
	if got := c.last("SHOW BACKUP FROM `shop`", "CreateTime"); got != "2026-11-23 16:30:00" {
		t.Errorf("CreateTime %s", got)
	}
	if got := c.timestamp("one"); got != "2026-11-23-07-30-00" {
		t.Errorf("timestamp %s", got)
	}
	c.zone = time.FixedZone("Asia/Shanghai", 8*3600)
	c.must("BACKUP SNAPSHOT `shop`.`two` TO `repo`")
	c.finishes("SHOW BACKUP FROM `shop`")
	if got := c.timestamp("two"); got != "2026-11-23-15-30-06" {
		t.Errorf("timestamp %s", got)
	}
}
