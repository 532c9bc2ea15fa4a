// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"math/rand/v2"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Runner runs jobs on one cluster and remembers, for the life of the configured provider, what was claimed and released.
// It is safe for concurrent use.
type Runner struct {
	cluster     cluster
	clock       Clock
	poll        time.Duration
	timing      Timing
	log         doris.LogFunc
	locks       locks
	memory      memory
	nonce       func() string                                       // of a generated label
	randomPause func(shortest, longest time.Duration) time.Duration // a random pause
}

// Options of a Runner; zero values are the defaults.
type Options struct {
	Clock  Clock         // nil = the machine's monotonic clock
	Poll   time.Duration // fixed interval between two looks; 0 = 2 % of the time waited, 1 s to 15 s
	Log    doris.LogFunc // one line per change: submitted, state, tasks left; nil = silent
	Timing Timing        // zero = the real times, TimingOf(3 s)
}

// New returns a runner for one cluster.
func New(client *doris.Client, options Options) *Runner { return newRunner(client, options) }

func newRunner(c cluster, options Options) *Runner {
	r := &Runner{
		cluster: c, clock: options.Clock, poll: options.Poll, timing: options.Timing, log: options.Log,
		memory: newMemory(), nonce: newNonce, randomPause: randomBetween,
	}
	if r.clock == nil {
		r.clock = machineClock{}
	}
	if r.timing == (Timing{}) {
		r.timing = TimingOf(realTick)
	}
	return r
}

// randomBetween keeps processes that were refused at the same moment apart.
func randomBetween(shortest, longest time.Duration) time.Duration {
	if longest <= shortest {
		return shortest
	}
	return shortest + rand.N(longest-shortest) //nolint:gosec // no secret: it only keeps two processes apart
}
