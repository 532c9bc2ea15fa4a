// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// sent is what became of a submission.
type sent int

const (
	sentOK      sent = iota // queued by Doris
	sentSilence             // the connection broke after the statement: its outcome is unknown
	sentAgain               // certainly not submitted: decide anew
	sentRefused             // Doris said no
)

// submitOnce sends a submission at most once that may have taken effect. Ctrl-C does not cut it. "Another backup or
// restore job is being submitted" means that Doris did not look at it: it is sent again after a while.
func (o *operation) submitOnce(submit func(ctx context.Context) error) (sent, error) {
	if o.jobless {
		return sentRefused, o.fail(CodeNoJobs)
	}
	for {
		if end := o.ending(); end != notEnded {
			return sentRefused, o.ended(end)
		}
		ctx, done := o.submissionContext()
		err := submit(ctx)
		cut := ctx.Err() != nil
		done()
		switch {
		case err == nil:
			o.submitted, o.answered = true, true
			o.info("submitted", nil)
			return sentOK, nil
		case doris.KindOf(err) == doris.KindSubmissionBusy:
			if end := o.pause(o.r.randomPause(o.r.timing.RetryMin, o.r.timing.RetryMax)); end != notEnded {
				return sentRefused, o.ended(end)
			}
		case doris.KindOf(err) == doris.KindConnectionLost:
			o.info("the submission was not answered; looking for the job", nil)
			return sentSilence, err
		case cut && doris.KindOf(err) != doris.KindCancelled:
			return sentSilence, err
		case doris.KindOf(err) == doris.KindUnreachable || doris.KindOf(err) == doris.KindNotMaster || doris.KindOf(err) == doris.KindCancelled:
			o.answered = true
			if end := o.pause(o.r.timing.PollMin); end != notEnded {
				return sentRefused, o.ended(end)
			}
			return sentAgain, err
		case doris.KindOf(err) == doris.KindJobRunning:
			// Somebody was faster. A random pause keeps two processes from meeting again and again.
			if end := o.pause(o.r.randomPause(0, 2*o.r.timing.PollMin)); end != notEnded {
				return sentRefused, o.ended(end)
			}
			return sentAgain, err
		default:
			return sentRefused, err
		}
	}
}

// mostLost is how many submissions of one operation may get lost with a master before it gives up.
const mostLost = 3

// decideAnew prepares an operation to decide anew after its submission got lost with the master, before it took effect.
func (o *operation) decideAnew() bool {
	if o.lost++; o.lost >= mostLost {
		return false
	}
	o.submitted, o.waited = false, false
	o.info("the master changed, and what was submitted got lost with the old one: the new one shows no job of it; deciding anew", nil)
	return true
}
