// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// objectStore is an S3 API with the bucket "backups"; several clusters can share it.
type objectStore struct {
	url  string
	back gofakes3.Backend
}

func newStore(t *testing.T) *objectStore {
	t.Helper()
	back := s3mem.New()
	if err := back.CreateBucket("backups"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(back).Server())
	t.Cleanup(server.Close)
	return &objectStore{url: server.URL, back: back}
}

// keys lists the objects whose key holds part.
func (s *objectStore) keys(t *testing.T, part string) []string {
	t.Helper()
	list, err := s.back.ListBucket("backups", nil, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, object := range list.Contents {
		if strings.Contains(object.Key, part) {
			keys = append(keys, object.Key)
		}
	}
	slices.Sort(keys)
	return keys
}

// cluster is a handler with its catalog, a clock set by hand and a daemon moved by hand.
type cluster struct {
	t       *testing.T
	h       *Handler
	catalog *catalog.Catalog
	profile *profile.Profile
	session Session
	clock   time.Time
	zone    *time.Location
	config  map[string]string
	store   *objectStore
}

func newCluster(t *testing.T, line string, store *objectStore) *cluster {
	t.Helper()
	p, err := profile.Of(line)
	if err != nil {
		t.Fatal(err)
	}
	if store == nil {
		store = newStore(t)
	}
	c := &cluster{
		t: t, profile: p, store: store, zone: time.UTC, config: map[string]string{},
		clock: time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC),
	}
	ids := new(atomic.Int64)
	ids.Store(10000)
	next := func() int64 { return ids.Add(1) }
	now := func() time.Time { return c.clock }
	zone := func() *time.Location { return c.zone }
	c.catalog = catalog.New(catalog.Options{Profile: p, Now: now, Zone: zone, NextID: next, Backends: 1})
	c.h = New(Options{
		Profile: p, Catalog: c.catalog, Now: now, GlobalZone: zone, NextID: next, Backends: 1,
		DeadEndpointWait: 20 * time.Millisecond, SubmitWait: 50 * time.Millisecond,
		Config: func(name string) (string, bool) { text, ok := c.config[name]; return text, ok },
	})
	t.Cleanup(c.h.Close)
	return c
}

// exec runs one statement: by the handler, or by the catalog.
func (c *cluster) exec(text string) (*result.Result, error) {
	c.t.Helper()
	dialect := sql.Legacy
	if c.profile.Nereids {
		dialect = sql.Nereids
	}
	statement, err := sql.Parse(text, dialect)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	answer, handled, err := c.h.Exec(context.Background(), c.session, statement)
	if handled {
		return answer, err
	}
	answer, handled, err = c.catalog.Execute(statement, catalog.Session{Database: c.session.Database})
	if !handled {
		c.t.Fatalf("%s: nobody handles it", text)
	}
	return answer, err
}

// must runs statements that have to work.
func (c *cluster) must(texts ...string) {
	c.t.Helper()
	for _, text := range texts {
		if _, err := c.exec(text); err != nil {
			c.t.Fatalf("%s: %v", text, err)
		}
	}
}

// fails runs a statement that has to end in this message after detailMessage.
func (c *cluster) fails(text, want string) {
	c.t.Helper()
	_, err := c.exec(text)
	if err == nil {
		c.t.Errorf("%s: worked, want %q", text, want)
		return
	}
	if got := detail(err); got != want {
		c.t.Errorf("%s: got %q, want %q", text, got, want)
	}
}

// rows runs a statement and gives the rows as text, NULL as "NULL".
func (c *cluster) rows(text string) [][]string {
	c.t.Helper()
	answer, err := c.exec(text)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	var rows [][]string
	for _, row := range answer.Rows {
		var values []string
		for _, value := range row {
			if value == nil {
				values = append(values, "NULL")
				continue
			}
			values = append(values, *value)
		}
		rows = append(rows, values)
	}
	return rows
}

// last is a column of the last row.
func (c *cluster) last(text, column string) string {
	c.t.Helper()
	answer, err := c.exec(text)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	i := slices.Index(answer.Columns, column)
	if i < 0 || len(answer.Rows) == 0 {
		c.t.Fatalf("%s: no column %s or no row", text, column)
	}
	value := answer.Rows[len(answer.Rows)-1][i]
	if value == nil {
		return "NULL"
	}
	return *value
}

// ticks moves the daemon n rounds, a second each.
func (c *cluster) ticks(n int) {
	for range n {
		c.clock = c.clock.Add(time.Second)
		c.h.Tick()
	}
}

// states moves the daemon until the job that show shows has ended and gives the states it passed through.
func (c *cluster) states(show string) []string {
	c.t.Helper()
	states := []string{c.last(show, "State")}
	for range 20 {
		c.ticks(1)
		state := c.last(show, "State")
		if state != states[len(states)-1] {
			states = append(states, state)
		}
		if state == stateFinished || state == stateCancelled {
			return states
		}
	}
	c.t.Fatalf("%s: still %v", show, states)
	return nil
}

// finishes moves the daemon until the job has ended well.
func (c *cluster) finishes(show string) {
	c.t.Helper()
	states := c.states(show)
	if states[len(states)-1] != stateFinished {
		c.t.Fatalf("%s: %v, %s", show, states, c.last(show, "Status"))
	}
}

func (c *cluster) keysClause() string {
	return fmt.Sprintf(`"s3.endpoint"="%s","s3.region"="us-east-1","s3.access_key"="doriskey","s3.secret_key"="dorissecret","use_path_style"="true"`, c.store.url)
}

func (c *cluster) createRepository(name string) {
	c.t.Helper()
	c.must("CREATE REPOSITORY `" + name + "` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(" + c.keysClause() + ")")
}

// shop makes the database of the recordings with a few rows.
func (c *cluster) shop(database string) {
	c.t.Helper()
	c.must("CREATE DATABASE `"+database+"`",
		"CREATE TABLE `"+database+"`.`orders` (`id` INT, `d` DATE NOT NULL, `v` INT SUM) AGGREGATE KEY(`id`,`d`) PARTITION BY RANGE(`d`) "+
			"(PARTITION `p1` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2` VALUES LESS THAN (\"2027-01-01\")) "+
			"DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\")",
		"CREATE TABLE `"+database+"`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 "+
			"PROPERTIES(\"replication_num\"=\"1\")",
		"CREATE VIEW `"+database+"`.`v_orders` AS SELECT `id` FROM `"+database+"`.`orders`",
		"INSERT INTO `"+database+"`.`orders` VALUES (1, \"2025-03-01\", 100), (2, \"2026-02-01\", 250)",
		"INSERT INTO `"+database+"`.`customers` VALUES (1, \"Ann\"), (2, \"it's\")")
}

// count is SELECT COUNT(*).
func (c *cluster) count(table string) string {
	c.t.Helper()
	return c.rows("SELECT COUNT(*) FROM " + table)[0][0]
}

// timestamp is the timestamp of a finished snapshot.
func (c *cluster) timestamp(label string) string {
	c.t.Helper()
	return c.last("SHOW SNAPSHOT ON `repo` WHERE SNAPSHOT = \""+label+"\"", "Timestamp")
}

// restoring is a RESTORE statement with replication_num 1.
func (c *cluster) restoring(database, label, objects, properties string) string {
	c.t.Helper()
	if properties != "" {
		properties = "," + properties
	}
	return "RESTORE SNAPSHOT `" + database + "`.`" + label + "` FROM `repo` " + objects +
		" PROPERTIES(\"backup_timestamp\"=\"" + c.timestamp(label) + "\",\"replication_num\"=\"1\"" + properties + ")"
}

// shopWithSnapshot is a cluster with the shop, the repository and the finished snapshot "one".
func shopWithSnapshot(t *testing.T, line string) *cluster {
	t.Helper()
	c := newCluster(t, line, nil)
	c.shop("shop")
	c.createRepository("repo")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
	c.finishes("SHOW BACKUP FROM `shop`")
	return c
}

// lines are all profiles, for what is the same on each.
func lines(t *testing.T, test func(t *testing.T, line string)) {
	for _, line := range profile.Names() {
		t.Run(line, func(t *testing.T) { test(t, line) })
	}
}
