// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// destroyDelete is the on_destroy of backups and series that removes the files of snapshots.
const destroyDelete = "delete"

var _ job.Files = snapshotFiles{}

// Delete forgets the snapshot, which stays in the repository, and a job that still runs goes on; with on_destroy =
// "delete" the job is cancelled and the files are deleted, after the checks of LIFECYCLE.md "What Terraform sees".
func (r *backupResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.instance.Context(ctx)
	var state backupModel
	var private backupPrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	known := tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !known { // a tainted object's does not arrive (measured)
		private.Level = state.levelByName()
	}
	switch {
	case !state.deletes() && !r.instance.Known():
		return
	case !state.deletes():
	case !r.instance.Ready(&resp.Diagnostics):
		return
	case private.Level == "":
		resp.Diagnostics.AddError(state.taintedText())
		return
	default:
		r.deleteFiles(ctx, state, private, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	state.forgotten(r.instance, private.Object)
	r.instance.Runner.ReleaseBackup(state.Repository.ValueString(), state.Name.ValueString())
}

// levelByName is what the state alone proves: a generated name is never a namesake's.
func (m backupModel) levelByName() job.Level {
	if !m.NamePrefix.IsNull() && generatedFrom(m.NamePrefix.ValueString(), m.Name.ValueString()) {
		return job.Ours
	}
	return ""
}

// taintedText: Terraform hands a tainted object over without what the provider noted about it.
func (m backupModel) taintedText() (summary, detail string) {
	return "The snapshot of a tainted resource is not deleted", explain.ThreeParts(fmt.Sprintf(
		"The files of snapshot %q in repository %q were not deleted: Terraform hides from the provider how the snapshot of a tainted resource was made, and with a fixed name it may have been taken over from somebody else.",
		m.Name.ValueString(), m.Repository.ValueString()), "",
		"If it is yours, take it out of the state with terraform state rm, import it with the block below, and destroy it or replace it with triggers.\n"+
			explain.ImportBlock("doris_backup", m.Repository.ValueString(), m.Name.ValueString()))
}

func (m backupModel) deletes() bool { return m.OnDestroy.ValueString() == destroyDelete }

func (r *backupResource) deleteFiles(ctx context.Context, state backupModel, private backupPrivate, diags *diag.Diagnostics) {
	timeout, d := state.Timeouts.Delete(ctx, group.DefaultDeleteTimeout)
	diags.Append(d...)
	if diags.HasError() {
		return
	}
	repository, name := state.Repository.ValueString(), state.Name.ValueString()
	defer r.instance.DeletesIn(repository)()
	objects, err := r.instance.ObjectsOf(ctx, repository)
	if instance.IsUnregistered(err) {
		instance.AddUnregistered(diags, repository, fmt.Sprintf("snapshot %q", name))
		return
	}
	if err != nil {
		r.instance.AddObjectsError(diags, repository, fmt.Sprintf("Deleting snapshot %q", name), err)
		return
	}
	deleted, err := r.instance.Runner.DeleteBackup(ctx, job.BackupDelete{
		State: state.jobState(private), Finished: instantOf(state.FinishedAt), Wait: state.Wait(timeout),
	}, snapshotFiles{objects})
	instance.AddNotices(diags, deleted.Notices)
	switch {
	case err != nil:
		r.instance.AddJobError(diags, err)
	case deleted.Kept:
		diags.AddWarning(fmt.Sprintf("The snapshot was not deleted (%s)", name), fmt.Sprintf(
			"Another object of this configuration has taken over snapshot %q of repository %q in this apply, so its files stay and this object only forgets it.", name, repository))
	case deleted.Versioned:
		diags.AddWarning(versionsStay(name, objects.Bucket()))
	}
}

// versionsStay: a deletion in a versioned bucket hides files and frees nothing.
func versionsStay(name, bucket string) (summary, detail string) {
	return fmt.Sprintf("Old versions of the files stay (%s)", name), fmt.Sprintf(
		"Snapshot %q is deleted, but bucket %q keeps old versions: the space is freed only when a lifecycle rule expires noncurrent versions (with Object Lock, when their retention has ended).", name, bucket)
}

// keepsRemains keeps an object whose snapshot is gone in state while files of it are left, or may be.
func (r *backupResource) keepsRemains(ctx context.Context, state *backupModel, private *backupPrivate, read job.BackupRead, diags *diag.Diagnostics) bool {
	var said diag.Diagnostics
	stays, found := r.remains(ctx, *state, *private, &said)
	if !stays || state.Unfinished() { // why a job failed is worth knowing in any case
		instance.AddNotices(diags, read.Notices)
	}
	diags.Append(said...)
	if found {
		state.setRemains(read.Result.Progress)
		private.Remains = true
	}
	return stays
}

// remains decides over a snapshot that Doris no longer shows as complete. With on_destroy = "delete" the rest of a failed
// backup, or of a deletion that was cut short, is this object's to delete: it stays in state until that is done.
// stays = false: nothing is left, or it is not this object's business.
func (r *backupResource) remains(ctx context.Context, state backupModel, private backupPrivate, diags *diag.Diagnostics) (stays, found bool) {
	if !state.deletes() || private.Level == job.Namesake || private.Level == "" {
		return false, false
	}
	repository, name := state.Repository.ValueString(), state.Name.ValueString()
	objects, err := r.instance.ObjectsOf(ctx, repository)
	if err == nil {
		found, err = r.instance.Runner.BackupRemains(ctx, state.jobState(private), snapshotFiles{objects})
	}
	if err != nil {
		summary, detail := r.instance.Explain().ObjectsError(repository, fmt.Sprintf("Looking for what is left of snapshot %q", name), err).Parts()
		diags.AddWarning("What is left of the snapshot could not be looked at", fmt.Sprintf(
			"Snapshot %q stays in state until it is known whether files of it are left in repository %q: %s.\n\n%s", name, repository, explain.LowerFirst(summary), detail))
		return true, false
	}
	if found {
		diags.AddWarning(fmt.Sprintf("Files of the snapshot are left (%s)", name), fmt.Sprintf(
			"Repository %q holds files of snapshot %q without an info file: its backup failed, or its deletion was cut short. It cannot be restored. on_destroy is %q: the next apply or destroy deletes them.",
			repository, name, destroyDelete))
	}
	return found, found
}

// setRemains: Doris shows no snapshot, and files of it are left.
func (m *backupModel) setRemains(p job.Progress) {
	m.State = types.StringValue(group.StateUnrestorable)
	if m.FinishedAt.IsNull() && !p.Finished.IsZero() {
		m.FinishedAt = tfvalue.InstantOrNull(p.Finished)
	}
}

// destroyWarning says what stays, or what goes.
func (m backupModel) destroyWarning() (summary, detail string) {
	name, repository := m.Name.ValueString(), m.Repository.ValueString()
	switch {
	case m.deletes() && m.Unfinished():
		return fmt.Sprintf("The snapshot will be deleted (%s)", name), fmt.Sprintf(
			"on_destroy is %q: %s, %s at the last look, is cancelled, and all files of it in repository %q are deleted. This cannot be undone.",
			destroyDelete, m.subject(), m.State.ValueString(), repository)
	case m.deletes():
		return fmt.Sprintf("The snapshot will be deleted (%s)", name), fmt.Sprintf(
			"on_destroy is %q: all files of snapshot %q in repository %q are deleted. This cannot be undone.", destroyDelete, name, repository)
	case m.Unfinished():
		return "The job goes on", fmt.Sprintf("%s was %s at the last look. It is only forgotten; its snapshot stays in repository %q and its name stays used. To stop it: %s",
			m.subject(), m.State.ValueString(), repository, m.cancelStatement())
	}
	return "The snapshot stays", fmt.Sprintf("on_destroy is %q: snapshot %q stays in repository %q and its name stays used.", group.DestroyKeep, name, repository)
}

// filesGoFirst reports whether the old object's files are deleted before a new one of the same name is made.
func (p backupPrivate) filesGoFirst() bool { return p.OnDestroy == destroyDelete }

// noteNameToBeFree remembers that a name is used only until its old object is deleted, before a new one is made.
func noteNameToBeFree(in *instance.Instance, old backupPrivate) {
	if in != nil && old.filesGoFirst() {
		in.Note("name to be free", objectid.Join(old.Repository, old.Name))
	}
}

func nameToBeFree(in *instance.Instance, repository, name string) bool {
	return in.IsNoted("name to be free", objectid.Join(repository, name))
}

// checkDeletable says at plan whether on_destroy = "delete" will be possible: only where the storage speaks S3 and this
// machine can list the bucket.
func checkDeletable(in *instance.Instance, ctx context.Context, repository types.String, diags *diag.Diagnostics) {
	if !in.Known() || repository.IsUnknown() || in.RepositoryNoted(repository.ValueString()) {
		return
	}
	if _, ok := in.ClusterAtPlan(ctx, diags); !ok {
		return
	}
	err := in.Listable(ctx, repository.ValueString())
	if err == nil || instance.IsUnregistered(err) && in.RepositoryComes(ctx, repository.ValueString()) {
		return
	}
	summary, detail := in.Explain().ObjectsError(repository.ValueString(), fmt.Sprintf("on_destroy = %q", destroyDelete), err).Parts()
	diags.AddAttributeError(path.Root("on_destroy"), summary, detail)
}

// warnNamesake says at plan that a snapshot that was taken over by its name alone will not be deleted.
func (m backupModel) warnNamesake(private backupPrivate, diags *diag.Diagnostics) {
	if !m.deletes() || private.Level != job.Namesake {
		return
	}
	diags.AddAttributeWarning(path.Root("on_destroy"), fmt.Sprintf("The snapshot will not be deleted as it is (%s)", m.Name.ValueString()), fmt.Sprintf(
		"Snapshot %q was taken over by its name and may be somebody else's, so a destroy will refuse to delete its files. If it is yours, take it out of the state with terraform state rm and import it:\n%s",
		m.Name.ValueString(), explain.ImportBlock("doris_backup", m.Repository.ValueString(), m.Name.ValueString())))
}
