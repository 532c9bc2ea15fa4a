// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"time"
)

// planOfBackups plans backups that are all there, beside a provider that does nothing and beside what is built into the CLI.
func planOfBackups(ctx context.Context, b *bench) error {
	const databases = 20
	w, err := newWorld(5 * time.Millisecond)
	if err != nil {
		return err
	}
	defer w.close()
	for i := range databases {
		if err := w.database(fmt.Sprintf("db%d", i), 3); err != nil {
			return err
		}
	}
	for _, n := range []int{10, 100, 1000} {
		n = b.size(n)
		backups := w.provider(`poll_interval = "100ms"`) + fmt.Sprintf(`
resource "doris_backup" "all" {
  count      = %d
  name       = "n%d_${count.index}"
  database   = "db${count.index %% %d}"
  repository = %q
}
`, n, n, databases, repository)
		ours, err := b.workspace("ours", b.provider, backups)
		if err != nil {
			return err
		}
		if _, err := ours.apply(ctx, "-parallelism=20"); err != nil {
			return err
		}
		floor, err := b.floorOf(ours, backups)
		if err != nil {
			return err
		}
		data, err := b.workspace("data", "", fmt.Sprintf("resource \"terraform_data\" \"all\" {\n  count = %d\n  input = { name = \"n${count.index}\", database = \"db\", repository = \"r\" }\n}\n", n))
		if err != nil {
			return err
		}
		if _, err := data.apply(ctx); err != nil {
			return err
		}
		contestants := []*workspace{ours, floor, data}
		var cpu, all, wall, memory [3][]float64
		var statements []float64
		for range b.runs {
			for i, c := range contestants {
				w.statements()
				t, err := c.plan(ctx)
				if err != nil {
					return err
				}
				if i == 0 {
					statements = append(statements, w.statements())
				}
				cpu[i] = append(cpu[i], t.provider.CPU.Seconds())
				all[i] = append(all[i], t.cpu.Seconds())
				wall[i] = append(wall[i], t.wall.Seconds())
				memory[i] = append(memory[i], float64(t.provider.Memory)/1e6)
			}
		}
		name := fmt.Sprintf("plan of %d backups", n)
		target := 0.0
		if n >= 1000 {
			target = 1.15
		}
		b.compare(name, "CPU, CLI and provider", "s", "floor provider", all[0], all[1], target)
		b.compare(name, "CPU, CLI and provider", "s", "terraform_data", all[0], all[2], 0)
		b.compare(name, "CPU of the provider", "s", "floor provider", cpu[0], cpu[1], 0)
		b.compare(name, "time", "s", "floor provider", wall[0], wall[1], 0)
		b.compare(name, "time", "s", "terraform_data", wall[0], wall[2], 0)
		b.against(name, "statements", "", "most", statements, 10, 1)
		b.compare(name, "peak memory of the provider", "MB", "floor provider", memory[0], memory[1], 0)
		b.against(name, "peak memory of the provider", "MB", "most", memory[0], 100, 1)
	}
	return nil
}

// planOfRestore plans the restore of a large snapshot into another database: new, and over tables that are there.
func planOfRestore(ctx context.Context, b *bench) error {
	tables := b.size(2000)
	w, err := newWorld(5 * time.Millisecond)
	if err != nil {
		return err
	}
	defer w.close()
	if err := w.database("shop", tables); err != nil {
		return err
	}
	ours, err := b.workspace("ours", b.provider, w.provider(`poll_interval = "100ms"`)+fmt.Sprintf("resource \"doris_backup\" \"b\" {\n  name = \"big\"\n  database = \"shop\"\n  repository = %q\n}\n", repository))
	if err != nil {
		return err
	}
	if _, err := ours.apply(ctx); err != nil {
		return err
	}
	small := w.provider() + fmt.Sprintf("data \"doris_snapshot\" \"s\" {\n  repository = %q\n  name = \"big\"\n}\noutput \"n\" {\n  value = length(data.doris_snapshot.s.objects.tables)\n}\n", repository)
	source, err := b.workspace("source", b.provider, small)
	if err != nil {
		return err
	}
	const fresh, over = "database = \"stage\"\n  create_database = true", "database = \"shop\"\n  existing_tables = \"overwrite\""
	for _, story := range []struct {
		name, more string
		answers    time.Duration // how long Doris thinks about each statement
	}{
		{"into a new database", fresh, 0}, {"over the source", over, 0},
		{"into a new database, 20 ms a statement", fresh, 20 * time.Millisecond}, {"over the source, 20 ms a statement", over, 20 * time.Millisecond},
	} {
		w.sim.Delay("SHOW", story.answers)
		restore, err := b.workspace("restore", b.provider, w.provider()+fmt.Sprintf("resource \"doris_restore\" \"r\" {\n  snapshot = \"big\"\n  repository = %q\n  %s\n}\n", repository, story.more))
		if err != nil {
			return err
		}
		var wall, cpu, statements, read []float64
		for range b.runs {
			w.statements()
			t, err := restore.plan(ctx)
			if err != nil {
				return err
			}
			statements = append(statements, w.statements())
			wall, cpu = append(wall, t.wall.Seconds()), append(cpu, t.provider.CPU.Seconds())
			if t, err = source.plan(ctx); err != nil {
				return err
			}
			read = append(read, t.wall.Seconds())
		}
		name := fmt.Sprintf("plan of a restore of %d tables, %s", tables, story.name)
		b.against(name, "time", "s", "most", wall, 5, 1)
		b.compare(name, "time", "s", "reading the snapshot", wall, read, 0)
		b.against(name, "CPU of the provider", "s", "a second", cpu, 1, 0)
		b.against(name, "statements", "", "one", statements, 1, 0)
	}
	return nil
}
