// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// remark adds the warnings of single cells.
func (b *backup) remark(d decision, look backupLook) {
	switch d.remark {
	case remarkOlder:
		b.notice(Notice{Code: NoticeOlder, Label: look.row.Label, At: look.row.Finished})
	case remarkTwins:
		b.notice(Notice{Code: NoticeOlderTwice, Label: look.row.Label})
	}
}

// refusal is the error of an E- cell.
func (b *backup) refusal(d decision, look backupLook) *Error {
	failure := b.fail(d.code)
	failure.Doris = dorisMessage(b.refused)
	failure.Cause = b.refused
	var another AnotherSnapshot
	if look.details != nil {
		another = AnotherSnapshot{Database: look.details.Database, TakenAt: look.details.BackupTime}
		if look.details.MetadataOnly != b.request.MetadataOnly {
			another.Content = contentOf(look.details.MetadataOnly)
		}
		if look.details.Database != b.database || !b.request.Selection.agrees(heldObjects(look.details)) {
			another.Wanted, another.Held = b.written(), objectNames(heldObjects(look.details))
		}
	}
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	if d.code == CodeOther && look.row != nil && look.row.Objects != nil {
		another.Wanted, another.Held = b.written(), withPartitions(look.row.Objects) // Details do not tell some partitions from all
	}
	failure.Detail = another
	switch {
	case d.code == CodeTwice:
		failure.Detail = Twins(b.twins(look.label, look.snapshot.Timestamps))
	case d.remark == remarkMayRuin:
		failure.Holder = holder(kindBackup, look.row.Job)
		failure.Holder.Moving = true
	case d.code == CodeUsedUp:
		failure.UsedUp = true
	}
	return failure
}

// contentOf is the value of BACKUP's property content.
func contentOf(metadataOnly bool) string {
	if metadataOnly {
		return "metadata_only"
	}
	return "all"
}

// written is the selection as the user wrote it; "*" stands for everything.
func (b *backup) written() []string {
	selection := b.request.Selection
	switch {
	case selection.Tables != nil:
		var refs []doris.TableRef
		for _, name := range selection.Tables {
			refs = append(refs, doris.TableRef{Name: name, Partitions: selection.partitionsOf(Literal(name))})
		}
		return withPartitions(refs)
	case len(b.asked) > 0:
		return b.asked
	}
	return []string{"*"}
}

// withPartitions names objects with the partitions they are limited to, such as "orders (p2025)".
func withPartitions(refs []doris.TableRef) []string {
	var texts []string
	for _, ref := range refs {
		text := ref.Name
		if len(ref.Partitions) > 0 {
			text += " (" + listedUpTo(sorted(ref.Partitions)) + ")"
		}
		texts = append(texts, text)
	}
	return sorted(texts)
}

// listedUpTo lists names, the first ones only when they are many.
func listedUpTo(names []string) string {
	if len(names) <= lackingShown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:lackingShown], ", "), len(names)-lackingShown)
}
