// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Gate holds something up until it is released. Reached is closed when the first job or statement stands at it.
type Gate struct {
	Reached <-chan struct{}
	release func()
}

// Release lets everything go on and removes the gate. It may be called more than once.
func (g *Gate) Release() {
	if g.release != nil {
		g.release()
	}
}

// HoldState keeps jobs of a kind ("backup", "restore") in a state: they enter it, show it, and their work there does not
// end before Release. State is Doris's word, such as UPLOADING.
func (s *Server) HoldState(kind, state string) *Gate {
	reached, release := s.jobs.HoldState(kind, state)
	return &Gate{Reached: reached, release: release}
}

// HoldBefore holds statements that begin with these words (upper case, as in "BACKUP SNAPSHOT") before they take effect.
func (s *Server) HoldBefore(statement string) *Gate { return s.faults.hold(statement, false) }

// HoldAnswer holds the answer of such statements: they took effect, the client does not know yet.
func (s *Server) HoldAnswer(statement string) *Gate { return s.faults.hold(statement, true) }

// DropBefore closes the client's connection before the statement takes effect, for the next n such statements.
func (s *Server) DropBefore(statement string, n int) {
	s.faults.add(&fault{words: statement, left: n, cut: true})
}

// DropAfter closes the client's connection after the statement took effect and before the answer, n times.
func (s *Server) DropAfter(statement string, n int) {
	s.faults.add(&fault{words: statement, left: n, cut: true, after: true})
}

// Delay answers such statements only after d; 0 ends it.
func (s *Server) Delay(statement string, d time.Duration) { s.faults.delay(statement, d) }

// FailStatement answers such statements with this message, n times, without any effect.
func (s *Server) FailStatement(statement, message string, n int) {
	s.faults.add(&fault{words: statement, left: n, message: message})
}

// FailTasks makes the backends' tasks of a kind in a state fail with this message, as a wrong key does: the job stays
// and shows it as TaskErrMsg (recorded: backup_backend_fails). An empty message heals it.
func (s *Server) FailTasks(kind, state, message string) { s.jobs.FailTasks(kind, state, message) }

// Restart stops the frontend as by SIGKILL and starts it again at once: connections break, what is not journalled is
// lost (recorded: restart).
func (s *Server) Restart() {
	s.mu.Lock()
	s.frontends[0].cutLocked()
	s.configs = map[string]string{} // ADMIN SET FRONTEND CONFIG is not kept
	s.restarted = s.clock()
	s.mu.Unlock()
	s.jobs.Restart()
	if s.jobs.EndsFrontend() {
		s.mu.Lock()
		s.exited = true
		s.mu.Unlock()
		s.Refuse(true)
		s.logf("fail to read journal entity, will exit: cannot deserialize class PersistentFileSystem because it does not define a field named clazz")
		return
	}
	s.logf("the frontend was killed and started again")
}

// AzureKey rotates the key of a storage account of Azure; until then the first key that it was used with works.
func (s *Server) AzureKey(account, key string) { s.jobs.AzureKey(account, key) }

// SetMaster makes this frontend the master or a follower of its cluster.
func (s *Server) SetMaster(master bool) {
	s.mu.Lock()
	s.master = master
	s.mu.Unlock()
	s.jobs.SetMaster(master)
}

// EvictHistory makes the frontend forget the finished jobs of a database, as ten later jobs would.
func (s *Server) EvictHistory(database string) { s.jobs.EvictHistory(database) }

// StopBackends makes SHOW BACKENDS call the last n backends not alive. What jobs do there is decided by other faults.
func (s *Server) StopBackends(n int) { s.dead.Store(int32(n)) }

// SetClock moves the server's clock by d against the machine's.
func (s *Server) SetClock(d time.Duration) { s.skew.Store(int64(d)) }

// fault stands in the way of statements that begin with its words.
type fault struct {
	words   string
	after   bool // it acts after the statement took effect
	left    int  // how often it still acts; below 0 = until it is removed
	cut     bool
	message string
	wait    time.Duration
	gate    chan struct{} // closed by Release
	reached chan struct{}
	once    sync.Once
}

// faults are all faults of a server's statements.
type faults struct {
	mu   sync.Mutex
	list []*fault
}

func newFaults() *faults { return &faults{} }

// statementFails is the message of FailStatement.
type statementFails struct{ message string }

func (e *statementFails) Error() string { return e.message }

func (f *faults) add(one *fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, one)
}

func (f *faults) remove(one *fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, other := range f.list {
		if other == one {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
			return
		}
	}
}

func (f *faults) hold(words string, after bool) *Gate {
	one := &fault{words: words, after: after, left: -1, gate: make(chan struct{}), reached: make(chan struct{})}
	f.add(one)
	var once sync.Once
	return &Gate{Reached: one.reached, release: func() {
		once.Do(func() {
			f.remove(one)
			close(one.gate)
		})
	}}
}

func (f *faults) delay(words string, d time.Duration) {
	f.mu.Lock()
	var kept []*fault
	for _, one := range f.list {
		if one.words != words || one.wait == 0 {
			kept = append(kept, one)
		}
	}
	if d > 0 {
		kept = append(kept, &fault{words: words, left: -1, wait: d, after: true})
	}
	f.list = kept
	f.mu.Unlock()
}

// take finds the faults that act on this statement now, and counts them.
func (f *faults) take(text string, after bool) []*fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []*fault
	for _, one := range f.list {
		if one.after != after || one.left == 0 || !begins(text, one.words) {
			continue
		}
		if one.left > 0 {
			one.left--
		}
		found = append(found, one)
	}
	return found
}

func begins(text, words string) bool {
	return sql.Words(text, len(strings.Fields(words))) == strings.ToUpper(strings.Join(strings.Fields(words), " "))
}

// before acts before a statement takes effect; after when it took effect and before its answer. closed ends all waiting.
func (f *faults) before(text string, closed <-chan struct{}) error { return f.act(text, false, closed) }

func (f *faults) after(text string, closed <-chan struct{}) error { return f.act(text, true, closed) }

func (f *faults) act(text string, after bool, closed <-chan struct{}) error {
	for _, one := range f.take(text, after) {
		switch {
		case one.gate != nil:
			one.once.Do(func() { close(one.reached) })
			select {
			case <-one.gate:
			case <-closed:
				return errCut
			}
		case one.wait > 0:
			select {
			case <-time.After(one.wait):
			case <-closed:
				return errCut
			}
		case one.cut:
			return errCut
		default:
			return &statementFails{one.message}
		}
	}
	return nil
}

// faultError gives FailStatement's message Doris's form.
func (s *Server) faultError(err error) error {
	var fails *statementFails
	if !errors.As(err, &fails) {
		return err
	}
	if strings.HasPrefix(fails.message, "errCode = ") {
		return s.profile.Bare(profile.Common, fails.message)
	}
	return s.profile.Err(profile.Common, "%s", fails.message)
}
