// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

type machineClock struct{}

// Now carries a monotonic reading: deadlines, stalls and polls do not follow the machine's wall clock.
func (machineClock) Now() time.Time { return time.Now() }

func (machineClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Clock is injected so that tests need not wait.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}
