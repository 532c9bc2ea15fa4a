// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

// ThrowInPending makes the frontend throw at each attempt to begin a job of a kind ("backup", "restore"): it stays PENDING
// with a new id at each round, and holds up others, until it is cancelled.
func (s *Server) ThrowInPending(kind string, throws bool) { s.jobs.ThrowInPending(kind, throws) }
