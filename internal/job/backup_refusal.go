// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
)

// remark adds the warnings of single cells.
func (b *backup) remark(d decision, look backupLook) {
	switch d.remark {
	case remarkOlder:
		b.noticeOnce("An older snapshot exists", "Repository \""+b.repository+"\" holds snapshot \""+look.row.Label+
			"\" with the same inputs, finished at "+instant(look.row.Finished)+
			", before adopt_finished_within. A new one was taken; the older one stays.")
	case remarkTwins:
		b.noticeOnce("An older snapshot cannot be restored", "Two backups share the name \""+look.row.Label+"\" in repository \""+
			b.repository+"\": Doris can restore neither. A new one was taken under another name.")
	}
}

func (o *operation) noticeOnce(summary, detail string) {
	if !slices.Contains(o.notices, Notice{summary, detail}) {
		o.notice(summary, detail)
	}
}

// refusal is the error of an E- cell.
func (b *backup) refusal(d decision, look backupLook) *Error {
	failure := b.fail(d.code)
	failure.Doris = words(b.refused)
	failure.Cause = b.refused
	if look.details != nil {
		failure.SourceDatabase, failure.TakenAt = look.details.Database, look.details.BackupTime
		if look.details.Database != b.database || !b.request.Selection.agrees(snapshotObjects(look.details)) {
			failure.Objects, failure.Others = b.written(), objectNames(snapshotObjects(look.details))
		}
	}
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	switch {
	case d.code == CodeTwice:
		failure.Others = b.describeTwins(look.label, look.snapshot.Timestamps)
	case d.remark == remarkMayRuin:
		failure.Holder = holder(kindBackup, look.row.Job)
		failure.Holder.Moving = true
	case d.code == CodeUsedUp:
		failure.UsedUp = true
	}
	return failure
}

// written is the selection as the user wrote it; "*" stands for everything.
func (b *backup) written() []string {
	switch {
	case b.request.Selection.Tables != nil:
		return sorted(b.request.Selection.Tables)
	case len(b.asked) > 0:
		return b.asked
	}
	return []string{"*"}
}

// describeTwins says whose the info files under one label are, as far as they can be read.
func (o *operation) describeTwins(label string, timestamps []string) []string {
	var twins []string
	for _, timestamp := range timestamps {
		details, err := o.r.cluster.SnapshotDetails(o.bound, o.repository, label, timestamp)
		if err != nil || details == nil {
			twins = append(twins, timestamp)
			continue
		}
		twins = append(twins, details.Database+" at "+instant(details.BackupTime))
	}
	return twins
}
