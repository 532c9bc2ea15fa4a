// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

const details = `{"name":"l","database":"shop","backup_time":1795420067433,"content":"ALL","olap_table_list":[{"name":"orders","partition_names":["p1"]}],"view_list":[],"odbc_table_list":[]}`

// healthy answers everything that reads ask.
func healthy(sql string) fakeAnswer {
	switch {
	case strings.HasPrefix(sql, "SHOW REPOSITORIES"):
		return table("RepoId RepoName CreateTime IsReadOnly Location Broker Type ErrMsg", []any{"1", "r", "2026-11-23 07:48:57", "false", "s3://b/p", "-", "S3", nil})
	case strings.HasPrefix(sql, "SHOW CREATE REPOSITORY"):
		return table("RepoName CreateStmt", []any{"r", "CREATE REPOSITORY r \nWITH  S3  \nON LOCATION \"s3://b/p\"\nPROPERTIES\n(\"s3.region\"  =  \"x\"\n)"})
	case strings.Contains(sql, "AND TIMESTAMP"):
		return table("Snapshot Timestamp Database Details Status", []any{"l", "2026-11-23-07-48-57", "shop", details, "OK"})
	case strings.HasPrefix(sql, "SHOW SNAPSHOT"):
		answer := table("Snapshot Timestamp Status")
		for i := range 200 {
			answer.rows = append(answer.rows, []any{fmt.Sprintf("nightly_%03d", i), "2026-11-23-07-48-57", "OK"})
		}
		return answer
	case sql == "SHOW DATABASES":
		return table("Database", []any{"information_schema"}, []any{"shop"})
	case strings.HasPrefix(sql, "SHOW FULL TABLES"):
		return table("Tables_in_shop Table_type", []any{"orders", "BASE TABLE"}, []any{"v", "VIEW"})
	case sql == "SHOW PROC '/dbs'":
		return table("DbId DbName", []any{"10", "shop"})
	case strings.HasPrefix(sql, "SHOW PROC"):
		return table("TableId TableName State Type", []any{"11", "orders", "NORMAL", "OLAP"})
	case strings.HasPrefix(sql, "SHOW GRANTS"):
		return table("UserIdentity GlobalPrivs", []any{"'u'@'%'", "Admin_priv"})
	case strings.HasPrefix(sql, "SHOW BACKENDS"):
		return table("Host Alive Tag", []any{"be1", "true", `{"location" : "default"}`})
	}
	return cluster("doris version doris-4.1.0-677147005f", nil)(sql)
}

// TestRefreshOfManyBackups counts what a refresh of 200 backups in one repository sends, ten at a time.
func TestRefreshOfManyBackups(t *testing.T) {
	fe := startFrontend(t, healthy)
	client := openClient(t, nil, fe.address())
	ctx := context.Background()
	work := make(chan int)
	var done sync.WaitGroup
	for range 10 {
		done.Go(func() {
			for i := range work {
				repository, err := client.Repository(ctx, "r")
				if err != nil || repository == nil {
					t.Errorf("repository: %v, %v", repository, err)
				}
				snapshots, err := client.Snapshots(ctx, "r")
				if err != nil || len(snapshots) != 200 || !snapshots[i].Complete() {
					t.Errorf("snapshots: %d, %v", len(snapshots), err)
				}
				if _, err := client.Cluster(ctx); err != nil {
					t.Error(err)
				}
				if _, err := client.SnapshotDetails(ctx, "r", "l", "2026-11-23-07-48-57"); err != nil {
					t.Error(err)
				}
				if _, err := client.Grants(ctx); err != nil {
					t.Error(err)
				}
				if tables, err := client.Tables(ctx, "shop", false); err != nil || len(tables) != 2 {
					t.Error(err)
				}
				client.HistoryLimit(ctx)
			}
		})
	}
	for i := range 200 {
		work <- i
	}
	close(work)
	done.Wait()
	if asked := fe.asked(); len(asked) > 10 {
		t.Errorf("%d statements: %q", len(asked), asked)
	}
}

func TestSharedReadsAreForgottenAfterOurWrites(t *testing.T) {
	ctx := context.Background()
	reads := map[string]func(*Client) error{
		"SHOW REPOSITORIES":      func(c *Client) error { _, err := c.Repositories(ctx); return err },
		"SHOW CREATE REPOSITORY": func(c *Client) error { _, err := c.RepositoryDefinition(ctx, "r"); return err },
		"SHOW SNAPSHOT ON `r`":   func(c *Client) error { _, err := c.Snapshots(ctx, "r"); return err },
		"SHOW DATABASES":         func(c *Client) error { _, err := c.Databases(ctx); return err },
		"SHOW FULL TABLES":       func(c *Client) error { _, err := c.Tables(ctx, "shop", false); return err },
		"SHOW PROC '/dbs/":       func(c *Client) error { _, err := c.TableTypes(ctx, "shop"); return err },
		"SHOW BACKENDS":          func(c *Client) error { _, err := c.Backends(ctx); return err },
		"SHOW GRANTS":            func(c *Client) error { _, err := c.Grants(ctx); return err },
	}
	all := func(t *testing.T, client *Client) {
		t.Helper()
		for name, read := range reads {
			if err := read(client); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	for _, test := range []struct {
		name    string
		write   func(*Client)
		forgets []string
	}{
		{"nothing", func(*Client) {}, nil},
		{
			"create repository", func(c *Client) {
				_ = c.CreateRepository(ctx, RepositorySpec{Name: "r", Storage: "S3", Location: "s3://b"})
			},
			[]string{"SHOW REPOSITORIES", "SHOW CREATE REPOSITORY", "SHOW SNAPSHOT ON `r`"},
		},
		{
			"alter repository", func(c *Client) { _ = c.AlterRepository(ctx, "r", map[string]string{"a": "b"}) },
			[]string{"SHOW REPOSITORIES", "SHOW CREATE REPOSITORY", "SHOW SNAPSHOT ON `r`"},
		},
		{
			"drop repository", func(c *Client) { _ = c.DropRepository(ctx, "r") },
			[]string{"SHOW REPOSITORIES", "SHOW CREATE REPOSITORY", "SHOW SNAPSHOT ON `r`"},
		},
		{"drop another", func(c *Client) { _ = c.DropRepository(ctx, "other") }, []string{"SHOW REPOSITORIES"}},
		{"backup", func(c *Client) { _ = c.SubmitBackup(ctx, BackupSpec{Database: "shop", Label: "l", Repository: "r"}) }, []string{"SHOW SNAPSHOT ON `r`"}},
		{"restore", func(c *Client) { _ = c.SubmitRestore(ctx, RestoreSpec{Database: "shop", Label: "l", Repository: "r"}) }, []string{"SHOW FULL TABLES", "SHOW PROC '/dbs/"}},
		{"cancel restore", func(c *Client) { _ = c.CancelRestore(ctx, "shop") }, []string{"SHOW FULL TABLES", "SHOW PROC '/dbs/"}},
		{"create database", func(c *Client) { _ = c.CreateDatabase(ctx, "shop") }, []string{"SHOW DATABASES", "SHOW FULL TABLES", "SHOW PROC '/dbs/"}},
		{"backup ended", func(c *Client) { c.ForgetSnapshots("r") }, []string{"SHOW SNAPSHOT ON `r`"}},
		{"fresh tables", func(c *Client) { _, _ = c.Tables(ctx, "shop", true) }, []string{"SHOW FULL TABLES", "SHOW PROC '/dbs/"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			// A refused write may have changed something all the same, so it forgets as well.
			fe := startFrontend(t, func(sql string) fakeAnswer {
				if strings.HasPrefix(sql, "SHOW") || strings.HasPrefix(sql, "ADMIN") {
					return healthy(sql)
				}
				return refused(1105, "refused")
			})
			client := openClient(t, nil, fe.address())
			all(t, client)
			test.write(client)
			all(t, client)
			for name := range reads {
				want := 1
				for _, forgotten := range test.forgets {
					if forgotten == name {
						want = 2
					}
				}
				if got := fe.count(name); got != want {
					t.Errorf("%s was asked %d times, want %d", name, got, want)
				}
			}
		})
	}
}

func TestSharedReadMayBeInterrupted(t *testing.T) {
	s := newCache(maxCacheWeight)
	first, interrupt := context.WithCancel(context.Background())
	started := make(chan struct{})
	var reads int
	read := func(ctx context.Context) func() (any, error) {
		return func() (any, error) {
			reads++
			if reads == 1 {
				close(started)
				<-ctx.Done()
				return nil, &Error{Kind: KindCancelled, cause: ctx.Err()}
			}
			return "answer", nil
		}
	}
	var done sync.WaitGroup
	done.Add(2)
	go func() {
		defer done.Done()
		if _, err := s.read(first, "k", time.Hour, read(first)); !errors.Is(err, context.Canceled) {
			t.Errorf("the interrupted reader got %v", err)
		}
	}()
	<-started
	go func() {
		defer done.Done()
		value, err := s.read(context.Background(), "k", time.Hour, read(context.Background()))
		if err != nil || value != "answer" {
			t.Errorf("who had joined got %v, %v", value, err)
		}
	}()
	interrupt()
	done.Wait()

	// Whoever waits for another's read leaves when its own context ends.
	block := make(chan struct{})
	go func() {
		_, _ = s.read(context.Background(), "slow", 0, func() (any, error) { close(block); select {} })
	}()
	<-block
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.read(gone, "slow", 0, nil); KindOf(err) != KindCancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSharedErrorsAreNotRemembered(t *testing.T) {
	s, reads := newCache(maxCacheWeight), 0
	for range 2 {
		_, err := s.read(context.Background(), "k", time.Hour, func() (any, error) { reads++; return nil, errors.New("no") })
		if err == nil {
			t.Error("no error")
		}
	}
	if reads != 2 {
		t.Errorf("read %d times, want 2", reads)
	}
}

func TestWhatIsReadWhileForgottenIsNotRemembered(t *testing.T) {
	s, reads := newCache(maxCacheWeight), 0
	read := func() (any, error) {
		reads++
		if reads == 1 {
			s.forget("k") // our own write ends meanwhile
		}
		return reads, nil
	}
	for want := 1; want <= 2; want++ {
		if got, _ := s.read(context.Background(), "k", time.Hour, read); got != want {
			t.Errorf("got %v, want %d", got, want)
		}
	}
	if got, _ := s.read(context.Background(), "k", time.Hour, read); got != 2 {
		t.Errorf("got %v, want what was remembered", got)
	}
}

func TestSharedMemoryIsBounded(t *testing.T) {
	s := newCache(100)
	for i := range 300 {
		_, _ = s.read(context.Background(), fmt.Sprint(i), time.Hour, func() (any, error) { return i, nil })
	}
	if len(s.answers) != 100 || s.weight != 100 || s.ages.Len() != 100 {
		t.Errorf("%d answers are remembered, weight %d", len(s.answers), s.weight)
	}
}

func TestDetailsMemoryIsBounded(t *testing.T) {
	client := &Client{cache: newCache(10)}
	put := func(key string, names int) {
		_, _ = cached(t.Context(), client.cache, key, lifeOfClient, func() (*SnapshotDetails, error) {
			return &SnapshotDetails{Tables: make([]SnapshotTable, names-1)}, nil
		})
	}
	remembered := func(key string) bool { return client.cache.answers[key] != nil }
	for i := range 4 {
		put(detailsKey("r", fmt.Sprint(i), "t"), 4)
	}
	for i, want := range []bool{false, false, true, true} {
		if got := remembered(detailsKey("r", fmt.Sprint(i), "t")); got != want {
			t.Errorf("%d is remembered: %v", i, got)
		}
	}
	put("big", 11)
	if remembered("big") {
		t.Error("one that is too big is remembered")
	}
	put(detailsKey("r2", "x", "t"), 2)
	client.ForgetSnapshots("r")
	if client.cache.weight != 2 || client.cache.ages.Len() != 1 || !remembered(detailsKey("r2", "x", "t")) {
		t.Errorf("after forgetting one repository: weight %d, %d answers", client.cache.weight, client.cache.ages.Len())
	}
}

// The life of an answer is that of its kind, or shorter where its value says so; what is over is read again.
func TestLivesOfAnswers(t *testing.T) {
	s := newCache(maxCacheWeight)
	for name, test := range map[string]struct {
		life  time.Duration
		value any
		reads int
	}{
		"none":                         {0, "x", 3},
		"over":                         {time.Nanosecond, "x", 3},
		"that of a list":               {lifeOfLists, "x", 1},
		"that of the client":           {lifeOfClient, "x", 1},
		"a cluster":                    {lifeOfClient, clusterAnswer{}, 1},
		"a limit":                      {lifeOfClient, historyLimit{jobs: 10}, 1},
		"a limit of 0":                 {lifeOfClient, historyLimit{}, 3},
		"a limit that nobody answered": {lifeOfClient, historyLimit{jobs: 10, unknown: true}, 3},
	} {
		reads := 0
		for range 3 {
			_, _ = s.read(t.Context(), name, test.life, func() (any, error) { reads++; return test.value, nil })
			time.Sleep(time.Microsecond)
		}
		if reads != test.reads {
			t.Errorf("%s: read %d times, want %d", name, reads, test.reads)
		}
	}
	if life := (clusterAnswer{denied: errors.New("denied")}).life(); life != lifeOfLists {
		t.Errorf("a cluster whose id may not be read is believed for %s", life)
	}
}

// A listing is read again where another cluster may have written; the inside of a snapshot is not.
func TestForgetSnapshotList(t *testing.T) {
	fe := startFrontend(t, healthy)
	client := openClient(t, nil, fe.address())
	ctx := context.Background()
	for range 3 {
		client.ForgetSnapshotList("r")
		if _, err := client.Snapshots(ctx, "r"); err != nil {
			t.Fatal(err)
		}
		if _, err := client.SnapshotDetails(ctx, "r", "l", "2026-11-23-07-48-57"); err != nil {
			t.Fatal(err)
		}
	}
	inside := fe.count("SHOW SNAPSHOT ON `r` WHERE")
	if lists := fe.count("SHOW SNAPSHOT ON `r`") - inside; lists != 3 || inside != 1 {
		t.Errorf("%d listings and %d looks inside, want 3 and 1", lists, inside)
	}
}
