// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import "time"

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
func (s *Server) HoldState(kind, state string) *Gate { return &Gate{} }

// HoldBefore holds statements that begin with these words (upper case, as in "BACKUP SNAPSHOT") before they take effect.
func (s *Server) HoldBefore(statement string) *Gate { return &Gate{} }

// HoldAnswer holds the answer of such statements: they took effect, the client does not know yet.
func (s *Server) HoldAnswer(statement string) *Gate { return &Gate{} }

// DropBefore closes the client's connection before the statement takes effect, for the next n such statements.
func (s *Server) DropBefore(statement string, n int) {}

// DropAfter closes the client's connection after the statement took effect and before the answer, n times.
func (s *Server) DropAfter(statement string, n int) {}

// Delay answers such statements only after d; 0 ends it.
func (s *Server) Delay(statement string, d time.Duration) {}

// FailStatement answers such statements with this message, n times, without any effect.
func (s *Server) FailStatement(statement, message string, n int) {}

// Refuse makes the server refuse connections and cut the present ones, or accept them again.
func (s *Server) Refuse(refuse bool) {}

// FailTasks makes the backends' tasks of a kind in a state fail with this message, as a wrong key does: the job stays
// and shows it as TaskErrMsg (recorded: backup_backend_fails). An empty message heals it.
func (s *Server) FailTasks(kind, state, message string) {}

// Restart stops the frontend as by SIGKILL and starts it again at once: connections break, what is not journalled is
// lost (recorded: restart).
func (s *Server) Restart() {}

// SetMaster makes this frontend the master or a follower of its cluster.
func (s *Server) SetMaster(master bool) {}

// EvictHistory makes the frontend forget the finished jobs of a database, as ten later jobs would.
func (s *Server) EvictHistory(database string) {}

// SetClock moves the server's clock by d against the machine's.
func (s *Server) SetClock(d time.Duration) {}
