// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// largeWorld is a world whose bucket may hold a million objects.
func largeWorld() (*world, *objects, error) {
	w, err := newWorld(20 * time.Millisecond)
	if err != nil {
		return nil, nil, err
	}
	bucket := newObjects()
	for _, key := range w.storage.Objects(bucketName, "") { // what registering wrote
		content, err := w.storage.Get(bucketName, key)
		if err != nil {
			return nil, nil, err
		}
		bucket.add(content, key)
	}
	w.storage.Before(bucket.answer)
	return w, bucket, w.database("shop", 3)
}

var (
	dateInLabel = regexp.MustCompile(`\d{8}_\d{6}`)
	backupTime  = regexp.MustCompile(`"backup_time":\s*\d+`)
)

// multiply copies a snapshot n times, a day before the other, each with a number of further files.
func (o *objects) multiply(label string, n, files int) {
	o.multiplyAt(label, n, files, time.Now().UTC())
}

func (o *objects) multiplyAt(label string, n, files int, now time.Time) {
	o.mu.Lock()
	folder := "r/__palo_repository_" + repository + "/__ss_" + label + "/"
	var originals []string
	for _, key := range o.keys {
		if strings.HasPrefix(key, folder) {
			originals = append(originals, key)
		}
	}
	contents := map[string][]byte{}
	for _, key := range originals {
		contents[key] = o.content[key]
	}
	o.mu.Unlock()
	var added []string
	for i := 1; i <= n; i++ {
		at := now.Add(-time.Duration(i) * 24 * time.Hour)
		copied := dateInLabel.ReplaceAllString(label, at.Format("20060102_150405"))
		if copied == label {
			copied = fmt.Sprintf("%s_%d", label, i)
		}
		target := strings.Replace(folder, label, copied, 1)
		for _, key := range originals {
			name, content := strings.TrimPrefix(key, folder), contents[key]
			if strings.HasPrefix(name, "__info_") {
				text := strings.ReplaceAll(string(content), label, copied)
				text = backupTime.ReplaceAllString(text, fmt.Sprintf(`"backup_time":%d`, at.UnixMilli()))
				sum := md5.Sum([]byte(text))
				name, content = "__info_"+at.Format("2006-01-02-15-04-05")+"."+hex.EncodeToString(sum[:]), []byte(text)
				o.add(content, target+name)
				continue
			}
			added = append(added, target+name)
			o.mu.Lock()
			if content != nil && !strings.Contains(name, "__ss_content") {
				o.content[target+name] = content
			}
			o.mu.Unlock()
		}
		for f := range files {
			added = append(added, path.Join(target, "__ss_content/__db_1/__tbl_1/__part_1/__idx_1/__1", fmt.Sprintf("%06d.dat.d41d8cd98f00b204e9800998ecf8427e", f)))
		}
	}
	o.add(nil, added...)
}

// listSnapshots reads doris_snapshots of a repository with many, beside one of ten.
func listSnapshots(ctx context.Context, b *bench) error {
	n := b.size(10000)
	var list [2]*workspace
	var worlds [2]*world
	for i, size := range []int{n, 10} {
		w, bucket, err := largeWorld()
		if err != nil {
			return err
		}
		defer w.close()
		if _, err := w.byHand(ctx, "shop", "nightly_20260101_010101", 20*time.Millisecond); err != nil {
			return err
		}
		bucket.multiply("nightly_20260101_010101", size-1, 0)
		if list[i], err = b.workspace("list", b.provider, w.provider()+fmt.Sprintf("data \"doris_snapshots\" \"all\" {\n  repository = %q\n}\noutput \"n\" {\n  value = length(data.doris_snapshots.all.snapshots)\n}\n", repository)); err != nil {
			return err
		}
		worlds[i] = w
	}
	var wall, cpu, memory [2][]float64
	var statements []float64
	for range b.runs {
		for i := range list {
			worlds[i].statements()
			t, err := list[i].plan(ctx)
			if err != nil {
				return err
			}
			if i == 0 {
				statements = append(statements, worlds[0].sent("SHOW SNAPSHOT"))
			}
			wall[i], cpu[i], memory[i] = append(wall[i], t.wall.Seconds()), append(cpu[i], t.provider.CPU.Seconds()), append(memory[i], float64(t.provider.Memory)/1e6)
		}
	}
	name := fmt.Sprintf("doris_snapshots of %d", n)
	b.compare(name, "time", "s", "of 10 snapshots", wall[0], wall[1], 0)
	b.compare(name, "CPU of the provider", "s", "of 10 snapshots", cpu[0], cpu[1], 0)
	b.compare(name, "peak memory of the provider", "MB", "of 10 snapshots", memory[0], memory[1], 0)
	b.against(name, "SHOW SNAPSHOT statements", "", "most", statements, 1, 1)
	return nil
}

// series plans a long series of snapshots, and prunes many large ones.
func series(ctx context.Context, b *bench) error {
	n, pruned, files := b.size(5000), b.size(1000), b.size(1000)
	w, bucket, err := largeWorld()
	if err != nil {
		return err
	}
	defer w.close()
	endpoint := strings.Replace(w.storage.Endpoint(), "127.0.0.1", providerHost, 1)
	configuration := func(keep int) string {
		return strings.Replace(w.provider(w.objectStorage()), w.storage.Endpoint(), endpoint, 1) + fmt.Sprintf(`
resource "doris_backup_series" "s" {
  repository  = %q
  database    = "shop"
  name_prefix = "nightly_"
  retention {
    keep_last = %d
  }
}
`, repository, keep)
	}
	ours, err := b.workspace("series", b.provider, configuration(n))
	if err != nil {
		return err
	}
	if _, err := ours.apply(ctx); err != nil {
		return err
	}
	_, label, err := w.lastBackup(ctx, "shop")
	if err != nil {
		return err
	}
	bucket.multiply(label, n-pruned-1, 0)
	if _, err := ours.run(ctx, "apply", "-no-color", "-auto-approve", "-refresh-only"); err != nil { // looks into each once
		return err
	}
	data, err := b.workspace("data", "", "resource \"terraform_data\" \"s\" {\n  input = 1\n}\n")
	if err != nil {
		return err
	}
	if _, err := data.apply(ctx); err != nil {
		return err
	}
	var wall, memory, statements, empty []float64
	for range b.runs {
		w.statements()
		t, err := ours.plan(ctx)
		if err != nil {
			return err
		}
		wall, memory, statements = append(wall, t.wall.Seconds()), append(memory, float64(t.provider.Memory)/1e6), append(statements, w.statements())
		if t, err = data.plan(ctx); err != nil {
			return err
		}
		empty = append(empty, t.wall.Seconds())
	}
	name := fmt.Sprintf("plan of a series of %d snapshots", n-pruned)
	b.compare(name, "time", "s", "plan of nothing", wall, empty, 0)
	b.against(name, "statements", "", "most", statements, 10, 1)
	b.against(name, "peak memory of the provider", "MB", "most", memory, 100, 1)

	keep := n - pruned - 1
	var requests, least, took []float64
	memory = nil
	for run := range b.runs {
		count := max(pruned/b.runs, 1) // in all runs together the number that is asked for
		bucket.multiplyOlder(label, n, count, files, run)
		if err := ours.configure(configuration(keep)); err != nil {
			return err
		}
		if _, err := ours.plan(ctx); err != nil {
			return err
		}
		bucket.counted()
		t, err := ours.apply(ctx)
		if err != nil {
			return err
		}
		requests, took, memory = append(requests, bucket.counted()), append(took, t.wall.Seconds()), append(memory, float64(t.provider.Memory)/1e6)
		least = append(least, float64(count*leastRequests(files+extraFiles)))
	}
	name = fmt.Sprintf("pruning %d snapshots of %d files", pruned, files)
	b.compare(name, "requests to the bucket", "", "the least possible", requests, least, 1.2)
	b.against(name, "time of an apply that prunes a fifth of them", "s", "a second", took, 1, 0)
	b.against(name, "peak memory of the provider", "MB", "most", memory, 100, 1)
	return nil
}

// extraFiles is about how many files a snapshot of the stand-in has of its own: info, meta, and those of three tables.
const extraFiles = 8

// leastRequests to delete a folder of files with what protects it: a look at the folder and at its info file, whether it is still
// the one that was planned; the pages of one listing; the info file first, then the batches of the rest; and a listing that finds
// nothing.
func leastRequests(files int) int {
	pages := (files + 999) / 1000
	return 2 + pages + 1 + (files-1+999)/1000 + 1
}

// multiplyOlder adds snapshots that are older than all others.
func (o *objects) multiplyOlder(label string, behind, n, files, run int) {
	shift := time.Duration(behind+(run+1)*n+10) * 24 * time.Hour
	o.multiplyAt(label, n, files, time.Now().UTC().Add(-shift))
}
