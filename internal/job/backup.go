// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// backup is one Create or resumed wait of a snapshot.
type backup struct {
	*operation
	request  BackupRequest
	identity backupIdentity

	asked           []string            // tables and views that were asked for; nil = not known
	askedPartitions map[string][]string // of the tables whose partitions were selected; nil = not known
	wanted          Selection           // as written: what a snapshot taken over by its name is compared with
	refused         error               // Doris's refusal of the label: somebody's files hold it
	nonces          int                 // labels that Doris refused
	stale           int                 // lists of objects of which one was gone
	foreign         proof               // race 3: what appeared under our label
	occupied        bool                // a job is ours by now: the claim stays even after an error
}

// Backup takes a snapshot exactly once (Create). It returns *Error for everything that the lifecycle document names.
func (r *Runner) Backup(ctx context.Context, request BackupRequest) (BackupResult, error) {
	b := r.newBackup(ctx, request)
	defer func() { b.stop() }()
	if b.nameFixed && !r.memory.claimBackup(b.operation, request.Name) {
		return BackupResult{}, b.fail(CodeDuplicate)
	}
	result, err := b.create()
	if err != nil && !b.occupied {
		r.memory.unclaimBackup(b.operation, b.label)
	}
	return result, err
}

func (r *Runner) newBackup(ctx context.Context, request BackupRequest) *backup {
	b := &backup{operation: r.begin(ctx, kindBackup, request.Database, request.Repository, request.Wait), request: request, wanted: request.Selection}
	b.label, b.nameFixed = request.Name, request.NamePrefix == ""
	b.identity = backupIdentity{
		generated: !b.nameFixed, label: request.Name, prefix: request.NamePrefix, selection: request.Selection,
		request: Request(request.MetadataOnly, request.Selection, request.Triggers),
		ignore:  func(label string) bool { return r.memory.takenBackup(b.operation, label) },
	}
	return b
}

func (b *backup) create() (BackupResult, error) {
	release, err := b.lock()
	if err != nil {
		return BackupResult{}, err
	}
	defer release()
	if err := b.place(); err != nil {
		return BackupResult{}, err
	}
	for {
		look, err := b.look()
		if err != nil {
			return BackupResult{}, b.explain(err)
		}
		result, again, err := b.act(decideBackup(look.facts), look)
		if !again {
			return result, err
		}
	}
}

// act does what the table says. again: decide anew.
func (b *backup) act(d decision, look backupLook) (result BackupResult, again bool, err error) {
	b.remark(d, look)
	switch d.action {
	case actQueue:
		job, kind := look.history.unfinished()
		err = b.queue(kind, *job)
		return BackupResult{}, err == nil, err
	case actWait:
		b.adoptRow(look.row)
		b.noticeWaited(look.row.Label)
		return b.await(&waiter{
			op: b.operation, level: b.adoptedLevel(), mayUnblock: b.identity.generated,
			key: jobKey{kind: kindBackup, database: b.database, label: look.row.Label, created: look.row.Created},
		})
	case actAdopt:
		b.adoptRow(look.row)
		return b.adopt(look)
	case actSubmit:
		return b.submit(look)
	default:
		return BackupResult{}, false, b.refusal(d, look)
	}
}

func (b *backup) adoptedLevel() Level {
	if b.identity.generated {
		return Ours
	}
	return Namesake
}

// adoptRow makes a found job this operation's own. The list that was submitted is BackupObjs while it is readable.
func (b *backup) adoptRow(job *doris.BackupJob) {
	b.occupied = true
	if job == nil {
		return
	}
	b.label = job.Label
	b.r.memory.claimBackup(b.operation, job.Label)
	b.asked = nil
	if job.Objects != nil {
		b.asked = objectNames(jobObjects(job.Objects))
	}
}

// submit sends the backup under a fixed name or a new label and waits for it.
func (b *backup) submit(look backupLook) (BackupResult, bool, error) {
	spec, err := b.spec(look.history.now)
	if err != nil {
		return BackupResult{}, false, err
	}
	return b.send(spec, look.history)
}

func (b *backup) send(spec doris.BackupSpec, h history) (BackupResult, bool, error) {
	b.label = spec.Label
	outcome, err := b.submitOnce(func(ctx context.Context) error { return b.r.cluster.SubmitBackup(ctx, spec) })
	switch outcome {
	case sentAgain:
		return BackupResult{}, true, nil
	case sentRefused:
		if doris.KindOf(err) == doris.KindSnapshotExists && b.mayTryAgain(err) || b.isStale(err) {
			return BackupResult{}, true, nil
		}
		return BackupResult{}, false, b.explain(err)
	}
	b.occupied = true
	b.r.memory.claimBackup(b.operation, spec.Label)
	w := &waiter{
		op: b.operation, level: Mine, answered: outcome == sentOK, submittedAt: b.r.clock.Now(),
		key: jobKey{kind: kindBackup, database: b.database, label: spec.Label}, before: backupRows(h.backups),
	}
	if outcome == sentSilence {
		w.cause, w.lostAnswer = err, err
		if b.nameFixed { // without a nonce it could be a stranger's of the same moment
			w.level = Namesake
		}
	}
	w.mayCancel, w.mayUnblock = w.level == Mine, w.level == Mine
	if w.level == Mine && b.nameFixed {
		w.shared = b.foreignInfoFile
	}
	return b.await(w)
}

// await waits for the job and returns the result. again: decide anew.
func (b *backup) await(w *waiter) (BackupResult, bool, error) {
	state := w.wait()
	if state == waitStalled || state == waitExpired {
		var failure *Error
		if state, failure = w.giveUp(state); failure != nil {
			return BackupResult{}, false, b.checkLabel(failure)
		}
	}
	b.r.cluster.ForgetSnapshots(b.repository)
	b.grace()
	switch state {
	case waitVerify:
		return b.conclude(w)
	case waitVanished:
		return b.vanished(w)
	case waitNothing:
		return b.nothing(w)
	case waitInterrupted:
		return b.interrupted(w), false, nil
	case waitBlockedOwn:
		return b.resubmit(w)
	case waitShared:
		return BackupResult{}, false, b.sharedError(w)
	default:
		return BackupResult{}, false, b.checkLabel(w.failure(state))
	}
}

// checkLabel finds out whether a cancelled backup left files that hold the label: they show in the listing, also when no
// look saw the job UPLOADING.
func (b *backup) checkLabel(failure *Error) *Error {
	if failure.UsedUp || (failure.Code != CodeCancelled && !failure.Cancelled) {
		return failure
	}
	b.r.cluster.ForgetSnapshots(b.repository)
	ctx, done := b.uncut()
	defer done()
	all, err := b.r.cluster.Snapshots(ctx, b.repository)
	failure.UsedUp = err == nil && slices.ContainsFunc(all, func(s doris.Snapshot) bool { return s.Name == failure.Label })
	return failure
}

// conclude proves the snapshot of a FINISHED job in the repository.
func (b *backup) conclude(w *waiter) (BackupResult, bool, error) {
	found, err := b.verifyBackup(w.key.label, w.key.created, 3)
	if err != nil {
		if wasInterrupted(err) {
			return b.interrupted(w), false, nil
		}
		return BackupResult{}, false, b.unproven(w, err)
	}
	if found.verdict == verdictNone {
		if w.level == Namesake {
			return BackupResult{}, true, nil // it wrote to another repository
		}
		failure := w.about(CodeVanished)
		failure.Cancel = ""
		return BackupResult{}, false, failure
	}
	result, err := b.full(found, w.last.progress(b.queued), w.level)
	return result, false, err
}

// unproven: the job is FINISHED and its snapshot could not be looked at.
func (b *backup) unproven(w *waiter, err error) error {
	explained := b.explain(err)
	var failure *Error
	if errors.As(explained, &failure) {
		if failure.Code == CodeDoris && doris.KindOf(err) == doris.KindAccessDenied {
			failure.Code = CodeRepository
		}
		failure.Label, failure.LastState = w.key.label, doris.StateFinished
		if w.last != nil {
			failure.JobID, failure.FinishedAt = w.last.ID, w.last.Finished
		}
	}
	return explained
}

// vanished: the row is gone. An info file of our time and database says that it was evicted after it had finished.
func (b *backup) vanished(w *waiter) (BackupResult, bool, error) {
	if w.key.created.IsZero() {
		return BackupResult{}, false, w.failure(waitVanished)
	}
	found, err := b.verifyBackup(w.key.label, w.key.created, 3)
	switch {
	case wasInterrupted(err):
		return b.interrupted(w), false, nil
	case err != nil:
		return BackupResult{}, false, b.unproven(w, err)
	case found.verdict == verdictNone || (found.verdict == verdictShared && w.level == Namesake):
		return BackupResult{}, false, w.failure(waitVanished)
	}
	result, err := b.full(found, evictedProgress(w.key.label, found.details), w.level)
	return result, false, err
}

// evictedProgress is what is known of a finished job whose row is gone.
func evictedProgress(label string, details *doris.SnapshotDetails) Progress {
	p := Progress{Label: label, State: doris.StateFinished}
	if details != nil {
		p.Created = details.BackupTime.Truncate(time.Second)
	}
	return p
}

// interrupted is what a Ctrl-C leaves: the job runs on, the next apply resumes. A last look learns its CreateTime.
func (b *backup) interrupted(w *waiter) BackupResult {
	w.lastLook()
	result := BackupResult{Database: b.database, Level: w.level, Interrupted: true, Submitted: b.asked, Notices: b.notices}
	result.Progress = Progress{Label: w.key.label, State: "PENDING", Created: w.key.created}
	if w.last != nil {
		result.Progress = w.last.progress(b.queued)
	}
	return result
}

// lastLook reads the row once more when its CreateTime is not known yet.
func (w *waiter) lastLook() {
	if w.last != nil {
		return
	}
	ctx, done := w.op.uncut()
	defer done()
	rows, err := w.op.r.rows(ctx, w.key.kind, w.key.database)
	if err != nil {
		return
	}
	if found := w.find(rows); found != nil {
		w.note(*found, w.op.r.clock.Now())
	}
}

// resubmit cancels our own blocked job and submits it once more under the same label: nothing was uploaded. Where that was
// in vain, it is not left in the way of all jobs.
func (b *backup) resubmit(w *waiter) (BackupResult, bool, error) {
	if b.resubmitted {
		return BackupResult{}, false, w.unprepared()
	}
	again, failure := w.unblock()
	if !again {
		return BackupResult{}, false, failure
	}
	h, err := b.readHistory()
	if err != nil {
		return BackupResult{}, false, b.explain(err)
	}
	spec, err := b.spec(h.now)
	if err != nil {
		return BackupResult{}, false, err
	}
	spec.Label = w.key.label
	result, decideAnew, err := b.send(spec, h)
	if decideAnew && err == nil { // somebody else's job slipped in: the ordinary way queues behind it
		return BackupResult{}, true, nil
	}
	return result, false, err
}

func backupRows(jobs []doris.BackupJob) []row {
	var rows []row
	for i := range jobs {
		rows = append(rows, row{Job: jobs[i].Job, backup: &jobs[i]})
	}
	return rows
}
