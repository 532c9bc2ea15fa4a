// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// byHand takes a snapshot with statements alone, asking every poll whether it is finished, and returns how long that took.
func (w *world) byHand(ctx context.Context, database, label string, poll time.Duration) (time.Duration, error) {
	began := time.Now()
	if _, err := w.sql.ExecContext(ctx, fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", database, label, repository)); err != nil {
		return 0, err
	}
	for {
		state, _, err := w.lastBackup(ctx, database)
		switch {
		case err != nil:
			return 0, err
		case state == "FINISHED":
			return time.Since(began), nil
		case state == "CANCELLED":
			return 0, fmt.Errorf("backup %s was cancelled", label)
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(poll):
		}
	}
}

// lastBackup is state and label of the last backup of a database.
func (w *world) lastBackup(ctx context.Context, database string) (state, label string, err error) {
	rows, err := w.sql.QueryContext(ctx, "SHOW BACKUP FROM `"+database+"`")
	if err != nil {
		return "", "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", "", err
	}
	for rows.Next() {
		values, targets := make([]*string, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return "", "", err
		}
		for i, column := range columns {
			if value := values[i]; value != nil && column == "State" {
				state = *value
			} else if value != nil && column == "SnapshotName" {
				label = *value
			}
		}
	}
	return state, label, rows.Err()
}

func backupHCL(database, more string) string {
	return fmt.Sprintf("resource \"doris_backup\" \"b\" {\n  name_prefix = \"p_\"\n  database = %q\n  repository = %q\n  adopt_finished_within = \"0s\"\n  %s\n}\n", database, repository, more)
}

// again forgets all objects of the state; their snapshots stay.
func (w *workspace) again(ctx context.Context) error {
	list, err := w.run(ctx, "state", "list")
	if err != nil {
		return err
	}
	if addresses := strings.Fields(list.output); len(addresses) > 0 {
		_, err = w.run(ctx, append([]string{"state", "rm"}, addresses...)...)
	}
	return err
}

// backupOfTables is a large database backed up through the CLI and by statements alone.
func backupOfTables(ctx context.Context, b *bench) error {
	tables := b.size(2000)
	w, err := newWorld(200 * time.Millisecond)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.database("shop", tables); err != nil {
		return err
	}
	ours, err := b.workspace("ours", b.provider, w.provider()+backupHCL("shop", ""))
	if err != nil {
		return err
	}
	var wall, hand, statements, memory []float64
	for i := range b.runs {
		w.statements()
		t, err := ours.apply(ctx)
		if err != nil {
			return err
		}
		wall, statements, memory = append(wall, t.wall.Seconds()), append(statements, w.statements()), append(memory, float64(t.provider.Memory)/1e6)
		if err := ours.again(ctx); err != nil {
			return err
		}
		took, err := w.byHand(ctx, "shop", fmt.Sprintf("hand%d", i), 50*time.Millisecond)
		if err != nil {
			return err
		}
		hand = append(hand, took.Seconds())
	}
	name := fmt.Sprintf("backup of %d tables", tables)
	b.compare(name, "time", "s", "BACKUP, polled without pause", wall, hand, 0)
	b.against(name, "statements", "", "one", statements, 1, 0)
	b.against(name, "peak memory of the provider", "MB", "most", memory, 100, 1)
	return nil
}

// applyOfBackups takes many backups of many databases, beside ten workers that do the same by statements alone.
func applyOfBackups(ctx context.Context, b *bench) error {
	const databases = 20
	n := b.size(200)
	w, err := newWorld(50 * time.Millisecond)
	if err != nil {
		return err
	}
	defer w.close()
	for i := range databases {
		if err := w.database(fmt.Sprintf("db%d", i), 3); err != nil {
			return err
		}
	}
	ours, err := b.workspace("ours", b.provider, w.provider()+fmt.Sprintf(`
resource "doris_backup" "all" {
  count                 = %d
  name_prefix           = "p${count.index}_"
  database              = "db${count.index %% %d}"
  repository            = %q
  adopt_finished_within = "0s"
}
`, n, databases, repository))
	if err != nil {
		return err
	}
	var wall, hand, statements []float64
	for run := range b.runs {
		w.statements()
		t, err := ours.apply(ctx)
		if err != nil {
			return err
		}
		wall, statements = append(wall, t.wall.Seconds()), append(statements, w.statements()/float64(n))
		if err := ours.again(ctx); err != nil {
			return err
		}
		took, err := w.crowd(ctx, n, databases, run)
		if err != nil {
			return err
		}
		hand = append(hand, took.Seconds())
	}
	name := fmt.Sprintf("apply of %d backups over %d databases", n, databases)
	b.compare(name, "time", "s", "ten workers, polling without pause", wall, hand, 0)
	b.against(name, "statements for each backup", "", "one", statements, 1, 0)
	return nil
}

// crowd takes n backups over databases with ten workers, the parallelism of the CLI.
func (w *world) crowd(ctx context.Context, n, databases, run int) (time.Duration, error) {
	began := time.Now()
	queues := make(chan int, databases)
	for i := range databases {
		queues <- i
	}
	close(queues)
	var workers sync.WaitGroup
	failures := make(chan error, 10)
	for range 10 {
		workers.Go(func() {
			for database := range queues {
				for i := database; i < n; i += databases {
					if _, err := w.byHand(ctx, fmt.Sprintf("db%d", database), fmt.Sprintf("h%d_%d", run, i), 10*time.Millisecond); err != nil {
						failures <- err
						return
					}
				}
			}
		})
	}
	workers.Wait()
	close(failures)
	return time.Since(began), <-failures
}

// returnAfterFinished measures from the moment when Doris shows FINISHED to the return of who waits: the apply, and a shell
// script that asks every five seconds with a client, as people have it.
func returnAfterFinished(ctx context.Context, b *bench) error {
	w, err := newWorld(time.Second)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.database("shop", 3); err != nil {
		return err
	}
	ours, err := b.workspace("ours", b.provider, w.provider()+backupHCL("shop", ""))
	if err != nil {
		return err
	}
	var apply, shell []float64
	for i := range b.runs {
		late, err := w.late(ctx, func() error { _, err := ours.apply(ctx); return err }, b.held(i))
		if err != nil {
			return err
		}
		apply = append(apply, late.Seconds())
		if err := ours.again(ctx); err != nil {
			return err
		}
		label := fmt.Sprintf("shell%d", i)
		late, err = w.late(ctx, func() error { _, err := w.byHand(ctx, "shop", label, 5*time.Second); return err }, b.held(i))
		if err != nil {
			return err
		}
		shell = append(shell, late.Seconds())
	}
	const name = "from FINISHED to the return, backups of 3 to 15 s"
	b.compare(name, "time", "s", "a shell script that asks every 5 s", apply, shell, 0)
	b.against(name, "time", "s", "most", apply, 1.5, 1)
	b.against(name, "time", "s", "a tick of the stand-in (3 s in Doris)", apply, 1, 0)
	return nil
}

// held is how long a run is kept uploading, so that its end falls at different moments of a pause.
func (b *bench) held(run int) time.Duration { return time.Duration(3000+2600*run) * time.Millisecond }

// late runs a backup that is kept uploading for a while, and returns how long after FINISHED it returned.
func (w *world) late(ctx context.Context, wait func() error, held time.Duration) (time.Duration, error) {
	gate := w.sim.HoldState("backup", "UPLOADING")
	defer gate.Release()
	_, before, err := w.lastBackup(ctx, "shop")
	if err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	var returned time.Time
	go func() {
		err := wait()
		returned = time.Now()
		ended <- err
	}()
	select {
	case <-gate.Reached:
	case err := <-ended:
		return 0, fmt.Errorf("it ended before it uploaded: %w", err)
	}
	time.Sleep(held)
	gate.Release()
	var finished time.Time
	for finished.IsZero() {
		state, label, err := w.lastBackup(ctx, "shop")
		if err != nil {
			return 0, err
		}
		if label != before && state == "FINISHED" {
			finished = time.Now()
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := <-ended; err != nil {
		return 0, err
	}
	return returned.Sub(finished), nil
}

// killAndResume kills the CLI and the provider while a backup uploads, and applies again: what that takes longer than an apply
// that nobody kills.
func killAndResume(ctx context.Context, b *bench) error {
	w, err := newWorld(time.Second)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.database("shop", 3); err != nil {
		return err
	}
	ours, err := b.workspace("ours", b.provider, w.provider()+backupHCL("shop", "triggers = { n = 1 }"))
	if err != nil {
		return err
	}
	const uploading = 3 * time.Second
	var whole, resumed []float64
	for i := range b.runs {
		// With what was submitted before told apart by its trigger.
		if err := ours.configure(w.provider() + backupHCL("shop", fmt.Sprintf("triggers = { n = %d }", 2*i))); err != nil {
			return err
		}
		began := time.Now()
		if _, err := w.late(ctx, func() error { _, err := ours.apply(ctx); return err }, uploading); err != nil {
			return err
		}
		whole = append(whole, time.Since(began).Seconds())
		if err := ours.again(ctx); err != nil {
			return err
		}
		if err := ours.configure(w.provider() + backupHCL("shop", fmt.Sprintf("triggers = { n = %d }", 2*i+1))); err != nil {
			return err
		}
		began = time.Now()
		if err := w.killed(ctx, ours, uploading); err != nil {
			return err
		}
		resumed = append(resumed, time.Since(began).Seconds())
		if err := ours.again(ctx); err != nil {
			return err
		}
	}
	b.compare("a backup killed in the middle and applied again", "time", "s", "the same, not killed", resumed, whole, 0)
	return nil
}

func (w *world) killed(ctx context.Context, ours *workspace, uploading time.Duration) error {
	gate := w.sim.HoldState("backup", "UPLOADING")
	defer gate.Release()
	command := ours.Command(ctx, "apply", "-no-color", "-input=false", "-auto-approve", "-lock=false")
	terraform.OwnGroup(command)
	if err := command.Start(); err != nil {
		return err
	}
	select {
	case <-gate.Reached:
	case <-time.After(time.Minute):
		return fmt.Errorf("the backup did not come to its upload")
	}
	time.Sleep(uploading / 2)
	terraform.KillGroup(command) // the CLI, and the providers that it started
	_ = command.Wait()
	time.AfterFunc(uploading/2, gate.Release)
	_, err := ours.apply(ctx, "-lock=false")
	return err
}
