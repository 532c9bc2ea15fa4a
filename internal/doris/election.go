// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"sync"
	"time"
)

// forgetElection is after how long a cluster that had no master is waited for anew.
const forgetElection = time.Minute

// election is the time in which a cluster has no master. It is waited for once: whoever comes later waits for what is left.
type election struct {
	mu    sync.Mutex
	began time.Time // zero: there is a master, as far as known
}

// wait rests for a moment where an answer says that there is no master just now. False: it was waited for long enough.
func (c *Client) wait(ctx context.Context, failure *Error) bool {
	if !withoutMaster(failure) {
		return false
	}
	c.election.mu.Lock()
	now := time.Now()
	if c.election.began.IsZero() || now.Sub(c.election.began) > forgetElection {
		c.election.began = now
		c.log(ctx, "info", "The cluster has no master just now; waiting for the frontends to elect one", map[string]any{
			"endpoint": failure.Endpoint, "statement": failure.Statement, "reason": failure.Message,
		})
	}
	left := c.cfg.Limits.Election - now.Sub(c.election.began)
	c.election.mu.Unlock()
	if left <= 0 {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(min(left, c.cfg.Limits.Pause)):
		return true
	}
}

// elected notes that what waited for a master was answered: there is one, and it may be looked for.
func (c *Client) elected() {
	c.election.mu.Lock()
	waited := !c.election.began.IsZero()
	c.election.began = time.Time{}
	c.election.mu.Unlock()
	if waited {
		c.frontends.lookAgain()
	}
}

// withoutMaster reports whether a frontend said that it has no master, or lost it over the statement.
func withoutMaster(failure *Error) bool {
	return failure.Code != 0 && (failure.Kind == KindNotMaster || failure.Kind == KindConnectionLost)
}
