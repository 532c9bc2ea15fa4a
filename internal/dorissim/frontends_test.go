// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

// three is a cluster of three frontends with a repository and a finished backup, and a connection to each.
func three(t *testing.T) (*Server, []*sql.DB) {
	t.Helper()
	objects := startS3(t)
	server := startServer(t, Options{Seed: shop, Frontends: 3})
	must(t, server, createRepository(objects, ""))
	must(t, server, "BACKUP SNAPSHOT `shop`.`first` TO `repo`")
	end(t, server, "SHOW BACKUP FROM `shop`")
	var pools []*sql.DB
	for _, f := range server.Frontends() {
		pool, err := sql.Open("mysql", "root@tcp("+f.Addr()+")/?timeout=2s&readTimeout=500ms")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = pool.Close() })
		pools = append(pools, pool)
	}
	return server, pools
}

// columnOf is one column of the last row, or the error.
func columnOf(pool *sql.DB, statement, column string) string {
	rows, err := pool.Query(statement)
	if err != nil {
		return "error: " + err.Error()
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return "error: " + err.Error()
	}
	found := ""
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return "error: " + err.Error()
		}
		for i, name := range columns {
			if name == column {
				found = values[i].String
			}
		}
	}
	if err := rows.Err(); err != nil {
		return "error: " + err.Error()
	}
	return found
}

const (
	showJobs      = "SHOW BACKUP FROM `shop`"
	showFrontends = "SHOW FRONTENDS"
	showSnapshots = "SHOW SNAPSHOT ON `repo`"
)

func TestFollowersForward(t *testing.T) {
	server, pools := three(t)
	for i, pool := range pools {
		if got := columnOf(pool, showJobs, "State"); got != "FINISHED" {
			t.Errorf("frontend %d shows %s", i, got)
		}
		if got := columnOf(pool, showSnapshots, "Status"); got != "OK" {
			t.Errorf("frontend %d lists %s", i, got)
		}
	}
	if _, err := pools[1].Exec("BACKUP SNAPSHOT `shop`.`second` TO `repo`"); err != nil {
		t.Fatal(err)
	}
	if n := len(server.Journal()); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// In the time of an election local reads are answered, forwarded statements are not.
func TestElection(t *testing.T) {
	server, pools := three(t)
	server.Frontends()[0].Kill()
	var said []string
	for range 3 {
		for _, statement := range []string{showJobs, showFrontends, "CANCEL BACKUP FROM `shop`"} {
			for _, pool := range pools[1:] {
				said = append(said, columnOf(pool, statement, "State"))
			}
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"forward to master FE TNetworkAddress(hostname:127.0.0.1, port:9020): failed, cause: java.net.SocketException: Broken pipe",
		"Failed to get master client.", "Node catalog is not ready, please wait for a while. To master progress:"} {
		if !strings.Contains(all, want) {
			t.Errorf("nobody said %q:\n%s", want, all)
		}
	}
	for _, statement := range []string{showSnapshots, "SHOW REPOSITORIES", "SELECT 1"} {
		if got := columnOf(pools[1], statement, "Status"); strings.HasPrefix(got, "error") {
			t.Errorf("%s: %s", statement, got)
		}
	}
	server.Frontends()[2].Elect()
	if got := columnOf(pools[1], showJobs, "BackupObjs"); !strings.HasPrefix(got, "[null], [null]") { // as after a restart
		t.Errorf("after the election BackupObjs reads %s", got)
	}
	if got := columnOf(pools[0], showJobs, "State"); !strings.HasPrefix(got, "error") {
		t.Errorf("the dead frontend shows %s", got)
	}
}

// A master that is frozen takes connections and answers nobody, nor what followers forward; it exits when it goes on.
func TestFrozenMaster(t *testing.T) {
	server, pools := three(t)
	server.Frontends()[0].Freeze()
	for i, pool := range pools {
		if got := columnOf(pool, showJobs, "State"); !strings.HasPrefix(got, "error") {
			t.Errorf("frontend %d shows %s", i, got)
		}
	}
	server.Frontends()[1].Elect()
	if got := columnOf(pools[2], showJobs, "State"); got != "FINISHED" {
		t.Errorf("after the election: %s", got)
	}
	server.Frontends()[0].Return()
	if got := columnOf(pools[0], "SELECT 1", "1"); !strings.Contains(got, "refused") {
		t.Errorf("the old master answers %s", got)
	}
}

// A master that is cut off from the others shows old rows, and cannot write.
func TestMasterCutOff(t *testing.T) {
	server, pools := three(t)
	server.Frontends()[0].CutOff()
	server.Frontends()[1].Elect()
	must(t, server, "BACKUP SNAPSHOT `shop`.`second` TO `repo`")
	if got := columnOf(pools[0], showJobs, "SnapshotName"); got != "first" {
		t.Errorf("the old master shows %s", got)
	}
	if got := columnOf(pools[2], showJobs, "SnapshotName"); got != "second" {
		t.Errorf("a follower of the new one shows %s", got)
	}
	if _, err := pools[0].Exec("BACKUP SNAPSHOT `shop`.`third` TO `repo`"); err == nil {
		t.Error("the old master takes a submission")
	}
	if n := len(server.Journal()); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// What did not reach the master before it died has no effect; what did, has, and its answer is lost.
func TestMasterDiesOverASubmission(t *testing.T) {
	for name, hold := range map[string]func(*Server, string) *Gate{"before": (*Server).HoldBefore, "after": (*Server).HoldAnswer} {
		server, pools := three(t)
		gate := hold(server, "BACKUP SNAPSHOT")
		ended := make(chan error, 1)
		pool, err := sql.Open("mysql", "root@tcp("+server.Frontends()[1].Addr()+")/")
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		go func() {
			_, err := pool.Exec("BACKUP SNAPSHOT `shop`.`second` TO `repo`")
			ended <- err
		}()
		<-gate.Reached
		server.Frontends()[0].Kill()
		server.Frontends()[2].Elect()
		gate.Release()
		select {
		case err := <-ended:
			if err == nil || !strings.Contains(err.Error(), "Broken pipe") {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no answer")
		}
		want := map[string]string{"before": "first", "after": "second"}[name]
		if got := columnOf(pools[1], showJobs, "SnapshotName"); got != want {
			t.Errorf("%s: the new master shows %s", name, got)
		}
	}
}

func TestFollowerWithoutItsFolder(t *testing.T) {
	server, pools := three(t)
	server.Frontends()[1].RemoveFolder()
	timestamp := columnOf(pools[0], showSnapshots, "Timestamp")
	ask := showSnapshots + " WHERE SNAPSHOT = \"first\" AND TIMESTAMP = \"" + timestamp + "\""
	if got := columnOf(pools[0], ask, "Status"); got != "OK" {
		t.Errorf("the master: %s", got)
	}
	if got := columnOf(pools[1], ask, "Status"); !strings.HasPrefix(got, "Failed to get info: java.nio.file.NoSuchFileException: ") || !strings.Contains(got, "/temp_dir/backup/__info_") {
		t.Errorf("the follower: %s", got)
	}
	if got := columnOf(pools[1], ask, "Details"); got != "" {
		t.Errorf("the follower: %s", got)
	}
}
