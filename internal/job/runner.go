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
	cluster cluster
	clock   Clock
	poll    time.Duration
	timing  Timing
	log     doris.LogFunc
	locks   locks
	memory  memory
	nonce   func() string                                       // of a generated label
	between func(shortest, longest time.Duration) time.Duration // a random pause
}

// Options of a Runner; zero values are the defaults.
type Options struct {
	Clock  Clock         // nil = the machine's monotonic clock
	Poll   time.Duration // fixed interval between two looks; 0 = 2 % of the time waited, 1 s to 15 s
	Log    doris.LogFunc // one line per change: submitted, state, tasks left; nil = silent
	Timing Timing        // zero = the real times, TimingOf(3 s)
}

// Clock is injected so that tests need not wait.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// New returns a runner for one cluster.
func New(client *doris.Client, options Options) *Runner { return newRunner(client, options) }

func newRunner(c cluster, options Options) *Runner {
	r := &Runner{
		cluster: c, clock: options.Clock, poll: options.Poll, timing: options.Timing, log: options.Log,
		nonce: newNonce, between: randomBetween,
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

// Fate is what a read found out about an object in state.
type Fate string

// Fates of an object in state (lifecycle 3, Read).
const (
	Unchanged    Fate = "unchanged"
	Moved        Fate = "moved"        // a running job: Result holds its progress, or the full result
	Gone         Fate = "gone"         // deleted, cancelled or vanished: the object leaves the state, with a warning
	Unrestorable Fate = "unrestorable" // twins, or another's snapshot under the label
	Kept         Fate = "kept"         // repository missing or unreadable: nothing is concluded, a warning says so
)

// BackupRead is the outcome of ReadBackup.
type BackupRead struct {
	Fate    Fate
	Result  BackupResult // with Moved
	Notices []Notice
}

// RestoreRead is the outcome of ReadRestore. Present lists the targets that are still there.
type RestoreRead struct {
	Fate    Fate
	Result  RestoreResult
	Present []string
	Notices []Notice
}
