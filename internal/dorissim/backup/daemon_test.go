// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// running is a cluster whose daemon has its own timer.
func running(t *testing.T, line string) *cluster {
	t.Helper()
	c := newCluster(t, line, nil)
	ids := new(atomic.Int64)
	ids.Store(20000)
	next := func() int64 { return ids.Add(1) }
	c.catalog = catalog.New(catalog.Options{Profile: c.profile, NextID: next, Backends: 1})
	c.h = New(Options{Profile: c.profile, Catalog: c.catalog, NextID: next, Tick: time.Millisecond})
	t.Cleanup(c.h.Close)
	return c
}

// Jobs of different databases run at the same time, while others ask, cancel and restart.
func TestDaemonWithManyClients(t *testing.T) {
	c := running(t, "3.0")
	c.createRepository("repo")
	const databases = 4
	for i := range databases {
		c.shop(fmt.Sprintf("db%d", i))
	}
	var clients sync.WaitGroup
	for i := range databases {
		clients.Add(2)
		database := fmt.Sprintf("`db%d`", i)
		go func() {
			defer clients.Done()
			for n := range 5 {
				_, _ = c.exec(fmt.Sprintf("BACKUP SNAPSHOT %s.`l%d_%d` TO `repo`", database, i, n))
				_, _ = c.exec("CANCEL BACKUP FROM " + database)
			}
		}()
		go func() {
			defer clients.Done()
			for range 20 {
				_, _ = c.exec("SHOW BACKUP FROM " + database)
				_, _ = c.exec("SHOW SNAPSHOT ON `repo`")
				c.h.Journal()
			}
			c.h.Restart()
		}()
	}
	clients.Wait()
	for i := range databases {
		database := fmt.Sprintf("`db%d`", i)
		if _, err := c.exec(fmt.Sprintf("BACKUP SNAPSHOT %s.`last%d` TO `repo`", database, i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range databases {
		c.await(fmt.Sprintf("SHOW BACKUP FROM `db%d`", i), stateFinished)
	}
}

// await asks until the last row is in a state.
func (c *cluster) await(show, state string) {
	c.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for c.last(show, "State") != state {
		if time.Now().After(deadline) {
			c.t.Fatalf("%s: still %s", show, c.last(show, "State"))
		}
		time.Sleep(time.Millisecond)
	}
}

// Only one job per database runs; the gate lets a test stop the daemon's job where it wants.
func TestHoldState(t *testing.T) {
	c := running(t, "4.1")
	c.createRepository("repo")
	c.shop("shop")
	for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"} {
		reached, release := c.h.HoldState("backup", state)
		c.must("BACKUP SNAPSHOT `shop`.`" + state + "` TO `repo`")
		select {
		case <-reached:
		case <-time.After(20 * time.Second):
			t.Fatalf("%s was not reached", state)
		}
		if got := c.last("SHOW BACKUP FROM `shop`", "State"); got != state {
			t.Errorf("held in %s, shows %s", state, got)
		}
		release()
		release()
		c.await("SHOW BACKUP FROM `shop`", stateFinished)
	}
}
