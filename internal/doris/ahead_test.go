// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Many tables are read several at a time, each once, in the order that was asked for.
func TestManyTablesAreReadAtOnce(t *testing.T) {
	const tables = 40
	var under, most atomic.Int64
	company := make(chan struct{})
	var together sync.Once
	fe := startFrontend(t, func(sql string) fakeAnswer {
		n := under.Add(1)
		defer under.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		if n > 1 {
			together.Do(func() { close(company) })
		}
		select { // the first waits for another
		case <-company:
		case <-time.After(10 * time.Second):
			t.Error("one statement waits for the other")
		}
		name := strings.Trim(sql[strings.LastIndex(sql, ".")+1:], "`")
		if strings.HasPrefix(sql, "SHOW CREATE TABLE") {
			return table("Table Create_Table", []any{name, "CREATE TABLE `" + name + "` (\n  `id` INT\n) ENGINE=OLAP"})
		}
		return table("PartitionName ReplicationNum", []any{name, "3"})
	})
	client := openClient(t, nil, fe.address())
	var names []string
	for i := range tables {
		names = append(names, fmt.Sprintf("t%d", i))
	}
	client.ReadAhead(context.Background(), "shop", names)
	if got := fe.count("SHOW CREATE TABLE"); got != tables {
		t.Errorf("%d definitions were asked for", got)
	}
	for _, name := range names {
		if _, err := client.TableFacts(context.Background(), "shop", name); err != nil {
			t.Fatal(err)
		}
	}
	if got := fe.count("SHOW CREATE TABLE"); got != tables {
		t.Errorf("%d definitions were asked for in the end", got)
	}
	lists, err := client.PartitionsOf(context.Background(), "shop", names)
	if err != nil || len(lists) != tables || lists[7][0].Name != "t7" {
		t.Errorf("%v, %v", lists, err)
	}
	if got := most.Load(); got < 2 || got > readsAtOnce {
		t.Errorf("%d at once", got)
	}
}

// What no table can get past ends the look; what concerns one table alone does not.
func TestReadingAheadEndsWithTheFrontend(t *testing.T) {
	names := make([]string, 100)
	for i := range names {
		names[i] = fmt.Sprintf("t%d", i)
	}
	fe := startFrontend(t, func(string) fakeAnswer {
		return refused(1227, "Access denied; you need (at least one of) the (SHOW) privilege(s) for this operation")
	})
	client := openClient(t, nil, fe.address())
	client.ReadAhead(context.Background(), "shop", names)
	if got := fe.count("SHOW CREATE TABLE"); got > 2*readsAtOnce {
		t.Errorf("%d definitions were asked for", got)
	}
	if _, err := client.PartitionsOf(context.Background(), "shop", names); KindOf(err) != KindAccessDenied {
		t.Errorf("got %v", err)
	}
	fe.setAnswer(func(string) fakeAnswer { return refused(1051, "Unknown table 'x'") })
	before := fe.count("SHOW CREATE TABLE")
	client.ReadAhead(context.Background(), "shop", names)
	if got := fe.count("SHOW CREATE TABLE") - before; got != len(names) {
		t.Errorf("%d definitions were asked for", got)
	}
	if err := atOnce(0, nil); err != nil {
		t.Error(err)
	}
}
