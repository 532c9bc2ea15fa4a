// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import "sync"

// gateKey is where a fault stands.
type gateKey struct{ kind, state string }

// gate holds jobs in a state.
type gate struct {
	reached chan struct{}
	once    sync.Once
}

// faults are what tests ask for.
type faults struct {
	mu       sync.Mutex
	gates    map[gateKey][]*gate
	messages map[gateKey]string
	throws   map[string]bool // kinds whose jobs throw in PENDING
	pings    int             // CREATE REPOSITORY whose second ping is to fail
	follower bool
	paused   bool // there is no master, and so no daemon
}

func (f *faults) start() {
	f.gates = map[gateKey][]*gate{}
	f.messages = map[gateKey]string{}
	f.throws = map[string]bool{}
}

// ThrowInPending makes the frontend throw at each attempt to begin a job of a kind, as it does at a meta file that it cannot
// read (read from the source of Doris: Repository.getSnapshotMetaFile catches only what it expects): the job stays PENDING
// with a new id at each round, and those behind it wait. What throws does so until it is cancelled.
func (h *Handler) ThrowInPending(kind string, throws bool) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.throws[kind] = throws
}

func (f *faults) throwing(kind, state string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return state == statePending && f.throws[kind]
}

// HoldState keeps jobs of a kind ("backup", "restore") in a state: they enter it, show it, and their work there does not end
// before release. reached is closed when the first job stands in the state.
func (h *Handler) HoldState(kind, state string) (reached <-chan struct{}, release func()) {
	f := &h.faults
	key := gateKey{kind, state}
	g := &gate{reached: make(chan struct{})}
	f.mu.Lock()
	f.gates[key] = append(f.gates[key], g)
	f.mu.Unlock()
	for _, j := range h.history.current() {
		head := j.head()
		head.Lock()
		if head.kind == kind && head.state == state {
			g.tell()
		}
		head.Unlock()
	}
	return g.reached, func() { f.release(key, g) }
}

func (f *faults) release(key gateKey, g *gate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, other := range f.gates[key] {
		if other == g {
			f.gates[key] = append(f.gates[key][:i:i], f.gates[key][i+1:]...)
			return
		}
	}
}

func (g *gate) tell() { g.once.Do(func() { close(g.reached) }) }

// entered tells the gates of a state that a job stands there.
func (f *faults) entered(kind, state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, g := range f.gates[gateKey{kind, state}] {
		g.tell()
	}
}

func (f *faults) held(kind, state string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.gates[gateKey{kind, state}]) > 0
}

// FailTasks makes the backends' tasks of a kind in a state fail with this message, as a wrong key does: the job stays and
// shows it as TaskErrMsg (recorded: backup_backend_fails). In a state without tasks the frontend fails: the job is cancelled
// with this Status, or tries again in UPLOAD_INFO (DORIS.md "States of a backup"). An empty message heals it.
func (h *Handler) FailTasks(kind, state, message string) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.messages[gateKey{kind, state}] = message
}

func (f *faults) failing(kind, state string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.messages[gateKey{kind, state}]
}

// FailPingAfterCreate makes the next n CREATE REPOSITORY statements answer an error although the repository is registered,
// on the lines that ping a second time (DORIS.md "CREATE REPOSITORY", step 7).
func (h *Handler) FailPingAfterCreate(n int) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.pings = n
}

// takePing says whether the second ping of this CREATE REPOSITORY is to fail.
func (f *faults) takePing() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pings <= 0 {
		return false
	}
	f.pings--
	return true
}

// Pause stops the daemon while the cluster has no master.
func (h *Handler) Pause(pause bool) {
	h.faults.mu.Lock()
	defer h.faults.mu.Unlock()
	h.faults.paused = pause
}

func (f *faults) isPaused() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.paused
}

// setMaster says whether something changed.
func (f *faults) setMaster(master bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	changed := f.follower == master
	f.follower = !master
	return changed
}

func (f *faults) isFollower() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.follower
}
