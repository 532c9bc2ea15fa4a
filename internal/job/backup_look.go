// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// backupLook is all that was read for one decision.
type backupLook struct {
	facts    backupFacts
	history  history
	row      *doris.BackupJob // that decides; nil with B0, B8, B9
	label    string           // under which the repository was asked
	snapshot doris.Snapshot
	details  *doris.SnapshotDetails // of the only info file
}

// place reads what the operation's place in the world is: the repository (override O1) and, for a generated name, the
// cluster's id for the fingerprint.
func (b *backup) place() error {
	repository, err := b.openRepository()
	if err != nil {
		return err
	}
	if repository.ReadOnly {
		return b.because(CodeRepository, &doris.Error{Kind: doris.KindRepositoryReadOnly})
	}
	if b.nameFixed {
		return nil
	}
	var here doris.Cluster
	err = b.persist(func(ctx context.Context) (err error) {
		here, err = b.r.cluster.Cluster(ctx)
		return err
	})
	if doris.KindOf(err) == doris.KindAccessDenied {
		return b.because(CodeRepository, err) // SHOW FRONTENDS needs ADMIN or OPERATOR on 3.0 (recorded: privileges)
	}
	if err != nil {
		return b.explain(err)
	}
	b.identity.place = Place(here.ID, b.database, b.repository, repository.Location)
	return nil
}

// openRepository returns the registered repository, or E-REPO.
func (o *operation) openRepository() (*doris.Repository, error) {
	var repository *doris.Repository
	err := o.persist(func(ctx context.Context) (err error) {
		repository, err = o.r.cluster.Repository(ctx, o.repository)
		return err
	})
	switch {
	case doris.KindOf(err) == doris.KindAccessDenied:
		return nil, o.because(CodeRepository, err)
	case err != nil:
		return nil, o.explain(err)
	case repository == nil:
		return nil, o.because(CodeRepository, &doris.Error{Kind: doris.KindRepositoryMissing})
	}
	return repository, nil
}

// look reads the facts of one decision.
func (b *backup) look() (backupLook, error) {
	var look backupLook
	var err error
	if look.history, err = b.readHistory(); err != nil {
		return look, err
	}
	look.facts.generated = !b.nameFixed
	look.facts.released = b.nameFixed && b.r.memory.backupReleased(b.repository, b.label)
	look.facts.row, look.row = classifyBackup(look.history, b.identity)
	if err := b.lookAtSnapshot(&look); err != nil {
		return look, err
	}
	return look, nil
}

// readHistory reads the database's jobs and the server's clock.
func (o *operation) readHistory() (history, error) {
	h := history{window: o.wait.AdoptFinishedWithin}
	err := o.persist(func(ctx context.Context) (err error) {
		if h.now, err = o.r.cluster.Now(ctx); err != nil {
			return err
		}
		if h.backups, err = o.r.cluster.BackupJobs(ctx, o.database); err != nil {
			return err
		}
		if h.restores, err = o.r.cluster.RestoreJobs(ctx, o.database); err != nil {
			return err
		}
		h.limit = o.r.cluster.HistoryLimit(ctx)
		return nil
	})
	return h, err
}

// lookAtSnapshot asks the repository where the table of lifecycle 2.1 needs it. For a generated name there is nothing to
// look up unless a row of ours finished, or the history is not covered.
func (b *backup) lookAtSnapshot(look *backupLook) error {
	looks := 1
	switch {
	case b.nameFixed:
		look.label = b.label
		if look.facts.row == b2InWindow || look.facts.row == b3BeforeWindow {
			looks = 3 // "absent" would mean another repository or a deletion: asked three times, one poll apart
		}
	case look.row != nil && (look.facts.row == b2InWindow || look.facts.row == b3BeforeWindow):
		look.label, looks = look.row.Label, 3
	case look.facts.row == b9NotCovered:
		label, err := b.newestOfPattern()
		if err != nil || label == "" {
			return err
		}
		look.label = label
	default:
		return nil
	}
	return b.readSnapshot(look, looks)
}

// newestOfPattern lists the repository and returns the newest label with our prefix and fingerprint, "" when there is
// none. It is the only place that lists (B9).
func (b *backup) newestOfPattern() (string, error) {
	var all []doris.Snapshot
	err := b.persist(func(ctx context.Context) (err error) {
		all, err = b.r.cluster.Snapshots(ctx, b.repository)
		return err
	})
	newest, at := "", time.Time{}
	for _, s := range all {
		if parsed, ok := ParseLabel(s.Name); ok && b.identity.ours(s.Name) && parsed.Time.After(at) {
			newest, at = s.Name, parsed.Time
		}
	}
	return newest, b.repositoryError(err)
}

// repositoryError makes E-REPO of a missing right: SHOW SNAPSHOT needs ADMIN (recorded: privileges).
func (o *operation) repositoryError(err error) error {
	if doris.KindOf(err) == doris.KindAccessDenied {
		return o.because(CodeRepository, err)
	}
	return err
}

func (b *backup) readSnapshot(look *backupLook, looks int) error {
	for try := 1; ; try++ {
		err := b.persist(func(ctx context.Context) (err error) {
			look.snapshot, err = b.r.cluster.Snapshot(ctx, b.repository, look.label)
			return err
		})
		if err != nil {
			return b.repositoryError(err)
		}
		if len(look.snapshot.Timestamps) > 0 || try >= looks {
			break
		}
		if end := b.pause(b.r.timing.PollMin); end != rested {
			return b.ended(end)
		}
	}
	switch {
	case len(look.snapshot.Timestamps) > 1:
		look.facts.snapshot = snapshotTwice
		return nil
	case len(look.snapshot.Timestamps) == 0 && b.refused != nil:
		look.facts.snapshot = snapshotBare // Doris said "already exist": that is how free and bare are told apart
		return nil
	case len(look.snapshot.Timestamps) == 0:
		look.facts.snapshot = snapshotAbsent
		return nil
	}
	err := b.persist(func(ctx context.Context) (err error) {
		look.details, err = b.r.cluster.SnapshotDetails(ctx, b.repository, look.label, look.snapshot.Timestamps[0])
		return err
	})
	if err != nil {
		return b.repositoryError(err)
	}
	look.facts.snapshot = snapshotOther
	if look.row != nil && sameSecond(look.details.BackupTime, look.row.Created) && (b.detailsAgree(look.details) || look.others(b.database)) {
		look.facts.snapshot = snapshotSame
	}
	young := b.wait.Timeout + b.wait.AdoptFinishedWithin
	look.facts.recent = b.wait.AdoptFinishedWithin > 0 && b.detailsAgree(look.details) &&
		look.history.now.Sub(look.details.BackupTime) < young
	return nil
}

// others: the deciding row backs up other objects than we want (B5 to B7), so it is the row that the snapshot must be of.
func (l backupLook) others(database string) bool {
	switch l.facts.row {
	case b5OtherObjectsUnfinished, b6OtherObjectsFinished, b7OtherObjectsCancelled:
		return l.details.Database == database
	}
	return false
}

// detailsAgree: database, content and selection are ours.
func (b *backup) detailsAgree(d *doris.SnapshotDetails) bool {
	return d.Database == b.database && d.MetadataOnly == b.request.MetadataOnly &&
		b.request.Selection.agrees(snapshotObjects(d))
}

// spec expands the selection now and chooses the label.
func (b *backup) spec(now time.Time) (doris.BackupSpec, error) {
	spec := doris.BackupSpec{
		Database: b.database, Label: b.label, Repository: b.repository,
		MetadataOnly: b.request.MetadataOnly, Timeout: b.wait.JobTimeout,
	}
	if !b.nameFixed {
		spec.Label = Label{
			Prefix: b.request.NamePrefix, Time: now, Place: b.identity.place,
			Request: b.identity.request, Nonce: b.r.nonce(),
		}.String()
	}
	var present []string
	err := b.persist(func(ctx context.Context) error {
		tables, err := b.r.cluster.Tables(ctx, b.database, true)
		present = nil
		for _, t := range tables {
			present = append(present, t.Name)
		}
		return err
	})
	if err != nil {
		return spec, b.explain(err)
	}
	selection := b.request.Selection
	taken, inVain := selection.choose(present)
	if len(inVain) > 0 || (len(taken) == 0 && len(present) > 0) {
		return spec, b.selectionError(inVain, selection, present)
	}
	b.asked = taken
	if selection.Tables == nil {
		spec.Exclude = without(present, taken)
		return spec, nil
	}
	for _, name := range taken {
		ref := doris.TableRef{Name: name}
		if len(selection.Partitions[name]) > 0 {
			if ref.Partitions, err = b.partitions(name); err != nil {
				return spec, err
			}
		}
		spec.Tables = append(spec.Tables, ref)
	}
	return spec, nil
}

func (b *backup) partitions(table string) ([]string, error) {
	var present []string
	err := b.persist(func(ctx context.Context) (err error) {
		present, err = b.r.cluster.Partitions(ctx, b.database, table)
		return err
	})
	if err != nil {
		return nil, b.explain(err)
	}
	taken, inVain := b.request.Selection.choosePartitions(table, present)
	if len(inVain) > 0 {
		return nil, b.selectionError(inVain, b.request.Selection, present)
	}
	return taken, nil
}

// selectionError names what the selection asks for in vain, and near names; or what excludes everything.
func (o *operation) selectionError(inVain []string, selection Selection, present []string) *Error {
	failure := o.fail(CodeSelection)
	failure.Objects = inVain
	if len(inVain) == 0 {
		failure.Objects = sorted(selection.Exclude)
		return failure
	}
	failure.Others = nearest(inVain[0], present, 5)
	return failure
}

// remark adds the warnings of single cells.
func (b *backup) remark(d decision, look backupLook) {
	switch d.remark {
	case remarkOlder:
		b.noticeOnce("An older snapshot exists", "Repository \""+b.repository+"\" holds snapshot \""+look.row.Label+
			"\" with the same inputs, finished at "+instant(look.row.Finished)+
			", before adopt_finished_within. A new one was taken; the older one stays.")
	case remarkTwins:
		b.noticeOnce("An older snapshot cannot be restored", "Two backups share the name \""+look.row.Label+"\" in repository \""+
			b.repository+"\": Doris can restore neither. A new one was taken under another name.")
	}
}

func (o *operation) noticeOnce(summary, detail string) {
	if !slices.Contains(o.notices, Notice{summary, detail}) {
		o.notice(summary, detail)
	}
}

// refusal is the error of an E- cell.
func (b *backup) refusal(d decision, look backupLook) *Error {
	failure := b.fail(d.code)
	failure.Doris = words(b.refused)
	failure.Cause = b.refused
	if look.details != nil {
		failure.SourceDatabase, failure.TakenAt = look.details.Database, look.details.BackupTime
		if look.details.Database != b.database || !b.request.Selection.agrees(snapshotObjects(look.details)) {
			failure.Objects, failure.Others = b.written(), objectNames(snapshotObjects(look.details))
		}
	}
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	switch {
	case d.code == CodeTwice:
		failure.Others = b.describeTwins(look.label, look.snapshot.Timestamps)
	case d.remark == remarkMayRuin:
		failure.Holder = holder(kindBackup, look.row.Job)
		failure.Holder.Moving = true
	case d.code == CodeUsedUp:
		failure.UsedUp = true
	}
	return failure
}

// written is the selection as the user wrote it; "*" stands for everything.
func (b *backup) written() []string {
	switch {
	case b.request.Selection.Tables != nil:
		return sorted(b.request.Selection.Tables)
	case len(b.asked) > 0:
		return b.asked
	}
	return []string{"*"}
}

// describeTwins says whose the info files under one label are, as far as they can be read.
func (o *operation) describeTwins(label string, timestamps []string) []string {
	var twins []string
	for _, timestamp := range timestamps {
		details, err := o.r.cluster.SnapshotDetails(o.bound, o.repository, label, timestamp)
		if err != nil || details == nil {
			twins = append(twins, timestamp)
			continue
		}
		twins = append(twins, details.Database+" at "+instant(details.BackupTime))
	}
	return twins
}

// foreignInfoFile reports whether an info file stands under our fixed label although our job has written none: its
// twin in another database or cluster was faster (race 3). It is asked at each change of state until UPLOADING ends.
func (b *backup) foreignInfoFile(state string) bool {
	if !cancellable[kindBackup][state] {
		return false
	}
	seen, err := b.r.cluster.Snapshot(b.bound, b.repository, b.label)
	if err != nil || len(seen.Timestamps) == 0 {
		return false
	}
	b.foreign = proof{timestamp: seen.Timestamps[0]}
	b.foreign.details, _ = b.r.cluster.SnapshotDetails(b.bound, b.repository, b.label, seen.Timestamps[0])
	return true
}

// sharedError cancels our job, which saves the other snapshot, and says whose the label is.
func (b *backup) sharedError(w *waiter) *Error {
	failure := w.about(CodeShared)
	failure.Cancel = ""
	if b.foreign.details != nil {
		failure.SourceDatabase, failure.TakenAt = b.foreign.details.Database, b.foreign.details.BackupTime
	}
	done, err := b.guardedCancel(w.key, false)
	failure.Cause, failure.Cancelled, failure.Struck = err, done.cancelled, done.struck
	return failure
}

// adopt takes a finished backup as ours.
func (b *backup) adopt(look backupLook) (BackupResult, bool, error) {
	b.label = look.label
	b.r.memory.claimBackup(b.operation, look.label)
	progress := evictedProgress(look.label, look.details)
	finished := look.details.BackupTime
	if look.row != nil {
		progress, finished = row{Job: look.row.Job, backup: look.row}.progress(0), look.row.Finished
	}
	b.noticeAdopted(look.label, finished)
	found := proof{verdict: verdictGood, timestamp: look.snapshot.Timestamps[0], details: look.details}
	result, err := b.full(found, progress, b.adoptedLevel())
	return result, false, err
}

// full turns a proof into the result, or into the error of a snapshot that is no success.
func (b *backup) full(found proof, progress Progress, level Level) (BackupResult, error) {
	failure := b.fail(CodeTwice)
	failure.JobID, failure.LastState, failure.FinishedAt = progress.ID, progress.State, progress.Finished
	switch {
	case found.verdict == verdictTwice:
		failure.Others = b.describeTwins(b.label, found.twins)
		return BackupResult{}, failure
	case found.verdict == verdictShared:
		failure.Code = CodeShared
		failure.SourceDatabase, failure.TakenAt = found.details.Database, found.details.BackupTime
		return BackupResult{}, failure
	case b.otherSelection(found.details):
		failure.Code = CodeOther
		failure.SourceDatabase, failure.TakenAt = found.details.Database, found.details.BackupTime
		failure.Objects, failure.Others = b.written(), objectNames(snapshotObjects(found.details))
		return BackupResult{}, failure
	}
	result := BackupResult{
		Progress: progress, Level: level, Database: b.database, BackupTimestamp: found.timestamp, TakenAt: found.details.BackupTime,
		Details: found.details, Submitted: b.asked,
	}
	if err := b.complete(&result); err != nil {
		return BackupResult{}, err
	}
	b.info("verified in the repository", map[string]any{"backup_timestamp": found.timestamp})
	b.noticeQueued()
	result.Notices = b.notices
	return result, nil
}

// otherSelection: the snapshot holds something that was not asked for. Objects that are missing are another question.
func (b *backup) otherSelection(d *doris.SnapshotDetails) bool {
	if d.MetadataOnly != b.request.MetadataOnly {
		return true
	}
	return slices.ContainsFunc(snapshotObjects(d), func(o object) bool { return !b.request.Selection.includes(o.name) })
}

// complete compares the snapshot with what was asked for: missing objects are an error unless allowed; kinds that Doris
// leaves out without a word are named.
func (b *backup) complete(result *BackupResult) error {
	wanted := result.Submitted
	if wanted == nil {
		b.notice("Missing objects are not known", "The list of objects that "+describe(kindBackup, b.label, b.database)+
			" was submitted with is no longer known, so it cannot be compared with the snapshot.")
		wanted = b.request.Selection.literals()
	}
	for _, name := range without(wanted, objectNames(snapshotObjects(result.Details))) {
		if reason := b.whyLeftOut(name); reason != "" {
			result.Skipped = append(result.Skipped, Skipped{Name: name, Reason: reason})
			continue
		}
		if !slices.Contains(result.Details.Others, name) {
			result.Missing = append(result.Missing, name)
		}
	}
	if len(result.Missing) == 0 || b.request.AllowIncomplete {
		return nil
	}
	failure := b.fail(CodeIncomplete)
	failure.Objects, failure.Total, failure.UsedUp = result.Missing, len(wanted), true
	failure.JobID, failure.LastState, failure.FinishedAt, failure.TakenAt = result.ID, result.State, result.Finished, result.TakenAt
	return failure
}

// whyLeftOut says why Doris did not back an object up although it is there: asynchronous materialized views and tables
// of other engines (recorded: skipped_objects). "" means that it is gone, or of a kind that is backed up. Only objects
// that a finished snapshot lacks are asked about.
func (b *backup) whyLeftOut(name string) string {
	var kind string
	err := b.persist(func(ctx context.Context) (err error) {
		kind, err = b.r.cluster.ObjectKind(ctx, b.database, name)
		return err
	})
	switch {
	case err != nil || kind == "OLAP" || kind == "VIEW" || kind == "":
		return ""
	case kind == "MATERIALIZED VIEW":
		return "asynchronous materialized view"
	}
	return strings.ToLower(kind) + " table"
}
