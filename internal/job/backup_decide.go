// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// action is what a decision table tells an operation to do next (LIFECYCLE.md "Creating a backup").
type action int

const (
	actRefuse action = iota // return decision.code
	actWait                 // on the deciding row; it becomes claimed
	actAdopt                // the finished one: VERIFY, then state
	actSubmit               // generated names: always under a new label
	actQueue                // until the other's job ends, then decide anew
)

// decision is one cell of a table.
type decision struct {
	action action
	code   Code   // with actRefuse
	remark remark // what the user shall be told besides
}

// remark is a detail that a cell adds.
type remark int

const (
	noRemark        remark = iota
	remarkMayRuin          // the running job may ruin the snapshot that has the name
	remarkOlder            // an older snapshot of ours exists under another label
	remarkTwins            // a finished backup of ours shares its label with another: neither can be restored
	remarkCancelled        // the snapshot is complete although its job was cancelled
)

// backupRow is the row that decides, B0 to B9 of LIFECYCLE.md "Creating a backup".
type backupRow int

const (
	b0None backupRow = iota
	b1Unfinished
	b2InWindow
	b3BeforeWindow
	b4Cancelled
	b5OtherObjectsUnfinished
	b6OtherObjectsFinished
	b7OtherObjectsCancelled
	b8OthersUnfinished
	b9NotCovered
)

// snapshotSeen is what the repository holds under the label in question.
type snapshotSeen int

const (
	snapshotAbsent snapshotSeen = iota
	snapshotBare                // a directory without an info file: the label is used up
	snapshotSame                // once=: complete; time, database and selection agree with the row
	snapshotOther               // once≠: complete otherwise, or no row
	snapshotTwice               // two info files: no restore is possible
)

// backupFacts are all facts that decide over a new backup.
type backupFacts struct {
	generated     bool // name_prefix; otherwise a fixed name
	repositoryBad bool // unknown, read-only, unreadable, or no right to look
	claimed       bool // another object of this process has this repository and label (fixed names)
	released      bool // an object of this process gave the label up (fixed names)
	row           backupRow
	snapshot      snapshotSeen
	recent        bool // B9: Details agree and backup_time is younger than create timeout + window
}

// decideBackup is LIFECYCLE.md "Creating a backup". What is claimed or released under a generated name never reaches it: such rows and
// snapshots count as another's (see classifyBackup).
func decideBackup(f backupFacts) decision {
	switch {
	case f.repositoryBad:
		return refuse(CodeRepository)
	case !f.generated && f.claimed:
		return refuse(CodeDuplicate)
	case !f.generated && f.released && f.snapshot != snapshotAbsent && f.snapshot != snapshotTwice:
		return refuse(CodeUsedUp)
	}
	if f.generated {
		return decideGenerated(f)
	}
	return decideFixed(f)
}

func decideFixed(f backupFacts) decision {
	switch f.snapshot {
	case snapshotAbsent:
		return fixedAbsent(f.row)
	case snapshotBare:
		return fixedBare(f.row)
	case snapshotSame:
		return fixedSame(f)
	case snapshotOther:
		return fixedOther(f)
	default:
		return refuse(CodeTwice)
	}
}

func fixedAbsent(row backupRow) decision {
	switch row {
	case b1Unfinished:
		return decision{action: actWait}
	case b5OtherObjectsUnfinished, b8OthersUnfinished:
		return decision{action: actQueue} // B5: maybe it writes to another repository
	default:
		return decision{action: actSubmit} // finished elsewhere, deleted, or cancelled before the first upload
	}
}

func fixedBare(row backupRow) decision {
	switch row {
	case b1Unfinished:
		return decision{action: actWait}
	case b5OtherObjectsUnfinished, b8OthersUnfinished:
		return decision{action: actQueue}
	default:
		return refuse(CodeUsedUp)
	}
}

// fixedSame: without a row of ours nothing can agree with it; such cells read as once≠.
func fixedSame(f backupFacts) decision {
	switch f.row {
	case b1Unfinished:
		return decision{action: actWait} // it is about to end
	case b2InWindow:
		return decision{action: actAdopt}
	case b3BeforeWindow:
		return refuse(CodeExists)
	case b4Cancelled:
		return decision{action: actRefuse, code: CodeExists, remark: remarkCancelled}
	case b5OtherObjectsUnfinished, b6OtherObjectsFinished, b7OtherObjectsCancelled:
		return refuse(CodeOther)
	default:
		return fixedOther(f)
	}
}

func fixedOther(f backupFacts) decision {
	switch {
	case f.row == b1Unfinished:
		return decision{action: actRefuse, code: CodeExists, remark: remarkMayRuin}
	case f.row == b9NotCovered && f.recent:
		return decision{action: actAdopt}
	default:
		return refuse(CodeExists)
	}
}

func decideGenerated(f backupFacts) decision {
	switch f.row {
	case b1Unfinished:
		return decision{action: actWait} // twins: VERIFY fails it
	case b5OtherObjectsUnfinished, b8OthersUnfinished:
		return decision{action: actQueue}
	case b2InWindow:
		switch f.snapshot {
		case snapshotSame:
			return decision{action: actAdopt}
		case snapshotTwice:
			return decision{action: actSubmit, remark: remarkTwins}
		}
	case b3BeforeWindow:
		switch f.snapshot {
		case snapshotSame:
			return decision{action: actSubmit, remark: remarkOlder}
		case snapshotTwice:
			return decision{action: actSubmit, remark: remarkTwins}
		}
	case b9NotCovered:
		if f.recent && (f.snapshot == snapshotOther || f.snapshot == snapshotSame) {
			return decision{action: actAdopt}
		}
	}
	return decision{action: actSubmit}
}

func refuse(code Code) decision { return decision{action: actRefuse, code: code} }
