// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// watched is a job of a cluster whose states are told as they come, from the cluster's own SHOW statement.
type watched struct {
	cluster   string
	server    *dorissim.Server
	statement string // SHOW BACKUP FROM ..., SHOW RESTORE FROM ...

	mu    sync.Mutex
	told  string // the last state told
	since time.Time
}

// watch tells the states of the jobs until the context ends.
func watch(ctx context.Context, s *story, jobs []*watched) {
	ticker := time.NewTicker(25 * time.Millisecond)
	defer ticker.Stop()
	for {
		for _, job := range jobs {
			job.look(s)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// look tells the state if it is a new one. It is also called before something else is told that follows from it.
func (j *watched) look(s *story) {
	j.mu.Lock()
	defer j.mu.Unlock()
	row := lastRow(j.server, j.statement)
	state := row["State"]
	if state == "" || state == j.told {
		return
	}
	if j.told == "" {
		j.since = time.Now()
	}
	j.told = state
	id := "no job id yet"
	if row["JobId"] != "-1" {
		id = "job " + row["JobId"]
	}
	s.line("       %4.1fs  cluster %s  %-16s %s", time.Since(j.since).Seconds(), j.cluster, state, id)
}
