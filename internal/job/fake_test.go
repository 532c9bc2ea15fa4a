// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// fakeClock moves by itself: whoever waits lets the time pass. It is for operations that run alone.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	rung := make(chan time.Time, 1)
	rung <- c.now
	return rung
}

func (c *fakeClock) pass(d time.Duration) { c.After(d) }

var (
	backupStates  = []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO", "FINISHED"}
	restoreStates = []string{"PENDING", "CREATING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING", "FINISHED"}
)

// fakeJob is a job of the scripted cluster. It enters the next state at each tick unless it is held.
type fakeJob struct {
	kind, database, label, repository, timestamp string
	state, id, taskErrMsg, status, unfinished    string
	created, finished, entered                   time.Time
	milestones                                   map[string]time.Time
	objects                                      []doris.TableRef
	unreadable                                   bool // BackupObjs read [null]
	source                                       *doris.SnapshotDetails
	aliases                                      map[string]string
	properties                                   map[string]string
	metadataOnly                                 bool
	hold                                         string // stays in this state
	blocked                                      bool   // PENDING for ever, with a new id at each tick
	stay                                         map[string]time.Duration
}

func (j *fakeJob) unfinishedJob() bool { return j.state != "FINISHED" && j.state != "CANCELLED" }

// fakeSnapshot is a label's directory in a repository.
type fakeSnapshot struct {
	infos map[string]*doris.SnapshotDetails // by timestamp; none = leftovers
}

// fakeCluster is a scripted Doris for tests without a server: lifecycle in memory, on a fake clock.
type fakeCluster struct {
	t     *testing.T
	mu    sync.Mutex
	clock *fakeClock
	tick  time.Duration

	databases    map[string][]doris.Table
	kinds        map[string]string // table -> ObjectKind, default OLAP
	partitions   map[string][]string
	repositories map[string]*doris.Repository
	snapshots    map[string]map[string]*fakeSnapshot
	jobs         []*fakeJob
	limit        int
	nextID       int

	fail    map[string][]error // answers of the next calls of a method
	after   map[string]func()  // runs once after the effect of a method and before its answer
	before  map[string]func()  // runs once before a method
	calls   map[string]int
	trace   []string
	onStart func(*fakeJob) // scripts a job as it is submitted
}

func newFake(t *testing.T) *fakeCluster {
	f := &fakeCluster{
		t: t, clock: &fakeClock{now: time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)}, tick: 3 * time.Second, limit: 10, nextID: 17000,
		databases: map[string][]doris.Table{"shop": {{Name: "orders", Kind: doris.BaseTable}, {Name: "customers", Kind: doris.BaseTable}, {Name: "v_orders", Kind: doris.View}}},
		kinds:     map[string]string{}, partitions: map[string][]string{"orders": {"p1", "p2"}, "customers": {"customers"}},
		repositories: map[string]*doris.Repository{"repo": {Name: "repo", Type: "S3", Location: "s3://b/p"}},
		snapshots:    map[string]map[string]*fakeSnapshot{"repo": {}},
		fail:         map[string][]error{}, after: map[string]func(){}, before: map[string]func(){}, calls: map[string]int{},
	}
	return f
}

func (f *fakeCluster) runner() *Runner { return newRunner(f, Options{Clock: f.clock}) }

func dorisError(kind doris.Kind, message string) error {
	return &doris.Error{Kind: kind, Message: message}
}

// enter counts a call, lets jobs move on, and answers with a scripted error.
func (f *fakeCluster) enter(method string) error {
	f.calls[method]++
	f.trace = append(f.trace, method)
	if hook := f.before[method]; hook != nil {
		delete(f.before, method)
		f.mu.Unlock()
		hook()
		f.mu.Lock()
	}
	f.advance()
	if queue := f.fail[method]; len(queue) > 0 {
		f.fail[method] = queue[1:]
		return queue[0]
	}
	return nil
}

func (f *fakeCluster) leave(method string) {
	if hook := f.after[method]; hook != nil {
		delete(f.after, method)
		f.mu.Unlock()
		hook()
		f.mu.Lock()
	}
}

func (f *fakeCluster) advance() {
	now := f.clock.Now()
	blocked := slices.ContainsFunc(f.jobs, func(j *fakeJob) bool { return j.blocked && j.unfinishedJob() })
	for _, j := range f.jobs {
		if !j.unfinishedJob() {
			continue
		}
		if j.blocked {
			j.state, j.id = "PENDING", fmt.Sprint(int64(now.Sub(j.entered)/f.tick)+90000)
			continue
		}
		if blocked {
			j.entered = now
			continue
		}
		for j.unfinishedJob() && j.state != j.hold {
			stay := f.tick
			if s, ok := j.stay[j.state]; ok {
				stay = s
			}
			if now.Sub(j.entered) < stay {
				break
			}
			f.step(j, j.entered.Add(stay))
		}
	}
}

func (f *fakeCluster) step(j *fakeJob, at time.Time) {
	states := backupStates
	if j.kind == kindRestore {
		states = restoreStates
	}
	j.state = states[slices.Index(states, j.state)+1]
	j.entered = at
	j.milestones[j.state] = at
	if j.id == "-1" {
		f.nextID++
		j.id = fmt.Sprint(f.nextID)
	}
	switch {
	case j.kind == kindBackup && j.state == "UPLOADING":
		f.directory(j.repository, j.label)
	case j.state == "FINISHED":
		j.finished = at.Truncate(time.Second)
		if j.kind == kindBackup {
			f.directory(j.repository, j.label).infos[stamp(j.created)] = f.detailsOf(j)
		} else {
			f.commit(j)
		}
	}
}

func (f *fakeCluster) directory(repository, label string) *fakeSnapshot {
	if f.snapshots[repository][label] == nil {
		f.snapshots[repository][label] = &fakeSnapshot{infos: map[string]*doris.SnapshotDetails{}}
	}
	return f.snapshots[repository][label]
}

func (f *fakeCluster) detailsOf(j *fakeJob) *doris.SnapshotDetails {
	d := &doris.SnapshotDetails{Name: j.label, Database: j.database, BackupTime: j.created.Add(137 * time.Millisecond), MetadataOnly: j.metadataOnly}
	for _, ref := range j.objects {
		present := slices.ContainsFunc(f.databases[j.database], func(t doris.Table) bool { return t.Name == ref.Name })
		switch {
		case !present || f.kinds[ref.Name] == "MATERIALIZED VIEW":
		case strings.HasPrefix(ref.Name, "v_"):
			d.Views = append(d.Views, ref.Name)
		default:
			partitions := ref.Partitions
			if partitions == nil {
				partitions = f.partitions[ref.Name]
			}
			d.Tables = append(d.Tables, doris.SnapshotTable{Name: ref.Name, Partitions: partitions})
		}
	}
	return d
}

func (f *fakeCluster) commit(j *fakeJob) {
	for _, o := range snapshotObjects(j.source) {
		name := o.name
		if alias := j.aliases[name]; alias != "" {
			name = alias
		}
		if !slices.ContainsFunc(f.databases[j.database], func(t doris.Table) bool { return t.Name == name }) {
			f.databases[j.database] = append(f.databases[j.database], doris.Table{Name: name, Kind: doris.BaseTable})
		}
	}
}

func stamp(t time.Time) string { return t.Format("2006-01-02-15-04-05") }

// history returns a database's jobs, the last limit of them.
func (f *fakeCluster) history(database string) []*fakeJob {
	var jobs []*fakeJob
	for _, j := range f.jobs {
		if j.database == database {
			jobs = append(jobs, j)
		}
	}
	return jobs[max(0, len(jobs)-f.limit):]
}

func (f *fakeCluster) job(j *fakeJob) doris.Job {
	return doris.Job{
		ID: j.id, Label: j.label, Database: j.database, State: j.state, Created: j.created, Finished: j.finished,
		UnfinishedTasks: j.unfinished, TaskErrMsg: j.taskErrMsg, Status: j.status, Timeout: 24 * time.Hour,
	}
}

func (f *fakeCluster) add(j *fakeJob) *fakeJob {
	if j.created.IsZero() {
		j.created = f.clock.Now().Truncate(time.Second)
	}
	if j.state == "" {
		j.state = "PENDING"
	}
	if j.id == "" {
		j.id = "-1"
	}
	if j.status == "" {
		j.status = "[OK]"
	}
	j.entered = f.clock.Now()
	j.milestones = map[string]time.Time{}
	f.jobs = append(f.jobs, j)
	return j
}

func (f *fakeCluster) submit(j *fakeJob) error {
	if _, ok := f.databases[j.database]; !ok {
		return dorisError(doris.KindUnknownDatabase, "Unknown database '"+j.database+"'")
	}
	if f.repositories[j.repository] == nil {
		return dorisError(doris.KindRepositoryMissing, "Repository "+j.repository+" does not exist")
	}
	for _, other := range f.history(j.database) {
		if other.unfinishedJob() {
			return dorisError(doris.KindJobRunning, "Can only run one backup or restore job of a database at same time , current running: label = "+other.label)
		}
	}
	if j.kind == kindBackup && f.snapshots[j.repository][j.label] != nil {
		return dorisError(doris.KindSnapshotExists, "Snapshot with name '"+j.label+"' already exist in repository")
	}
	// A job cancelled while PENDING disappears when the next one is submitted (recorded: backup_busy).
	f.jobs = slices.DeleteFunc(f.jobs, func(o *fakeJob) bool {
		return o.database == j.database && o.state == "CANCELLED" && o.id == "-1"
	})
	f.add(j)
	if f.onStart != nil {
		f.onStart(j)
	}
	return nil
}

func (f *fakeCluster) cancel(kind, database string) error {
	jobs := f.history(database)
	if len(jobs) == 0 || jobs[len(jobs)-1].kind != kind {
		return dorisError(doris.KindNoJob, "No "+kind+" job is currently running")
	}
	newest := jobs[len(jobs)-1]
	if !newest.unfinishedJob() {
		return dorisError(doris.KindNotCancellable, "Job with label "+newest.label+" can not be cancelled. state: "+newest.state)
	}
	newest.state, newest.status, newest.finished = "CANCELLED", "[COMMON_ERROR, msg: user cancelled]", f.clock.Now().Truncate(time.Second)
	return nil
}

func (f *fakeCluster) Cluster(context.Context) (doris.Cluster, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return doris.Cluster{ID: "1733", Version: doris.Version{Major: 4, Minor: 1}}, f.enter("Cluster")
}

func (f *fakeCluster) Now(context.Context) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.enter("Now")
	return f.clock.Now().Truncate(time.Second), err
}

func (f *fakeCluster) HistoryLimit(context.Context) int { return f.limit }

func (f *fakeCluster) Databases(context.Context) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for name := range f.databases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, f.enter("Databases")
}

func (f *fakeCluster) DatabaseExists(_ context.Context, name string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.enter("DatabaseExists")
	_, ok := f.databases[name]
	return ok, err
}

func (f *fakeCluster) CreateDatabase(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.databases[name] == nil {
		f.databases[name] = []doris.Table{}
	}
	return f.enter("CreateDatabase")
}

func (f *fakeCluster) DropDatabase(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("DropDatabase"); err != nil {
		return err
	}
	delete(f.databases, name)
	return nil
}

func (f *fakeCluster) DropTable(_ context.Context, database string, table doris.Table) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("DropTable"); err != nil {
		return err
	}
	f.databases[database] = slices.DeleteFunc(f.databases[database], func(t doris.Table) bool { return t == table })
	return nil
}

func (f *fakeCluster) Tables(_ context.Context, database string, _ bool) ([]doris.Table, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Tables"); err != nil {
		return nil, err
	}
	tables, ok := f.databases[database]
	if !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	return slices.Clone(tables), nil
}

func (f *fakeCluster) Partitions(_ context.Context, _, table string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.partitions[table], f.enter("Partitions")
}

func (f *fakeCluster) ObjectKind(_ context.Context, database, table string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("ObjectKind"); err != nil {
		return "", err
	}
	if !slices.ContainsFunc(f.databases[database], func(t doris.Table) bool { return t.Name == table }) {
		return "", dorisError(doris.KindUnknownTable, "Unknown table '"+table+"'")
	}
	if kind := f.kinds[table]; kind != "" {
		return kind, nil
	}
	return "OLAP", nil
}

func (f *fakeCluster) TableStates(_ context.Context, database string) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	states := map[string]string{}
	for _, t := range f.databases[database] {
		states[t.Name] = "NORMAL"
	}
	return states, f.enter("TableStates")
}

func (f *fakeCluster) Repository(_ context.Context, name string) (*doris.Repository, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.repositories[name], f.enter("Repository")
}

func (f *fakeCluster) Snapshots(_ context.Context, repository string) ([]doris.Snapshot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Snapshots"); err != nil {
		return nil, err
	}
	var all []doris.Snapshot
	for label := range f.snapshots[repository] {
		all = append(all, f.snapshot(repository, label))
	}
	slices.SortFunc(all, func(a, b doris.Snapshot) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func (f *fakeCluster) snapshot(repository, label string) doris.Snapshot {
	s := doris.Snapshot{Name: label, Status: "ERROR: No info file found"}
	if found := f.snapshots[repository][label]; found != nil {
		for timestamp := range found.infos {
			s.Timestamps, s.Status = append(s.Timestamps, timestamp), "OK"
		}
	}
	slices.Sort(s.Timestamps)
	return s
}

func (f *fakeCluster) Snapshot(_ context.Context, repository, name string) (doris.Snapshot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Snapshot"); err != nil {
		return doris.Snapshot{}, err
	}
	return f.snapshot(repository, name), nil
}

func (f *fakeCluster) SnapshotDetails(_ context.Context, repository, name, timestamp string) (*doris.SnapshotDetails, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SnapshotDetails"); err != nil {
		return nil, err
	}
	if found := f.snapshots[repository][name]; found != nil && found.infos[timestamp] != nil {
		return found.infos[timestamp], nil
	}
	return nil, dorisError(doris.KindSnapshotMissing, "Failed to get info of snapshot '"+name+"'")
}

func (f *fakeCluster) ForgetSnapshots(string) {}
func (f *fakeCluster) ForgetTables(string)    {}

func (f *fakeCluster) SubmitBackup(ctx context.Context, spec doris.BackupSpec) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SubmitBackup"); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return dorisError(doris.KindCancelled, "cut before it was sent")
	}
	objects := spec.Tables
	if objects == nil {
		for _, t := range f.databases[spec.Database] {
			if !slices.Contains(spec.Exclude, t.Name) {
				objects = append(objects, doris.TableRef{Name: t.Name})
			}
		}
	}
	err := f.submit(&fakeJob{
		kind: kindBackup, database: spec.Database, label: spec.Label, repository: spec.Repository,
		objects: objects, metadataOnly: spec.MetadataOnly,
	})
	f.leave("SubmitBackup")
	if queue := f.fail["SubmitBackup answer"]; len(queue) > 0 && err == nil {
		f.fail["SubmitBackup answer"] = queue[1:]
		return queue[0]
	}
	return err
}

func (f *fakeCluster) BackupJobs(_ context.Context, database string) ([]doris.BackupJob, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("BackupJobs"); err != nil {
		return nil, err
	}
	if _, ok := f.databases[database]; !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	var jobs []doris.BackupJob
	for _, j := range f.history(database) {
		if j.kind != kindBackup {
			continue
		}
		row := doris.BackupJob{Job: f.job(j), Objects: j.objects, SnapshotFinished: j.milestones["UPLOAD_SNAPSHOT"], UploadFinished: j.milestones["SAVE_META"]}
		if j.unreadable {
			row.Objects = nil
		}
		jobs = append(jobs, row)
	}
	return jobs, nil
}

func (f *fakeCluster) CancelBackup(_ context.Context, database string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("CancelBackup"); err != nil {
		return err
	}
	err := f.cancel(kindBackup, database)
	f.leave("CancelBackup")
	return err
}

func (f *fakeCluster) SubmitRestore(ctx context.Context, spec doris.RestoreSpec) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SubmitRestore"); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return dorisError(doris.KindCancelled, "cut before it was sent")
	}
	found := f.snapshots[spec.Repository][spec.Label]
	if found == nil || found.infos[spec.BackupTimestamp] == nil {
		return dorisError(doris.KindSnapshotMissing, "Failed to get info of snapshot '"+spec.Label+"'")
	}
	err := f.submit(&fakeJob{
		kind: kindRestore, database: spec.Database, label: spec.Label, repository: spec.Repository, timestamp: spec.BackupTimestamp,
		source: filterDetails(found.infos[spec.BackupTimestamp], spec.Tables), aliases: aliasesOf(spec.Tables), properties: spec.Properties,
	})
	f.leave("SubmitRestore")
	if queue := f.fail["SubmitRestore answer"]; len(queue) > 0 && err == nil {
		f.fail["SubmitRestore answer"] = queue[1:]
		return queue[0]
	}
	return err
}

func aliasesOf(refs []doris.TableRef) map[string]string {
	aliases := map[string]string{}
	for _, ref := range refs {
		aliases[ref.Name] = ref.Alias
	}
	return aliases
}

// filterDetails is RestoreObjs: what the ON list takes, under the names in the snapshot.
func filterDetails(d *doris.SnapshotDetails, refs []doris.TableRef) *doris.SnapshotDetails {
	filtered := *d
	if refs == nil {
		return &filtered
	}
	filtered.Tables, filtered.Views = nil, nil
	for _, ref := range refs {
		for _, t := range d.Tables {
			if t.Name == ref.Name {
				if ref.Partitions != nil {
					t.Partitions = ref.Partitions
				}
				filtered.Tables = append(filtered.Tables, t)
			}
		}
		if slices.Contains(d.Views, ref.Name) {
			filtered.Views = append(filtered.Views, ref.Name)
		}
	}
	return &filtered
}

func (f *fakeCluster) RestoreJobs(_ context.Context, database string) ([]doris.RestoreJob, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RestoreJobs"); err != nil {
		return nil, err
	}
	if _, ok := f.databases[database]; !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	var jobs []doris.RestoreJob
	for _, j := range f.history(database) {
		if j.kind != kindRestore {
			continue
		}
		allocation := "tag.location.default: 3"
		if n := j.properties["replication_num"]; n != "" {
			allocation = "tag.location.default: " + n
		}
		jobs = append(jobs, doris.RestoreJob{
			Job: f.job(j), Timestamp: j.timestamp, Source: j.source, ReplicaAllocation: allocation,
			ReserveReplica: j.properties["reserve_replica"] == "true", AllowLoad: j.properties["allow_load"] == "true",
			MetaPrepared: j.milestones["SNAPSHOTING"], SnapshotFinished: j.milestones["DOWNLOAD"], DownloadFinished: j.milestones["COMMIT"],
		})
	}
	return jobs, nil
}

func (f *fakeCluster) CancelRestore(_ context.Context, database string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("CancelRestore"); err != nil {
		return err
	}
	return f.cancel(kindRestore, database)
}

// journal counts the jobs that were ever submitted for a label, "" = all.
func (f *fakeCluster) journal(label string) int {
	n := 0
	for _, j := range f.jobs {
		if label == "" || j.label == label {
			n++
		}
	}
	return n
}
