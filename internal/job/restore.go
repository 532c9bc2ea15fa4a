// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"maps"
	"strconv"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// restore is one Create, Update or resumed wait of a restore.
type restore struct {
	*operation
	request  RestoreRequest
	baseline *time.Time // set when triggers changed: runs again against this CreateTime

	timestamp       string // the snapshot's
	details         *doris.SnapshotDetails
	goal            goal
	absent          []string // targets that certainly did not exist when the job was submitted; nil = not known
	created         []string // targets that count as created by the restore, for on_destroy
	createdDatabase bool
	supposed        bool // an apply that failed seems to have created it
}

// Restore restores a snapshot exactly once (Create).
func (r *Runner) Restore(ctx context.Context, request RestoreRequest) (RestoreResult, error) {
	o := r.newRestore(ctx, request)
	defer func() { o.stop() }()
	return o.run()
}

// RestoreAgain runs a restore on purpose (triggers changed), against the baseline in state (Update).
func (r *Runner) RestoreAgain(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	o := r.newRestore(ctx, request)
	defer func() { o.stop() }()
	o.baseline = &state.Created
	return o.run()
}

// PlanRestore says, without side effects, what a restore would meet now, for checks at plan: nil, or the *Error that
// Restore would return before it submits; else what it would do.
func (r *Runner) PlanRestore(ctx context.Context, request RestoreRequest) (RestorePlan, error) {
	o := r.newRestore(ctx, request)
	defer func() { o.stop() }()
	o.once = true
	return o.plan()
}

// PlanRestoreAgain says the same of a run on purpose, against the baseline in state.
func (r *Runner) PlanRestoreAgain(ctx context.Context, request RestoreRequest, state RestoreState) (RestorePlan, error) {
	o := r.newRestore(ctx, request)
	defer func() { o.stop() }()
	o.once, o.baseline = true, &state.Created
	return o.plan()
}

// decide asks the table that holds for this run.
func (o *restore) decide(look restoreLook) decision {
	if o.baseline != nil {
		return decideAgain(look.again)
	}
	return decideRestore(look.facts)
}

func (o *restore) plan() (RestorePlan, error) {
	look, err := o.look()
	if err != nil {
		return RestorePlan{}, o.explain(err)
	}
	if o.baseline == nil {
		o.foresee(&look)
	}
	plan := RestorePlan{Submits: true, BackupTimestamp: o.timestamp}
	switch d := o.decide(look); d.action {
	case actRefuse:
		return RestorePlan{}, o.refusal(d, look)
	case actWait:
		plan.Submits = false
		o.notice("A job will be waited for", sentence(describe(kindRestore, o.label, o.database))+
			" (job "+look.row.ID+") is "+look.row.State+"; apply waits for its end and submits nothing.")
	case actAdopt:
		plan.Submits = false
		o.notice("A finished restore will be taken over", sentence(describe(kindRestore, o.label, o.database))+
			" finished at "+instant(look.row.Finished)+" and its tables are there; apply submits nothing.")
	case actQueue:
		job, kind := look.history.unfinished()
		plan.Holder = holder(kind, *job)
	}
	plan.Notices = o.notices
	return plan, nil
}

func (r *Runner) newRestore(ctx context.Context, request RestoreRequest) *restore {
	o := &restore{operation: r.begin(ctx, kindRestore, request.Database, request.Repository, request.Wait), request: request}
	o.label, o.nameFixed = request.Snapshot, true
	return o
}

func (o *restore) run() (RestoreResult, error) {
	release, err := o.lock()
	if err != nil {
		return RestoreResult{}, err
	}
	defer release()
	for {
		look, err := o.look()
		if err != nil {
			return RestoreResult{}, o.explain(err)
		}
		result, again, err := o.act(o.decide(look), look)
		if !again {
			return result, err
		}
	}
}

// act does what the table says. again: decide anew.
func (o *restore) act(d decision, look restoreLook) (RestoreResult, bool, error) {
	switch d.action {
	case actQueue:
		job, kind := look.history.unfinished()
		err := o.queue(kind, *job)
		return RestoreResult{}, err == nil, err
	case actWait:
		o.noticeWaited(o.label)
		o.takeOver(look)
		return o.await(&waiter{op: o.operation, level: Namesake, key: o.key(look.row.Created)})
	case actAdopt:
		return o.adopt(look)
	case actSubmit:
		return o.submit(look)
	default:
		return RestoreResult{}, false, o.refusal(d, look)
	}
}

func (o *restore) key(created time.Time) jobKey {
	return jobKey{kind: kindRestore, database: o.database, label: o.label, timestamp: o.timestamp, created: created}
}

func (o *restore) place(created time.Time) restorePlace {
	return restorePlace{o.database, o.label, o.timestamp, created.Unix()}
}

func (o *restore) claim(created time.Time) {
	if !created.IsZero() {
		o.r.memory.claimRestore(o.operation, o.place(created), o.goal.targets)
	}
}

func (o *restore) submit(look restoreLook) (RestoreResult, bool, error) {
	if look.facts.databaseMissing {
		err := o.persist(func(ctx context.Context) error { return o.r.cluster.CreateDatabase(ctx, o.database) })
		if err != nil {
			return RestoreResult{}, false, o.explain(err)
		}
		o.createdDatabase = true
		o.info("created the database", nil)
	}
	if !o.createdDatabase && o.request.CreateDatabase && len(look.others) == 0 {
		inherited := o.r.memory.inherits(o.database)
		o.supposed = !inherited && o.attempted(look)
		o.createdDatabase = inherited || o.supposed
	}
	o.absent = without(o.goal.targets, look.present)
	o.created = o.absent
	return o.send(restoreRows(look.history.restores))
}

func (o *restore) send(before []row) (RestoreResult, bool, error) {
	spec := doris.RestoreSpec{
		Database: o.database, Label: o.label, Repository: o.repository, BackupTimestamp: o.timestamp,
		Tables: o.goal.list, Properties: restoreProperties(o.request), Timeout: o.wait.JobTimeout,
		RestoreOptions: o.request.RestoreOptions,
	}
	outcome, err := o.submitOnce(func(ctx context.Context) error { return o.r.cluster.SubmitRestore(ctx, spec) })
	switch outcome {
	case sentAgain:
		return RestoreResult{}, true, nil
	case sentRefused:
		return RestoreResult{}, false, o.explainRefusal(err)
	}
	w := &waiter{
		op: o.operation, level: Mine, answered: outcome == sentOK, submittedAt: o.r.clock.Now(),
		key: o.key(time.Time{}), before: before,
	}
	if outcome == sentSilence {
		w.cause, w.lostAnswer, w.level = err, err, Namesake
	}
	w.mayCancel, w.mayUnblock = w.level == Mine, w.level == Mine
	return o.await(w)
}

// explainRefusal sorts what Doris says to RESTORE at once; nearly all of its checks come later, as CANCELLED.
func (o *restore) explainRefusal(err error) error {
	switch doris.KindOf(err) {
	case doris.KindSnapshotMissing:
		return o.because(CodeNoSnapshot, err)
	case doris.KindNotInSnapshot:
		return o.because(CodeSelection, err)
	}
	return o.explain(err)
}

// restoreProperties are the request's RESTORE properties. With none of the three replica arguments reserve_replica = true
// is sent: Doris's own default of three replicas is the commonest failure (schema 6, 4).
func restoreProperties(request RestoreRequest) map[string]string {
	properties := maps.Clone(request.Properties)
	if properties == nil {
		properties = map[string]string{}
	}
	switch {
	case request.ReplicationNum != 0:
		properties["replication_num"] = strconv.FormatInt(request.ReplicationNum, 10)
	case request.ReplicaAllocation != "":
		properties["replication_allocation"] = request.ReplicaAllocation
	default:
		properties["reserve_replica"] = strconv.FormatBool(reservesReplica(request))
	}
	return properties
}

// await waits for the job and returns the result. again: decide anew.
func (o *restore) await(w *waiter) (RestoreResult, bool, error) {
	state := w.wait()
	o.claim(w.key.created)
	if state == waitStalled || state == waitExpired {
		var failure *Error
		if state, failure = w.giveUp(state); failure != nil {
			return RestoreResult{}, false, failure
		}
	}
	o.r.cluster.ForgetTables(o.database)
	o.grace()
	switch state {
	case waitVerify:
		return o.conclude(w, w.last.progress(o.queued))
	case waitVanished:
		result, again, err := o.vanished(w)
		if wasInterrupted(err) {
			return o.interrupted(w), false, nil
		}
		return result, again, err
	case waitNothing:
		if !o.anew() {
			return RestoreResult{}, false, w.failure(waitUnknown)
		}
		return RestoreResult{}, true, nil
	case waitInterrupted:
		return o.interrupted(w), false, nil
	case waitBlockedOwn:
		return o.resubmit(w)
	default:
		return RestoreResult{}, false, w.failure(state)
	}
}

// conclude checks that the targets are there: they could have been dropped meanwhile, or by clean_tables (which drops
// what was restored under a new name; reference 12, 6).
func (o *restore) conclude(w *waiter, progress Progress) (RestoreResult, bool, error) {
	present, err := o.presentTargets()
	if err != nil {
		if wasInterrupted(err) {
			return o.interrupted(w), false, nil
		}
		return RestoreResult{}, false, o.explain(err)
	}
	if missing := without(o.goal.targets, present); len(missing) > 0 {
		failure := w.about(CodeVerification)
		failure.Cancel = ""
		failure.LastState, failure.Objects, failure.Total = doris.StateFinished, missing, len(o.goal.targets)
		return RestoreResult{}, false, failure
	}
	result := o.full(progress, w.level)
	o.info("all targets are there", nil)
	o.verifyResult(&result)
	return result, false, nil
}

func (o *restore) full(progress Progress, level Level) RestoreResult {
	o.noticeQueued()
	result := RestoreResult{
		Progress: progress, Level: level, BackupTimestamp: o.timestamp, Tables: o.goal.tables, Views: o.goal.views,
		CreatedTables: o.created, CreatedDatabase: o.createdDatabase, Supposed: o.supposed, Notices: o.notices,
	}
	if o.details != nil {
		result.TakenAt = o.details.BackupTime
	}
	return result
}

// presentTargets reads which targets stand in the database.
func (o *restore) presentTargets() ([]string, error) {
	var present []string
	err := o.persist(func(ctx context.Context) error {
		tables, err := o.r.cluster.Tables(ctx, o.database, true)
		present = o.goal.among(tables)
		return err
	})
	return present, err
}

func (o *restore) interrupted(w *waiter) RestoreResult {
	w.lastLook()
	o.claim(w.key.created)
	progress := Progress{Label: o.label, State: "PENDING", Created: w.key.created}
	if w.last != nil {
		progress = w.last.progress(o.queued)
	}
	result := o.full(progress, w.level)
	result.Interrupted = true
	return result
}

// takeOver claims a found job. With existing_tables = "error" nothing can have been overwritten, so all targets count as
// created by it, and the database when it holds nothing else; with "overwrite" none (lifecycle 3, Delete restore).
func (o *restore) takeOver(look restoreLook) {
	o.claim(look.row.Created)
	if o.request.Overwrite {
		return
	}
	o.created = o.goal.targets
	o.createdDatabase = o.request.CreateDatabase && len(look.others) == 0
}

// adopt takes a finished restore whose tables are all there as ours.
func (o *restore) adopt(look restoreLook) (RestoreResult, bool, error) {
	if look.facts.released {
		o.noticeTakenBack(look.row.Finished)
	} else {
		o.noticeAdopted(o.label, look.row.Finished)
	}
	o.takeOver(look)
	result := o.full(row{Job: look.row.Job, restore: look.row}.progress(0), Namesake)
	o.verifyResult(&result)
	return result, false, nil
}

// vanished: the row is gone. What became of the restore shows in its tables (lifecycle 7).
func (o *restore) vanished(w *waiter) (RestoreResult, bool, error) {
	h, err := o.readHistory()
	if err != nil {
		return RestoreResult{}, false, o.explain(err)
	}
	if w.last != nil && w.lastState == "PENDING" && !h.full() {
		return RestoreResult{}, false, w.failure(waitVanished)
	}
	var states map[string]string
	err = o.persist(func(ctx context.Context) (err error) {
		states, err = o.r.cluster.TableStates(ctx, o.database)
		return err
	})
	if err != nil {
		return RestoreResult{}, false, o.explain(err)
	}
	ready, gone := 0, 0
	for _, target := range o.goal.targets {
		state, there := states[target]
		switch {
		case !there:
			gone++
		case state == "" || state == "NORMAL":
			ready++
		}
	}
	switch {
	case gone == len(o.goal.targets):
		return RestoreResult{}, false, w.failure(waitVanished)
	case ready == len(o.goal.targets) && o.absent != nil && len(o.absent) == len(o.goal.targets):
		return o.conclude(w, Progress{Label: o.label, State: doris.StateFinished, Created: w.key.created})
	}
	failure := w.failure(waitUnknown)
	failure.Vanished = true // asking again will not help: its row is gone for good
	return RestoreResult{}, false, failure
}

// resubmit cancels our own blocked restore and submits it once more: whether a restart or the snapshot is the reason cannot
// be told, because a restart may fall between two looks. Where that was in vain, it is not left in the way of all jobs.
func (o *restore) resubmit(w *waiter) (RestoreResult, bool, error) {
	if o.resubmitted {
		return RestoreResult{}, false, w.unprepared()
	}
	again, failure := w.unblock()
	if !again {
		return RestoreResult{}, false, failure
	}
	h, err := o.readHistory()
	if err != nil {
		return RestoreResult{}, false, o.explain(err)
	}
	return o.send(restoreRows(h.restores))
}

func restoreRows(jobs []doris.RestoreJob) []row {
	var rows []row
	for i := range jobs {
		rows = append(rows, row{Job: jobs[i].Job, timestamp: jobs[i].Timestamp, restore: &jobs[i]})
	}
	return rows
}

// ResumeRestore waits for the job in state and submits nothing (Update), except for our own job that a frontend restart
// left blocked. CreatedTables of the result are the state's, CreatedDatabase is false: private data has both.
func (r *Runner) ResumeRestore(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	o := r.newRestore(ctx, request)
	defer func() { o.stop() }()
	o.waited, o.patient, o.label, o.timestamp = true, true, state.Snapshot, state.BackupTimestamp
	o.created = state.CreatedTables
	if state.Level == Mine {
		o.absent = state.CreatedTables // this resource's own submission saw that they were absent
	}
	unchanged := RestoreResult{
		Interrupted: true, Level: state.Level, BackupTimestamp: state.BackupTimestamp, CreatedTables: state.CreatedTables,
		Progress: Progress{Label: state.Snapshot, State: state.State, Created: state.Created},
	}
	release, err := o.lock()
	if wasInterrupted(err) {
		return unchanged, nil
	}
	if err != nil {
		return RestoreResult{}, err
	}
	defer release()
	if err := o.recall(state); wasInterrupted(err) {
		return unchanged, nil
	} else if err != nil {
		return RestoreResult{}, o.explain(err)
	}
	sure := state.Level != Namesake && state.Level != "" && !state.Created.IsZero()
	o.claim(state.Created)
	w := &waiter{
		op: o.operation, level: state.Level, answered: true, submittedAt: o.started,
		mayCancel: sure, mayUnblock: sure, key: o.key(state.Created),
	}
	result, again, err := o.await(w)
	if again && err == nil {
		return RestoreResult{}, w.about(CodeBlocked) // another's job slipped in between CANCEL and submission
	}
	return result, err
}
