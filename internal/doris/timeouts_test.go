// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strings"
	"testing"
	"time"
)

// quick are limits for frontends that answer within milliseconds.
var quick = Limits{
	Read: time.Second, Storage: 30 * time.Second, Change: 30 * time.Second, Alive: 600 * time.Millisecond,
	Master: 600 * time.Millisecond, Election: 4 * time.Second, Pause: 10 * time.Millisecond,
}

// nobodyKnows answers SHOW FRONTENDS as a user without the right to is answered, and everything else by answer.
func nobodyKnows(answer func(sql string) fakeAnswer) func(sql string) fakeAnswer {
	return func(sql string) fakeAnswer {
		if sql == "SHOW FRONTENDS" {
			return refused(1227, "Access denied; you need (at least one of) the (ADMIN/OPERATOR) privilege(s) for this operation")
		}
		return answer(sql)
	}
}

// answersAll answers every statement with rows that its reader understands.
func answersAll(sql string) fakeAnswer {
	switch {
	case strings.HasPrefix(sql, "SELECT UNIX"):
		return clock(sql)
	case strings.HasPrefix(sql, "SELECT count"):
		return table("count(*)", []any{"7"})
	case strings.HasPrefix(sql, "SELECT"):
		return table("1", []any{"1"})
	case strings.Contains(sql, "AND TIMESTAMP"):
		return table("Snapshot Timestamp Database Details Status", []any{"s", "2026-01-01-00-00-00", "shop", `{"name":"s","database":"shop","backup_time":1767225600000,"content":"ALL","olap_table_list":[],"view_list":[],"odbc_table_list":[]}`, "OK"})
	case strings.HasPrefix(sql, "SHOW SNAPSHOT"):
		return table("Snapshot Timestamp Status", []any{"s", "2026-01-01-00-00-00", "OK"})
	case strings.HasPrefix(sql, "SHOW"):
		return table("Name Value", []any{"x", strings.Repeat("y", 200)})
	}
	return fakeAnswer{}
}

// readsOfAllKinds are one statement of each effort that reads.
var readsOfAllKinds = map[string]func(context.Context, *Client) error{
	"SHOW BACKUP":       func(ctx context.Context, c *Client) error { _, err := c.BackupJobs(ctx, "shop"); return err },
	"SHOW RESTORE":      func(ctx context.Context, c *Client) error { _, err := c.RestoreJobs(ctx, "shop"); return err },
	"SHOW REPOSITORIES": func(ctx context.Context, c *Client) error { _, err := c.Repositories(ctx); return err },
	"SHOW SNAPSHOT":     func(ctx context.Context, c *Client) error { _, err := c.Snapshots(ctx, "r"); return err },
	"details": func(ctx context.Context, c *Client) error {
		_, err := c.SnapshotDetails(ctx, "r", "s", "2026-01-01-00-00-00")
		return err
	},
	"the clock": func(ctx context.Context, c *Client) error { _, err := c.Now(ctx); return err },
	"a count":   func(ctx context.Context, c *Client) error { _, err := c.CountRows(ctx, "shop", "t"); return err },
	"a query":   func(ctx context.Context, c *Client) error { _, err := c.Query(ctx, "", "SELECT 1", 0); return err },
	"tables":    func(ctx context.Context, c *Client) error { _, err := c.Tables(ctx, "shop", true); return err },
}

// A frontend that stands still is left for the next one, whatever is asked and whenever it stops.
func TestSilentFrontendIsLeft(t *testing.T) {
	for instant, freeze := range map[string]struct {
		connected bool
		after     int
	}{
		"before the greeting":        {false, 0},
		"in the middle of the login": {false, 20},
		"between statements":         {true, 0},
		"in the middle of an answer": {true, 30},
	} {
		for name, ask := range readsOfAllKinds {
			t.Run(instant+"/"+name, func(t *testing.T) {
				t.Parallel()
				sick, well := startFrontend(t, nobodyKnows(answersAll)), startFrontend(t, nobodyKnows(answersAll))
				machine := startHost(t, sick.address())
				var lines logLines
				client := openClient(t, func(cfg *Config) {
					cfg.Limits, cfg.Log, cfg.ConnectTimeout = quick, lines.log, 400*time.Millisecond
				}, machine.address(), well.address())
				if freeze.connected {
					if _, err := client.Now(context.Background()); err != nil {
						t.Fatal(err)
					}
				}
				machine.freeze(freeze.after)
				began := time.Now()
				if err := ask(context.Background(), client); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("it took %v", took)
				}
				if freeze.connected && !strings.Contains(lines.text(), "info Frontend "+machine.address()+" is lost") {
					t.Errorf("no line at INFO names the frontend that was lost:\n%s", lines.text())
				}
			})
		}
	}
}

// One frontend alone that is silent is an error that says so, and never one that blames the caller's time.
func TestSilentFrontendWithoutAnother(t *testing.T) {
	sick := startFrontend(t, answersAll)
	machine := startHost(t, sick.address())
	client := openClient(t, func(cfg *Config) { cfg.Limits, cfg.ConnectTimeout = quick, 300*time.Millisecond }, machine.address())
	if _, err := client.Now(context.Background()); err != nil {
		t.Fatal(err)
	}
	machine.freeze(0)
	_, err := client.BackupJobs(context.Background(), "shop")
	if KindOf(err) != KindUnreachable { // asked again: no connection comes about any more
		t.Errorf("got %v", err)
	}
}

// What may take long is waited for as long as its frontend is there.
func TestSlowIsNotSilent(t *testing.T) {
	for name, ask := range map[string]func(context.Context, *Client) error{
		"SHOW SNAPSHOT": readsOfAllKinds["SHOW SNAPSHOT"],
		"details":       readsOfAllKinds["details"],
		"a count":       readsOfAllKinds["a count"],
		"a query":       readsOfAllKinds["a query"],
		"BACKUP": func(ctx context.Context, c *Client) error {
			return c.SubmitBackup(ctx, BackupSpec{Database: "d", Label: "l", Repository: "r"})
		},
		"CREATE REPOSITORY": func(ctx context.Context, c *Client) error {
			return c.CreateRepository(ctx, RepositorySpec{Name: "r", Location: "s3://b/p", Storage: "S3"})
		},
		"ALTER REPOSITORY": func(ctx context.Context, c *Client) error {
			return c.AlterRepository(ctx, "r", map[string]string{"a": "b"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			fe := startFrontend(t, nil)
			fe.setAnswer(func(sql string) fakeAnswer {
				answer := answersAll(sql)
				if sql != "SHOW FRONTENDS" && !strings.HasPrefix(sql, "USE") {
					answer.until = release
				}
				return answer
			})
			client := openClient(t, func(cfg *Config) { cfg.Limits = quick }, fe.address())
			time.AfterFunc(4*quick.Read, func() { close(release) })
			if err := ask(context.Background(), client); err != nil {
				t.Errorf("it was not waited for: %v", err)
			}
		})
	}
}

// What the frontend only has to look up is not waited for, be the frontend there or not: it may wait for its own master.
func TestShortReadsAreShort(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	fe := startFrontend(t, func(string) fakeAnswer { return fakeAnswer{until: release} })
	client := openClient(t, func(cfg *Config) { cfg.Limits = quick }, fe.address())
	_, err := client.BackupJobs(context.Background(), "shop")
	if KindOf(err) != KindConnectionLost || !strings.Contains(err.Error(), "did not answer SHOW BACKUP FROM `shop` within "+quick.Read.String()) {
		t.Errorf("got %v", err)
	}
}

// A change whose frontend falls silent is given up with an unknown outcome, and not sent twice.
func TestChangeAtASilentFrontend(t *testing.T) {
	for name, change := range map[string]func(context.Context, *Client) error{
		"BACKUP": func(ctx context.Context, c *Client) error {
			return c.SubmitBackup(ctx, BackupSpec{Database: "d", Label: "l", Repository: "r"})
		},
		"CANCEL BACKUP": func(ctx context.Context, c *Client) error { return c.CancelBackup(ctx, "d") },
		"CREATE REPOSITORY": func(ctx context.Context, c *Client) error {
			return c.CreateRepository(ctx, RepositorySpec{Name: "r", Location: "s3://b/p", Storage: "S3"})
		},
		"CREATE DATABASE": func(ctx context.Context, c *Client) error { return c.CreateDatabase(ctx, "d") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var machine *host
			sick, well := startFrontend(t, nil), startFrontend(t, nobodyKnows(answersAll))
			machine = startHost(t, sick.address())
			sick.setAnswer(nobodyKnows(func(string) fakeAnswer {
				machine.freeze(0)
				return fakeAnswer{}
			}))
			client := openClient(t, func(cfg *Config) { cfg.Limits, cfg.ConnectTimeout = quick, 400*time.Millisecond }, machine.address(), well.address())
			err := change(context.Background(), client)
			if KindOf(err) != KindConnectionLost || !strings.Contains(err.Error(), "not known") {
				t.Errorf("got %v", err)
			}
			if n := len(well.asked()); n != 0 {
				t.Errorf("the other frontend was asked %q", well.asked())
			}
		})
	}
}
