// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// tellApply applies the configuration and tells what was submitted, and each state of both jobs as the clusters show it.
func tellApply(ctx context.Context, s *story, c *cli, w *world) error {
	c.Environment = append(c.Environment, w.variables()...)
	s.chapter("1. apply: repository on A, backup there, the same repository read-only on B, its snapshots, restore into B")
	jobs := []*watched{
		{cluster: "A", server: w.a, statement: "SHOW BACKUP FROM `" + database + "`"},
		{cluster: "B", server: w.b, statement: "SHOW RESTORE FROM `" + restoredDatabase + "`"},
	}
	watching, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		watch(watching, s, jobs)
	}()
	err := c.events(ctx, func(e event) {
		for _, job := range jobs {
			job.look(s)
		}
		tellEvent(s, e)
	}, "apply", "-auto-approve")
	stop()
	<-ended
	if err != nil {
		return err
	}
	return tellJobs(ctx, s, c, w)
}

// tellEvent prints what a resource begins and ends; everything else is told later, from the state.
func tellEvent(s *story, e event) {
	switch {
	case e.Type == "apply_start" && e.Hook.Action == "create":
		s.line("     %s: creating", e.Hook.Resource.Address)
	case e.Type == "apply_start" && e.Hook.Action == "read":
		s.line("     %s: looking into the bucket", e.Hook.Resource.Address)
	case e.Type == "apply_complete" && e.Hook.Action == "create":
		s.line("     %s: done after %.0fs", e.Hook.Resource.Address, e.Hook.Elapsed)
	case e.Type == "apply_start" && e.Hook.Action == "delete":
		s.line("     %s: destroying", e.Hook.Resource.Address)
	}
}

// tellJobs tells what the state says of both jobs, and that each was submitted once.
func tellJobs(ctx context.Context, s *story, c *cli, w *world) error {
	state, err := c.attributes(ctx)
	if err != nil {
		return err
	}
	backup, restore := state["doris_backup.shop"], state["doris_restore.shop"]
	if backup == nil || restore == nil {
		return errors.New("the state holds no doris_backup.shop or no doris_restore.shop")
	}
	backups, restores := submissions(w.a), submissions(w.b)
	s.line("\n   What was submitted, and what Doris made of it:")
	s.line("     A  %s", strings.Join(backups, "\n        "))
	s.line("        job %v %v in %vs (%s), snapshot of %v", backup["job_id"], backup["state"], backup["duration_seconds"],
		phases(backup, "queue", "snapshot", "upload", "save"), backup["taken_at"])
	s.line("     B  %s", strings.Join(restores, "\n        "))
	s.line("        job %v %v in %vs (%s)", restore["job_id"], restore["state"], restore["duration_seconds"],
		phases(restore, "queue", "prepare", "snapshot", "download", "commit", "verify"))
	if len(backups) != 1 || len(restores) != 1 {
		return fmt.Errorf("%d backups and %d restores were submitted, one of each was wanted", len(backups), len(restores))
	}
	return nil
}

// phases are the measured phases in the order in which they pass.
func phases(resource map[string]any, names ...string) string {
	measured, _ := resource["phase_seconds"].(map[string]any)
	var parts []string
	for _, name := range names {
		if seconds, ok := measured[name]; ok {
			parts = append(parts, fmt.Sprintf("%s %vs", name, seconds))
		}
	}
	return strings.Join(parts, ", ")
}

// tellRestored compares what B holds with what A holds.
func tellRestored(ctx context.Context, s *story, c *cli, w *world) error {
	state, err := c.attributes(ctx)
	if err != nil {
		return err
	}
	s.chapter("2. what cluster B holds now in database %s", restoredDatabase)
	if snapshots, ok := state["data.doris_snapshots.b"]["snapshots"].([]any); ok {
		s.line("     (snapshots that B sees in the bucket: %d; restored: %v)", len(snapshots), state["doris_restore.shop"]["snapshot"])
	}
	restored := tables(w.b, restoredDatabase)
	if len(restored) == 0 {
		return errors.New("nothing was restored")
	}
	for _, table := range restored {
		there, here := count(w.a, database, table), count(w.b, restoredDatabase, table)
		s.line("     %-12s %-8s (A: %s)", table, rows(here), there)
		if here != there {
			return fmt.Errorf("table %s has %s on cluster B and %s on cluster A", table, rows(here), rows(there))
		}
	}
	return nil
}

// tellPlan shows that a second plan has nothing to do.
func tellPlan(ctx context.Context, s *story, c *cli) error {
	s.chapter("3. plan again")
	output, err := c.output(ctx, "plan", "-detailed-exitcode", "-no-color")
	if err != nil {
		return fmt.Errorf("a second plan must be empty: %w", err)
	}
	for line := range strings.SplitSeq(string(output), "\n") {
		if strings.HasPrefix(line, "No changes.") {
			s.line("     %s", line)
			return nil
		}
	}
	return fmt.Errorf("a second plan did not say that there are no changes:\n%s", output)
}

// tellDestroy destroys what can be destroyed and shows what stays: data is never lost by surprise.
func tellDestroy(ctx context.Context, s *story, c *cli, w *world) error {
	s.chapter("4. destroy")
	err := c.events(ctx, func(e event) {
		tellEvent(s, e)
		if e.Type == "diagnostic" && !strings.Contains(e.Diagnostic.Summary, "development overrides") {
			s.line("     %s: %s", e.Diagnostic.Address, e.Diagnostic.Summary)
			s.line("        %s", strings.ReplaceAll(e.Diagnostic.Detail, "\n", " "))
		}
	}, "destroy", "-auto-approve")
	if err != nil {
		return err
	}
	s.line("     Left, because nothing said otherwise: %d files in the bucket, and %s on cluster B.",
		len(w.storage.Objects(bucket, "")), restoredDatabase)
	return nil
}
