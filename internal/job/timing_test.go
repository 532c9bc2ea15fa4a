// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"
	"time"
)

func TestTimingFollowsTheTick(t *testing.T) {
	usual, tiny := TimingOf(3*time.Second), TimingOf(3*time.Millisecond)
	want := Timing{
		Tick: 3 * time.Second, PollMin: time.Second, PollMax: 15 * time.Second, QueueMin: 3 * time.Second, QueueMax: 15 * time.Second,
		RetryMin: time.Second, RetryMax: 5 * time.Second, SubmitLook: 30 * time.Second, BlockedAfter: time.Minute, StuckAfter: 5 * time.Minute,
		LostAfter: 5 * time.Minute, QueryAfter: 30 * time.Second, CancelWithin: time.Second, Statement: 30 * time.Second,
	}
	if usual != want {
		t.Errorf("%+v", usual)
	}
	if tiny.LostAfter != 300*time.Millisecond || tiny.Statement != want.Statement {
		t.Errorf("%+v", tiny)
	}
}
