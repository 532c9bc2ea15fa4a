// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// deleting is a story of a backup of a fixed name whose files go when it is destroyed.
type deleting struct {
	*story
	store *dorissim.S3
}

func newDeleting(t *testing.T) deleting {
	t.Helper()
	takeTurn(t)
	s := newStory(t, setting{cli: clis(t)[0], kind: "backup", fixed: true, extra: `on_destroy = "delete"`, options: []acctest.Option{acctest.OwnS3()}})
	s.providers = []string{fmt.Sprintf("object_storage = {\n    access_key = %q\n    secret_key = %q\n  }", s.cluster.Storage.AccessKey, s.cluster.Storage.SecretKey)}
	s.reconfigure()
	s.cluster.TakeSnapshot(t, s.repository, s.shop.Database, "by_hand")
	return deleting{s, s.cluster.SimS3(t)}
}

// objects are all objects of the storage with their content: of the snapshot (mine), or all others.
func (d deleting) objects(mine bool) map[string]string {
	d.t.Helper()
	found := map[string]string{}
	for _, key := range d.store.Objects(d.cluster.Storage.Bucket, "") {
		if strings.Contains(key, "/__ss_"+snapshot+"/") != mine {
			continue
		}
		content, err := d.store.Get(d.cluster.Storage.Bucket, key)
		if err != nil {
			d.t.Fatal(err)
		}
		found[key] = string(content)
	}
	return found
}

// killAtBatch destroys, and kills when the info file is gone and the next batch of deletes is on its way.
func (d deleting) killAtBatch(kill func(p *process)) {
	d.t.Helper()
	reached, goOn := make(chan struct{}), make(chan struct{})
	var batches atomic.Int64
	d.store.Before(func(_ http.ResponseWriter, r *http.Request) bool {
		if !r.URL.Query().Has("delete") || batches.Add(1) < 2 {
			return false
		}
		if batches.Load() == 2 {
			close(reached)
		}
		<-goOn
		return true // it never took effect
	})
	p := d.start("destroy", "-auto-approve", "-input=false", "-no-color")
	select {
	case <-reached:
	case <-p.ended:
		d.t.Fatalf("the destroy ended before a second batch:\n%s", p.told())
	case <-time.After(30 * time.Second):
		d.t.Fatalf("no second batch in 30 s:\n%s", p.told())
	}
	kill(p)
	close(goOn)
	p.wait()
	d.store.Before(nil)
	if len(d.objects(true)) == 0 || len(d.state()) != 1 {
		d.t.Fatalf("%d objects, %d in state", len(d.objects(true)), len(d.state()))
	}
}

// TestDeletionKilled: a deletion that was killed half-way is finished by whatever comes next, and never looks restorable.
func TestDeletionKilled(t *testing.T) {
	t.Parallel()
	t.Run("SIGKILL_both/destroy", func(t *testing.T) {
		d := newDeleting(t)
		d.mustApply()
		others := d.objects(false)
		d.killAtBatch(func(p *process) { _ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL) })
		d.mustHaveSnapshots(0)
		d.start("destroy", "-auto-approve", "-input=false", "-no-color").mustSucceed("The snapshot will be deleted", "Destroy complete! Resources: 1 destroyed.")
		if len(d.objects(true)) != 0 || !maps.Equal(others, d.objects(false)) {
			t.Errorf("left: %d objects; others untouched: %t", len(d.objects(true)), maps.Equal(others, d.objects(false)))
		}
	})
	t.Run("SIGKILL_provider/apply", func(t *testing.T) {
		d := newDeleting(t)
		d.mustApply()
		d.killAtBatch(func(p *process) { p.killProvider() })
		d.apply().mustSucceed("Files of the snapshot are left", "The snapshot will be deleted", "1 added, 0 changed, 1 destroyed")
		d.mustHaveSnapshots(1)
		d.mustBeClean()
	})
}

// TestDeletionMakesRoom: with on_destroy = "delete" a fixed name is taken again, because its files go first.
func TestDeletionMakesRoom(t *testing.T) {
	t.Parallel()
	t.Run("triggers", func(t *testing.T) {
		d := newDeleting(t)
		d.mustApply()
		before := d.state()[0].Values["taken_at"]
		d.extra = "on_destroy = \"delete\"\n  triggers = { run = \"2\" }"
		d.reconfigure()
		d.apply().mustSucceed("The snapshot will be deleted", "1 added, 0 changed, 1 destroyed")
		d.mustHaveRun(2, 0)
		d.mustHaveSnapshots(1)
		d.mustBeClean()
		if after := d.state()[0].Values["taken_at"]; after == before {
			t.Errorf("taken_at is still %v", before)
		}
		d.start("taint", "-no-color", "doris_backup.job").mustSucceed()
		d.apply().mustFail("The snapshot of a tainted resource is not deleted")
		d.mustHaveSnapshots(1)
		d.start("state", "rm", "doris_backup.job").mustSucceed()
		d.start("import", "-input=false", "-no-color", "doris_backup.job", d.repository+"/"+snapshot).mustSucceed()
		d.mustApply() // records on_destroy
		d.start("apply", "-auto-approve", "-input=false", "-no-color", "-replace=doris_backup.job").mustFail("The replacement would delete the snapshot")
		d.mustHaveSnapshots(1)
		d.extra = "on_destroy = \"delete\"\n  triggers = { run = \"3\" }"
		d.reconfigure()
		d.apply().mustSucceed("The snapshot will be deleted", "1 added, 0 changed, 1 destroyed")
		d.mustHaveRun(3, 0)
		d.mustHaveSnapshots(1)
		d.mustBeClean()
	})
	// The new object is made first and takes the old snapshot over; its files must not go then (cbd_guard).
	t.Run("create_before_destroy", func(t *testing.T) {
		d := newDeleting(t)
		const first = "on_destroy = \"delete\"\n  lifecycle { create_before_destroy = true }"
		d.extra = first
		d.reconfigure()
		d.mustApply()
		snapshots := d.objects(true)
		d.extra = first + "\n  triggers = { run = \"2\" }"
		d.reconfigure()
		d.apply().mustSucceed("The snapshot was not deleted", "its files stay")
		if !maps.Equal(snapshots, d.objects(true)) {
			t.Error("the snapshot was touched")
		}
		d.mustHaveRun(1, 0)
		d.mustBeClean()
	})
}
