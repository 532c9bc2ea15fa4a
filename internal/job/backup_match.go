// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "github.com/terraform-doris/terraform-provider-doris/internal/doris"

// backupIdentity is what makes a backup row ours: a fixed label, or prefix and fingerprint of a generated one.
type backupIdentity struct {
	generated bool
	label     string // fixed
	prefix    string // generated
	place     string
	request   string
	selection Selection
	ignore    func(label string) bool // claimed or released here; nil = none
}

// ours reports whether the label is, or looks like, ours. Case counts: the SHOW filter of Doris ignores it.
func (id backupIdentity) ours(label string) bool {
	if !id.generated {
		return label == id.label
	}
	parsed, ok := ParseLabel(label)
	if !ok || parsed.Prefix != id.prefix || parsed.Place != id.place || parsed.Request != id.request {
		return false
	}
	return id.ignore == nil || !id.ignore(label)
}

// otherObjects reports whether a row with our fixed label visibly backs up something else. Unreadable BackupObjs (4.x
// after a restart) contradict nothing.
func (id backupIdentity) otherObjects(b doris.BackupJob) bool {
	return !id.generated && b.Objects != nil && !id.selection.agrees(jobObjects(b.Objects))
}

// classifyBackup finds the row that decides, in the order of LIFECYCLE.md "Creating a backup". job is nil with B0 and B9; with B8 it may be
// a restore, which the caller finds by history.unfinished.
func classifyBackup(h history, id backupIdentity) (backupRow, *doris.BackupJob) {
	var inWindow, newest *doris.BackupJob
	for i := range h.backups {
		b := &h.backups[i]
		if !id.ours(b.Label) {
			continue
		}
		newest = b
		switch {
		case id.otherObjects(*b):
		case b.Unfinished():
			return b1Unfinished, b
		case b.State == doris.StateFinished && h.inWindow(b.Job):
			inWindow = b
		}
	}
	if inWindow != nil {
		return b2InWindow, inWindow
	}
	if job, kind := h.unfinished(); job != nil {
		if kind == kindBackup && newest != nil && newest.Unfinished() {
			return b5OtherObjectsUnfinished, newest
		}
		return b8OthersUnfinished, nil
	}
	if newest == nil {
		if h.covered() {
			return b0None, nil
		}
		return b9NotCovered, nil
	}
	other, finished := id.otherObjects(*newest), newest.State == doris.StateFinished
	switch {
	case other && finished:
		return b6OtherObjectsFinished, newest
	case other:
		return b7OtherObjectsCancelled, newest
	case finished:
		return b3BeforeWindow, newest
	default:
		return b4Cancelled, newest
	}
}
