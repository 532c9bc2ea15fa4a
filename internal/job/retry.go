// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// lost reports whether an error says nothing but that no frontend could answer.
func lost(err error) bool {
	switch doris.KindOf(err) {
	case doris.KindUnreachable, doris.KindConnectionLost, doris.KindNotMaster:
		return true
	}
	return false
}

// failing measures for how long a question fails without an answer between.
type failing struct{ first time.Time }

func (f *failing) longer(than time.Duration, now time.Time) bool {
	if f.first.IsZero() {
		f.first = now
	}
	return now.Sub(f.first) >= than
}

// persist asks until Doris answers: a frontend that restarts or a master that moves is waited out. A cluster that cannot
// be reached at the very beginning is an error at once. Errors are Doris's, or an *Error when the operation must stop.
func (o *operation) persist(ask func(ctx context.Context) error) error {
	var fails failing
	wait := o.r.timing.PollMin
	for {
		err := ask(o.bound)
		if err == nil {
			o.answered = true
			return nil
		}
		if end := o.ending(); end != notEnded {
			return o.ended(end)
		}
		if !lost(err) || o.mode == modeRead || (!o.answered && doris.KindOf(err) == doris.KindUnreachable) {
			return err
		}
		if fails.longer(o.r.timing.LostAfter, o.r.clock.Now()) {
			return o.failBecause(CodeLost, err)
		}
		if end := o.pause(wait); end != notEnded {
			return o.ended(end)
		}
		wait = min(2*wait, o.r.timing.PollMax)
	}
}

// coded turns an answer of Doris to a look into the operation's error.
func (o *operation) coded(err error) error {
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	switch doris.KindOf(err) {
	case doris.KindUnknownDatabase:
		return o.failBecause(CodeNoDatabase, err)
	case doris.KindRepositoryMissing, doris.KindRepositoryReadOnly, doris.KindRepositoryUnreadable, doris.KindRepositoryPing, doris.KindSnapshotDamaged:
		return o.failBecause(CodeRepository, err)
	}
	return o.failBecause(CodeDoris, err)
}

// persistUnreadable is persist for the repository: nothing is concluded from storage that cannot be listed just now.
func (o *operation) persistUnreadable(ask func(ctx context.Context) error) error {
	var fails failing
	for {
		err := o.persist(ask)
		if o.mode == modeRead || doris.KindOf(err) != doris.KindRepositoryUnreadable {
			return err
		}
		if fails.longer(o.r.timing.LostAfter, o.r.clock.Now()) {
			return err
		}
		if end := o.pause(o.r.timing.PollMax); end != notEnded {
			return o.ended(end)
		}
	}
}
