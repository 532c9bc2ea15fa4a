// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// tick is the period of the stand-in's job daemon in these tests; every time of the waiter follows it.
const tick = 5 * time.Millisecond

// world is one stand-in cluster with a database shop and a repository repo, and processes of the provider beside it.
type world struct {
	t   *testing.T
	sim *dorissim.Server
	s3  *dorissim.S3
}

const shop = `CREATE DATABASE shop;
CREATE TABLE shop.orders (id INT, d DATE NOT NULL, amount INT) DUPLICATE KEY(id, d) PARTITION BY RANGE(d) (PARTITION p2025 VALUES LESS THAN ("2026-01-01"), PARTITION p2026 VALUES LESS THAN ("2027-01-01")) DISTRIBUTED BY HASH(id) BUCKETS 2 PROPERTIES("replication_num"="1");
CREATE TABLE shop.customers (id INT, name VARCHAR(20)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1");
CREATE VIEW shop.v_orders AS SELECT id FROM shop.orders;
INSERT INTO shop.orders VALUES (1, "2025-03-01", 100), (2, "2026-02-01", 250)`

func newWorld(t *testing.T) *world {
	t.Helper()
	s3, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s3.Close() })
	return joinWorld(t, s3)
}

// joinWorld starts one more cluster on the same storage.
func joinWorld(t *testing.T, s3 *dorissim.S3) *world {
	t.Helper()
	sim, err := dorissim.Start(dorissim.Options{Tick: tick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	w := &world{t: t, sim: sim, s3: s3}
	w.sql(shop)
	w.createRepository("repo")
	return w
}

func (w *world) createRepository(name string) {
	w.t.Helper()
	w.sql(fmt.Sprintf(`CREATE REPOSITORY %s WITH S3 ON LOCATION "s3://backups/%s" PROPERTIES("s3.endpoint"="%s","s3.region"="us-east-1","s3.access_key"="%s","s3.secret_key"="%s","use_path_style"="true")`,
		name, name, w.s3.Endpoint(), w.s3.AccessKey(), w.s3.SecretKey()))
}

func (w *world) sql(text string) {
	w.t.Helper()
	if err := w.sim.Exec(text); err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
}

// client opens a client of its own, as each provider process has.
func (w *world) client(user string) *doris.Client {
	w.t.Helper()
	client, err := doris.Open(doris.Config{Endpoints: []string{w.sim.Addr()}, Username: user, ConnectTimeout: 5 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { client.Close() })
	return client
}

// process is a fresh provider process: it remembers nothing. A SIGKILL is one whose result nobody gets.
func (w *world) process() *job.Runner { return w.slow(0) }

// slow is a process that looks only every poll.
func (w *world) slow(poll time.Duration) *job.Runner {
	return job.New(w.client("root"), job.Options{Timing: job.TimingOf(tick), Poll: poll})
}

// outcome is what a backup in the background came to.
type outcome struct {
	backup  job.BackupResult
	restore job.RestoreResult
	err     error
}

func backUp(ctx context.Context, r *job.Runner, request job.BackupRequest) <-chan outcome {
	ended := make(chan outcome, 1)
	go func() {
		result, err := r.Backup(ctx, request)
		ended <- outcome{backup: result, err: err}
	}()
	return ended
}

func restoreIt(ctx context.Context, r *job.Runner, request job.RestoreRequest) <-chan outcome {
	ended := make(chan outcome, 1)
	go func() {
		result, err := r.Restore(ctx, request)
		ended <- outcome{restore: result, err: err}
	}()
	return ended
}

func (w *world) await(ended <-chan outcome) outcome {
	w.t.Helper()
	select {
	case result := <-ended:
		return result
	case <-time.After(4 * time.Minute):
		w.t.Fatalf("the operation does not end; journal %+v", w.sim.Journal())
		return outcome{}
	}
}

// reached waits until a job or a statement stands at the gate.
func (w *world) reached(gate *dorissim.Gate) {
	w.t.Helper()
	select {
	case <-gate.Reached:
	case <-time.After(4 * time.Minute):
		w.t.Fatalf("nothing reached the gate; journal %+v", w.sim.Journal())
	}
}

// eventually waits for a condition.
func (w *world) eventually(what string, condition func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(4 * time.Minute); !condition(); time.Sleep(tick) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%s never happened; journal %+v", what, w.sim.Journal())
		}
	}
}

// jobs returns the journal of a label, "" = all.
func (w *world) jobs(label string) []dorissim.JobRecord {
	var jobs []dorissim.JobRecord
	for _, j := range w.sim.Journal() {
		if label == "" || j.Label == label {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// ended waits until the newest job of a label is terminal.
func (w *world) ended(label string) string {
	w.t.Helper()
	state := ""
	w.eventually("the end of "+label, func() bool {
		jobs := w.jobs(label)
		if len(jobs) == 0 {
			return false
		}
		state = jobs[len(jobs)-1].State
		return state == "FINISHED" || state == "CANCELLED"
	})
	return state
}

// sent counts the statements that clients sent and that begin with words.
func (w *world) sent(words string) int {
	n := 0
	for _, s := range w.sim.Statements() {
		if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(s.Text)), words) {
			n++
		}
	}
	return n
}

// infoFiles counts the info files under a label.
func (w *world) infoFiles(repository, label string) int {
	n := 0
	for _, key := range w.s3.Objects("backups", repository+"/__palo_repository_"+repository+"/__ss_"+label+"/") {
		if strings.Contains(key, "/__info_") {
			n++
		}
	}
	return n
}

func limits() job.Wait {
	return job.Wait{Timeout: 5 * time.Minute, AdoptFinishedWithin: time.Hour, StallTimeout: 15 * time.Minute}
}

func fixed(name string) job.BackupRequest {
	return job.BackupRequest{Repository: "repo", Database: "shop", Name: name, Wait: limits()}
}

func generated() job.BackupRequest {
	return job.BackupRequest{Repository: "repo", Database: "shop", NamePrefix: "nightly_", Wait: limits()}
}

func into(database, snapshot string) job.RestoreRequest {
	return job.RestoreRequest{Repository: "repo", Snapshot: snapshot, Database: database, CreateDatabase: true, ReplicationNum: 1, Wait: limits()}
}

// both runs a case with a fixed name and with a prefix.
func both(t *testing.T, run func(t *testing.T, w *world, request job.BackupRequest, level job.Level)) {
	t.Run("fixed", func(t *testing.T) { run(t, newWorld(t), fixed("snap"), job.Namesake) })
	t.Run("generated", func(t *testing.T) { run(t, newWorld(t), generated(), job.Ours) })
}

func fails(t *testing.T, err error, code job.Code) *job.Error {
	t.Helper()
	var failure *job.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want %s", err, code)
	}
	if failure.Code != code {
		t.Fatalf("got %s: %+v (cause %v), want %s", failure.Code, *failure, failure.Cause, code)
	}
	return failure
}

func succeeds(t *testing.T, err error) {
	t.Helper()
	var failure *job.Error
	if errors.As(err, &failure) {
		t.Fatalf("%s: %+v (cause %v)", failure.Code, *failure, failure.Cause)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func noticed(notices []job.Notice, code job.NoticeCode, label string) bool {
	return slices.ContainsFunc(notices, func(n job.Notice) bool { return n.Code == code && n.Label == label })
}

func mustBackup(t *testing.T, r *job.Runner, request job.BackupRequest) job.BackupResult {
	t.Helper()
	result, err := r.Backup(context.Background(), request)
	succeeds(t, err)
	if result.State != doris.StateFinished {
		t.Fatalf("%+v", result)
	}
	return result
}

func mustRestore(t *testing.T, r *job.Runner, request job.RestoreRequest) job.RestoreResult {
	t.Helper()
	result, err := r.Restore(context.Background(), request)
	succeeds(t, err)
	if result.State != doris.StateFinished {
		t.Fatalf("%+v", result)
	}
	return result
}
