// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// What a deletion of files says when it does not delete. Each ends with a way to go on without it.

// byHand is the way out that always works.
func byHand(e *job.Error) string {
	return fmt.Sprintf("To forget the snapshot and leave its files, apply on_destroy = %q first. Whoever is sure deletes the folder %s/ from the bucket.",
		"keep", doris.SnapshotPath(e.Repository, e.Label))
}

func notDeleted(e *job.Error) string {
	return fmt.Sprintf("The files of snapshot %q in repository %q were not deleted: ", e.Label, e.Repository)
}

func claimedText(e *job.Error, _ Provider) Text {
	return Text{
		Summary:  "The snapshot belongs to another object now",
		Happened: notDeleted(e) + "another object of this configuration made it or took it over in this apply.",
		Next:     "Give each object a name of its own, or use name_prefix.",
	}
}

func notOursText(e *job.Error, _ Provider) Text {
	return Text{
		Summary: "It is not certain whose snapshot it is",
		Happened: notDeleted(e) + "a job of that name was found and taken over, and nothing but its name and its objects says that it is this resource's. " +
			"Somebody else may hold it as well.",
		Next: fmt.Sprintf("If it is yours, say so: take it out of the state with terraform state rm, apply the block below, and destroy again.\n%s\n\n%s",
			ImportBlock("doris_backup", e.Repository, e.Label), byHand(e)),
	}
}

func inUseText(e *job.Error, _ Provider) Text {
	does := "restores from it"
	if e.Holder.Kind == "backup" {
		does = "writes under the same name"
	}
	return Text{
		Summary:  "A job uses the snapshot",
		Happened: notDeleted(e) + fmt.Sprintf("%s %s and is %s.", holder(e.Holder), does, e.Holder.State),
		Doris:    QuoteOr(e.Holder.TaskErrMsg, "no error of that job."),
		Next:     "Wait for its end and apply again.",
	}
}

// anothersText: the name holds what is not this object's, or not only.
func anothersText(e *job.Error) Text {
	another := job.DetailOf[job.AnotherSnapshot](e)
	t := Text{
		Summary: "The snapshot is not this resource's any more",
		Happened: notDeleted(e) + fmt.Sprintf("under its name lies a snapshot%s%s, which is not what the state knows.",
			ofDatabaseAlways(another), ofInstant(another.TakenAt)),
		Next: byHand(e),
	}
	if e.Code == job.CodeTwice {
		t.Happened = notDeleted(e) + "two backups were written under its name, and their files cannot be told apart."
	}
	return t
}

func elsewhereText(e *job.Error, _ Provider) Text {
	if deleted := int(job.DetailOf[job.DeletedFiles](e)); deleted > 0 {
		return Text{
			Summary: "Doris and this machine see different files",
			Happened: fmt.Sprintf("Of snapshot %q %s deleted where this machine finds repository %q, but Doris lists the snapshot all the same: ",
				e.Label, wereFiles(deleted), e.Repository) + "they were those of a copy. Nothing more was deleted.",
			Next: "Correct object_storage.endpoint and region of the provider, so that they lead to the storage of the repository; then apply again. Restore the copy from its original.",
		}
	}
	return Text{
		Summary: "Doris and this machine see different files",
		Happened: notDeleted(e) + "Doris lists a complete snapshot and this machine sees none in the bucket, or the other way round. " +
			"The endpoint of object_storage may lead to another storage.",
		Next: "Correct object_storage.endpoint and region of the provider, so that they lead to the storage of the repository; then apply again.",
	}
}

func writtenText(e *job.Error, _ Provider) Text {
	return Text{
		Summary: "Somebody writes under the name of the snapshot",
		Happened: notDeleted(e) + "it has no info file, and something lies there that was written later than what was to be deleted. " +
			"It may be a backup of another cluster.",
		Next: "Apply again in an hour if a backup of this resource had just failed. " + byHand(e),
	}
}

// interruptedDeletionText: by Ctrl-C, or because the time was over.
func interruptedDeletionText(e *job.Error) Text {
	return Text{
		Summary:  "Interrupted before the files were deleted",
		Happened: notDeleted(e) + "the operation was interrupted, or its time was over.",
		Next:     "Apply again; if it takes long, raise timeouts.",
	}
}

// filesText: the storage answered an error, before or while files were deleted.
func filesText(e *job.Error, p Provider) Text {
	purpose := fmt.Sprintf("Deleting snapshot %q", e.Label)
	t := p.ObjectsError(e.Repository, purpose, e.Cause)
	if deleted := int(job.DetailOf[job.DeletedFiles](e)); deleted > 0 {
		t.Happened += fmt.Sprintf(" %s deleted before, so the snapshot cannot be restored any more; the next apply or destroy goes on with the rest.", wereFiles(deleted))
	}
	return t
}

func wereFiles(n int) string {
	if n == 1 {
		return "1 file was"
	}
	return fmt.Sprintf("%d files were", n)
}
