// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

// FailPingAfterCreate makes the next n CREATE REPOSITORY statements answer an error although the repository is
// registered, as Doris does when only its last look at the storage fails (DORIS.md "CREATE REPOSITORY", step 7).
func (s *Server) FailPingAfterCreate(n int) { s.jobs.FailPingAfterCreate(n) }

// AddBroker makes a broker of this name known to CREATE REPOSITORY … WITH BROKER and SHOW BROKER.
func (s *Server) AddBroker(name string) {
	s.mu.Lock()
	s.brokers = append(s.brokers, name)
	s.mu.Unlock()
	s.jobs.AddBroker(name)
}
