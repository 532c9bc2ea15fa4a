// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
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
	temporary    []string               // temporary tables of other sessions
	rows         map[string]int64       // table -> count
	answers      map[string][][]*string // query -> rows
	repositories map[string]*doris.Repository
	snapshots    map[string]map[string]*fakeSnapshot
	jobs         []*fakeJob
	limit        int
	nextID       int
	version      doris.Version // 4.1 when unknown
	superseded   bool
	letters      int // lower_case_table_names

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
