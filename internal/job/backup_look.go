// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// backupLook is all that was read for one decision.
type backupLook struct {
	facts    backupFacts
	history  history
	row      *doris.BackupJob // that decides; nil with B0, B8, B9
	label    string           // under which the repository was asked
	snapshot doris.Snapshot
	details  *doris.SnapshotDetails // of the only info file
}

// readPlace reads what the operation's place in the world is: the repository (unknown, unreadable or read-only: refused) and, for a generated name, the
// cluster's id for the fingerprint.
func (b *backup) readPlace() error {
	repository, err := b.openRepository()
	if err != nil {
		return err
	}
	if err := b.readCase(); err != nil {
		return err
	}
	if repository.ReadOnly {
		return b.failBecause(CodeRepository, &doris.Error{Kind: doris.KindRepositoryReadOnly})
	}
	if !b.generated {
		return nil
	}
	here, err := ask(b.operation, b.r.cluster.Cluster)
	if doris.KindOf(err) == doris.KindAccessDenied {
		return b.failBecause(CodeRepository, err) // SHOW FRONTENDS needs ADMIN or OPERATOR on 3.0 (recorded: privileges)
	}
	if err != nil {
		return b.coded(err)
	}
	b.identity.place = Place(here.ID, b.database, b.repository, repository.Location)
	return nil
}

// readCase learns whether the case of names counts to Doris (DORIS.md "Names").
func (b *backup) readCase() error {
	here, err := ask(b.operation, b.r.cluster.Facts)
	if err != nil {
		return b.coded(err)
	}
	anyCase := here.LowerCaseTableNames != 0
	b.request.Selection.AnyCase, b.wanted.AnyCase, b.identity.selection.AnyCase = anyCase, anyCase, anyCase
	return nil
}

// look reads the facts of one decision.
func (b *backup) look() (backupLook, error) {
	var look backupLook
	var err error
	if look.history, err = b.readHistory(); err != nil {
		return look, err
	}
	look.facts.generated = b.generated
	look.facts.released = !b.generated && b.r.memory.backupReleased(b.repository, b.label)
	look.facts.row, look.row = classifyBackup(look.history, b.identity)
	if err := b.lookAtSnapshot(&look); err != nil {
		return look, err
	}
	return look, nil
}

// lookAtSnapshot asks the repository where the table of LIFECYCLE.md "Creating a backup" needs it. For a generated name there is nothing to
// look up unless a row of ours finished, or the history is not covered.
func (b *backup) lookAtSnapshot(look *backupLook) error {
	looks := 1
	switch {
	case !b.generated:
		look.label = b.label
		if look.facts.row == b2InWindow || look.facts.row == b3BeforeWindow {
			looks = 3 // "absent" would mean another repository or a deletion: asked three times, one poll apart
		}
	case look.row != nil && (look.facts.row == b2InWindow || look.facts.row == b3BeforeWindow):
		look.label, looks = look.row.Label, 3
	case look.facts.row == b9NotCovered:
		label, err := b.newestOfPattern()
		if err != nil || label == "" {
			return err
		}
		look.label = label
	default:
		return nil
	}
	return b.readSnapshot(look, looks)
}

// newestOfPattern lists the repository and returns the newest label with our prefix and fingerprint, "" when there is
// none. It is the only place that lists (B9).
func (b *backup) newestOfPattern() (string, error) {
	all, err := b.snapshots()
	newest, at := "", time.Time{}
	for _, s := range all {
		if parsed, ok := ParseLabel(s.Name); ok && b.identity.ours(s.Name) && parsed.Time.After(at) {
			newest, at = s.Name, parsed.Time
		}
	}
	return newest, b.repositoryError(err)
}

func (b *backup) readSnapshot(look *backupLook, looks int) error {
	for try := 1; ; try++ {
		var err error
		look.snapshot, err = b.snapshot(look.label)
		if err != nil {
			return b.repositoryError(err)
		}
		if len(look.snapshot.Timestamps) > 0 || try >= looks {
			break
		}
		if end := b.pause(b.r.timing.PollMin); end != notEnded {
			return b.ended(end)
		}
	}
	switch files := len(look.snapshot.Timestamps); {
	case files > 1:
		look.facts.snapshot = snapshotTwice
		return nil
	case files == 0:
		look.facts.snapshot = snapshotAbsent
		if b.refused != nil {
			look.facts.snapshot = snapshotBare // Doris said "already exist": that is how free and bare are told apart
		}
		return nil
	}
	var err error
	look.details, err = b.snapshotDetails(look.label, look.snapshot.Timestamps[0])
	if err != nil {
		return b.repositoryError(err)
	}
	look.facts.snapshot = snapshotOther
	if look.row != nil && sameSecond(look.details.BackupTime, look.row.Created) && (b.detailsAgree(look.details) || look.others(b.database)) {
		look.facts.snapshot = snapshotSame
	}
	young := b.wait.Timeout + b.wait.AdoptFinishedWithin
	look.facts.recent = b.wait.AdoptFinishedWithin > 0 && b.detailsAgree(look.details) &&
		look.history.now.Sub(look.details.BackupTime) < young
	return nil
}

// others: the deciding row backs up other objects than we want (B5 to B7), so it is the row that the snapshot must be of.
func (l backupLook) others(database string) bool {
	switch l.facts.row {
	case b5OtherObjectsUnfinished, b6OtherObjectsFinished, b7OtherObjectsCancelled:
		return l.details.Database == database
	}
	return false
}

// detailsAgree: database, content and selection are ours.
func (b *backup) detailsAgree(d *doris.SnapshotDetails) bool {
	return d.Database == b.database && d.MetadataOnly == b.request.MetadataOnly &&
		b.request.Selection.agrees(heldObjects(d))
}
