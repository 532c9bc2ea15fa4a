// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// bucketFiles are the files of the repository repo, as the provider hands them to this package.
type bucketFiles struct {
	*objectstore.Repository
	deleted func() // after each deletion
}

func (f bucketFiles) Look(ctx context.Context, label string) (job.FilesLook, error) {
	look, err := f.Repository.Look(ctx, label)
	found := job.FilesLook{Empty: look.Empty}
	for _, file := range look.Infos {
		info, err := f.Info(ctx, label, file)
		if err != nil {
			return found, err
		}
		found.Infos = append(found.Infos, job.FilesInfo{Timestamp: file.Timestamp, Name: info.Name, Database: info.Database, BackupTime: info.BackupTime})
	}
	return found, err
}

func (f bucketFiles) Delete(ctx context.Context, label string) (job.Removed, error) {
	deleted, err := f.Repository.Delete(ctx, label)
	if f.deleted != nil {
		f.deleted()
	}
	return job.Removed(deleted), err
}

func filesOf(t *testing.T, s3 *dorissim.S3) bucketFiles {
	t.Helper()
	bucket, err := objectstore.Open(t.Context(), objectstore.Access{
		Endpoint: s3.Endpoint(), UsePathStyle: true, AccessKey: s3.AccessKey(), SecretKey: s3.SecretKey(),
	}, "backups")
	if err != nil {
		t.Fatal(err)
	}
	return bucketFiles{Repository: bucket.Repository("s3://backups/repo", "repo")}
}

// objects are all objects of the storage but those of one label, with their content.
func (w *world) objects(except string) map[string]string {
	w.t.Helper()
	all := map[string]string{}
	for _, key := range w.s3.Objects("backups", "") {
		if strings.HasPrefix(key, folderOf(except)) {
			continue
		}
		content, err := w.s3.Get("backups", key)
		if err != nil {
			w.t.Fatal(err)
		}
		all[key] = string(content)
	}
	return all
}

func folderOf(label string) string { return "repo/__palo_repository_repo/__ss_" + label + "/" }

// upload is what a backend does.
func (w *world) upload(label, name string) {
	w.t.Helper()
	if err := w.s3.Put("backups", folderOf(label)+"__ss_content/__db_1/__tbl_2/"+name, []byte(name)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) left(label string) int { return len(w.s3.Objects("backups", folderOf(label))) }

// deleteOf is what a destroy asks for of a backup in state.
func deleteOf(result job.BackupResult) job.BackupDelete {
	return job.BackupDelete{
		State: job.BackupState{
			Repository: "repo", Database: "shop", Label: result.Label, State: result.State, BackupTimestamp: result.BackupTimestamp,
			Created: result.Created, TakenAt: result.TakenAt, Level: result.Level,
		},
		Finished: result.Finished, Wait: job.Wait{Timeout: time.Minute},
	}
}

// gone deletes and expects that all went, and nothing else.
func (w *world) gone(r *job.Runner, d job.BackupDelete, files job.Files) job.BackupDeleted {
	w.t.Helper()
	before := w.objects(d.State.Label)
	deleted, err := r.DeleteBackup(context.Background(), d, files)
	succeeds(w.t, err)
	if w.left(d.State.Label) > 0 {
		w.t.Errorf("left: %v", w.s3.Objects("backups", folderOf(d.State.Label)))
	}
	if !maps.Equal(before, w.objects(d.State.Label)) {
		w.t.Error("something else was touched")
	}
	return deleted
}

// stays expects a refusal, and that nothing was touched at all.
func (w *world) stays(r *job.Runner, d job.BackupDelete, files job.Files, code job.Code) *job.Error {
	w.t.Helper()
	before := w.objects("-")
	_, err := r.DeleteBackup(context.Background(), d, files)
	failure := fails(w.t, err, code)
	after := w.objects("-")
	for key, content := range before {
		if after[key] != content {
			w.t.Errorf("%s was touched", key)
		}
	}
	return failure
}

func TestDeleteBackup(t *testing.T) {
	w := newWorld(t)
	other := joinWorld(t, w.s3)
	mustBackup(t, other.process(), fixed("theirs"))
	mustBackup(t, w.process(), fixed("snap_b"))
	result := mustBackup(t, w.process(), fixed("snap"))
	r, files := w.process(), filesOf(t, w.s3)

	failure := w.stays(r, func() job.BackupDelete { d := deleteOf(result); d.State.Level = job.Namesake; return d }(), files, job.CodeNotOurs)
	if failure.Purpose != job.ToDelete {
		t.Errorf("%+v", failure)
	}
	deleted := w.gone(r, deleteOf(result), files)
	if deleted.Objects < 5 || deleted.Bytes == 0 || deleted.Versioned || len(deleted.Notices) > 0 {
		t.Errorf("%+v", deleted)
	}
	if again := w.gone(r, deleteOf(result), files); again.Objects != 0 {
		t.Errorf("a second time: %+v", again)
	}
	// Destroyed and created in one apply: the name is free again.
	r.ReleaseBackup("repo", "snap")
	if again := mustBackup(t, r, fixed("snap")); again.TakenAt.Equal(result.TakenAt) || again.Level != job.Mine {
		t.Errorf("%+v", again)
	}
	if len(w.jobs("snap")) != 2 {
		t.Errorf("%+v", w.jobs("snap"))
	}
}

func TestDeleteBackupThatIsClaimed(t *testing.T) {
	w := newWorld(t)
	r := w.process()
	result := mustBackup(t, r, fixed("snap"))
	before := w.objects("-")
	files := filesOf(t, w.s3)
	deleted, err := r.DeleteBackup(context.Background(), deleteOf(result), files)
	if succeeds(t, err); !deleted.Kept || !maps.Equal(before, w.objects("-")) {
		t.Errorf("%+v", deleted)
	}
	_, err = r.DeleteSnapshot(context.Background(), job.Doomed{Repository: "repo", Database: "shop", Label: "snap", Timestamp: result.BackupTimestamp}, files)
	fails(t, err, job.CodeClaimed)
}

func TestDeleteBackupThatRuns(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	ended := backUp(context.Background(), w.process(), fixed("snap"))
	w.reached(gate)
	d := job.BackupDelete{
		State: job.BackupState{Repository: "repo", Database: "shop", Label: "snap", State: "SNAPSHOTING", Level: job.Mine},
		Wait:  job.Wait{Timeout: time.Minute},
	}
	w.upload("snap", "begun")
	files := filesOf(t, w.s3)
	late := 0
	files.deleted = func() { // a backend ends what it had begun, once
		if late++; late == 1 {
			w.upload("snap", "late")
		}
	}
	deleted := w.gone(w.process(), d, files)
	gate.Release()
	if late != 2 || len(deleted.Notices) > 0 {
		t.Errorf("%d deletions, %+v", late, deleted)
	}
	fails(t, w.await(ended).err, job.CodeCancelled)
	mustBackup(t, w.process(), fixed("snap")) // the name is free again
}

func TestDeleteBackupWithABackendThatGoesOn(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	backUp(context.Background(), w.process(), fixed("snap"))
	w.reached(gate)
	files := filesOf(t, w.s3)
	files.deleted = func() { w.upload("snap", "late") }
	w.upload("snap", "begun")
	deleted, err := w.process().DeleteBackup(context.Background(), job.BackupDelete{
		State: job.BackupState{Repository: "repo", Database: "shop", Label: "snap", State: "UPLOADING", Level: job.Mine}, Wait: job.Wait{Timeout: time.Minute},
	}, files)
	if succeeds(t, err); !noticed(deleted.Notices, job.NoticeStillUploading, "snap") {
		t.Errorf("%+v", deleted)
	}
}

func TestDeleteBackupThatIsRestored(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	mustBackup(t, w.process(), fixed("other"))
	files := filesOf(t, w.s3)
	gate := w.sim.HoldState("restore", "DOWNLOADING")
	ended := restoreIt(context.Background(), w.process(), into("clone", "snap"))
	w.reached(gate)
	failure := w.stays(w.process(), deleteOf(result), files, job.CodeInUse)
	if failure.Holder == nil || failure.Holder.Database != "clone" || failure.Holder.Kind != "restore" {
		t.Errorf("%+v", failure.Holder)
	}
	doomed := job.Doomed{Repository: "repo", Database: "shop", Label: "snap", Timestamp: result.BackupTimestamp, TakenAt: result.TakenAt}
	_, err := w.process().DeleteSnapshot(context.Background(), doomed, files)
	fails(t, err, job.CodeInUse)
	gate.Release()
	succeeds(t, w.await(ended).err)
	w.gone(w.process(), deleteOf(result), files)
}

func TestDeleteBackupThatIsAnothers(t *testing.T) {
	for name, test := range map[string]struct {
		change func(w *world, result job.BackupResult)
		code   job.Code
	}{
		"deleted and taken again from another database": {func(w *world, _ job.BackupResult) {
			w.s3.Delete("backups", folderOf("snap"))
			w.sql(strings.ReplaceAll(shop, "shop", "shop2"))
			request := fixed("snap")
			request.Database = "shop2"
			mustBackup(w.t, w.process(), request)
		}, job.CodeShared},
		"deleted and taken again from the same": {func(w *world, result job.BackupResult) {
			w.s3.Delete("backups", folderOf("snap"))
			w.eventually("another second", func() bool { return time.Now().Truncate(time.Second).After(result.TakenAt) })
			mustBackup(w.t, w.process(), fixed("snap"))
		}, job.CodeShared},
		"twins": {func(w *world, _ job.BackupResult) {
			_ = w.s3.Put("backups", folderOf("snap")+"__info_2001-01-01-00-00-00."+strings.Repeat("a", 32), []byte("{}"))
		}, job.CodeFiles}, // what the twin's file says cannot be read
		"the repository is gone": {func(w *world, _ job.BackupResult) { w.sql("DROP REPOSITORY repo") }, job.CodeRepository},
		"another backup of the name runs": {func(w *world, _ job.BackupResult) {
			w.s3.Delete("backups", folderOf("snap")+"__")
			w.sql(strings.ReplaceAll(shop, "shop", "shop2"))
			request := fixed("snap")
			request.Database = "shop2"
			gate := w.sim.HoldState("backup", "UPLOADING")
			backUp(context.Background(), w.process(), request)
			w.reached(gate)
			w.upload("snap", "begun")
		}, job.CodeInUse},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			result := mustBackup(t, w.process(), fixed("snap"))
			test.change(w, result)
			w.stays(w.process(), deleteOf(result), filesOf(t, w.s3), test.code)
		})
	}
}

func TestDeleteBackupThatIsElsewhere(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	wrong, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { wrong.Close() })
	w.stays(w.process(), deleteOf(result), filesOf(t, wrong), job.CodeElsewhere)
}

// A deletion that was killed after the info file is finished later, unless somebody wrote there since.
func TestDeleteBackupThatIsHalfDeleted(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	files := filesOf(t, w.s3)
	w.s3.Delete("backups", folderOf("snap")+"__info_")
	remains, err := w.process().BackupRemains(context.Background(), deleteOf(result).State, files)
	if succeeds(t, err); !remains {
		t.Error("nothing remains?")
	}
	d := deleteOf(result)
	d.State.State = job.StateUnrestorable
	early := d
	early.Finished = result.Finished.Add(-time.Hour) // as if the files had been written an hour after its end
	w.stays(w.process(), early, files, job.CodeWritten)
	unknown := d
	unknown.Finished = time.Time{} // an imported one: files of the last hour may be anybody's
	w.stays(w.process(), unknown, files, job.CodeWritten)
	w.gone(w.process(), d, files)
	remains, err = w.process().BackupRemains(context.Background(), d.State, files)
	if succeeds(t, err); remains {
		t.Error("something remains")
	}
}

// A refusal at each request to the storage, and the next run.
func TestDeleteBackupAfterFaults(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("other"))
	for at := 1; ; at++ {
		label := fmt.Sprintf("snap%d", at)
		result := mustBackup(t, w.process(), fixed(label))
		requests := 0
		w.s3.Before(func(rw http.ResponseWriter, _ *http.Request) bool {
			if requests++; requests != at {
				return false
			}
			rw.WriteHeader(http.StatusForbidden)
			return true
		})
		// Doris's own requests to the storage come first in a deletion; they may be hit as well.
		_, err := w.process().DeleteBackup(context.Background(), deleteOf(result), filesOf(t, w.s3))
		w.s3.Before(nil)
		var failure *job.Error
		if err != nil && (!errors.As(err, &failure) || failure.Code != job.CodeFiles && failure.Code != job.CodeRepository) {
			t.Fatalf("request %d: %v", at, err)
		}
		if err == nil && w.left(label) > 0 {
			t.Fatalf("request %d: no error, %d objects left", at, w.left(label))
		}
		w.gone(w.process(), deleteOf(result), filesOf(t, w.s3))
		if requests < at {
			break
		}
	}
}
