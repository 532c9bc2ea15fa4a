// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

// realTick is the period of Doris's job daemon (DORIS.md "The job daemon").
const realTick = 3 * time.Second

// Timing holds every time of LIFECYCLE.md "The waiter", "Races", "Queueing". Those that follow the job daemon are multiples of its tick, so that
// tests run the same machine in milliseconds.
type Timing struct {
	Tick         time.Duration // period of Doris's job daemon
	PollMin      time.Duration // shortest interval between two looks at a running job
	PollMax      time.Duration // longest
	QueueMin     time.Duration // shortest interval between two looks at another's job
	QueueMax     time.Duration // longest
	RetryMin     time.Duration // shortest pause after "is being submitted"
	RetryMax     time.Duration // longest
	SubmitLook   time.Duration // how long a submission may stay invisible
	BlockedAfter time.Duration // unchanged for so long without a message: look whether another job blocks the cluster
	StuckAfter   time.Duration // in a late state for so long: may be cancelled after all
	LostAfter    time.Duration // without any frontend for so long: the outcome is unknown
	QueryAfter   time.Duration // a query that fails for so long is not asked again

	CancelWithin time.Duration // how old a SHOW may be when CANCEL is sent
	Statement    time.Duration // limit of a statement that Ctrl-C must not cut
}

// TimingOf returns the times for a daemon with this tick. CancelWithin and Statement do not depend on it: they bound how
// long a statement takes, not what Doris does.
func TimingOf(tick time.Duration) Timing {
	return Timing{
		Tick:         tick,
		PollMin:      tick / 3,
		PollMax:      5 * tick,
		QueueMin:     tick,
		QueueMax:     5 * tick,
		RetryMin:     tick / 3,
		RetryMax:     5 * tick / 3,
		SubmitLook:   10 * tick,
		BlockedAfter: 20 * tick,
		StuckAfter:   100 * tick,
		LostAfter:    100 * tick,
		QueryAfter:   10 * tick,
		CancelWithin: time.Second,
		Statement:    30 * time.Second,
	}
}

// interval is the pause before the next look: 2 % of the time waited, within bounds (so little is lost
// between FINISHED and the check).
func interval(waited, shortest, longest time.Duration) time.Duration {
	return min(max(waited/50, shortest), longest)
}
