// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"sync"
	"sync/atomic"
)

// readsAtOnce is how many statements of one look at many tables are under way at the same time: a frontend answers each in
// milliseconds, but hundreds after each other take as long as the network is far. Users are let in with a hundred connections.
const readsAtOnce = 8

// atOnce works on 0 to n-1, several at a time, and begins nothing more after a failure. It returns the failure of the lowest.
func atOnce(n int, work func(i int) error) error {
	failures := make([]error, n)
	var next atomic.Int64
	var failed atomic.Bool
	var workers sync.WaitGroup
	for range min(n, readsAtOnce) {
		workers.Go(func() {
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if failures[i] = work(i); failures[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	workers.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}

// ReadAhead reads the definitions of tables and views several at a time, so that TableFacts has them at hand. It says nothing
// of what cannot be read: who asks for it meets the same error.
func (c *Client) ReadAhead(ctx context.Context, database string, tables []string) {
	_ = atOnce(len(tables), func(i int) error {
		_, err := c.TableFacts(ctx, database, tables[i])
		switch KindOf(err) {
		case KindUnknownTable, KindOther: // this one alone
			return nil
		}
		return err
	})
}

// PartitionsOf is PartitionsWithReplicas of several tables, in their order.
func (c *Client) PartitionsOf(ctx context.Context, database string, tables []string) ([][]Partition, error) {
	lists := make([][]Partition, len(tables))
	err := atOnce(len(tables), func(i int) (err error) {
		lists[i], err = c.PartitionsWithReplicas(ctx, database, tables[i])
		return err
	})
	return lists, err
}
