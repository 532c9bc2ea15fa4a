// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// restoreRow is the row that decides, R0 to R6 of LIFECYCLE.md "Creating a restore".
type restoreRow int

const (
	r0None restoreRow = iota
	r1Unfinished
	r2InWindow
	r3BeforeWindow
	r4Cancelled
	r5OthersUnfinished
	r6NotCovered
)

// targetsSeen is how many of the targets (names after AS) stand in the database.
type targetsSeen int

const (
	targetsNone targetsSeen = iota
	targetsSome
	targetsAll
)

// restoreFacts are all facts that decide over a new restore.
type restoreFacts struct {
	repositoryBad   bool // unknown, unreadable, or no right to look; read-only is the normal source of a restore
	snapshot        snapshotSeen
	databaseMissing bool
	createDatabase  bool
	claimed         bool // the match belongs to another object of this process
	released        bool // the match was given up here and its data stayed (what was dropped is no match, see classifyRestore)
	row             restoreRow
	finished        bool // the match is FINISHED
	targets         targetsSeen
	overwrite       bool
}

// restoreOverride holds the refusals before the tables of LIFECYCLE.md "Creating a restore".
func restoreOverride(f restoreFacts) (decision, bool) {
	switch {
	case f.repositoryBad:
		return refuse(CodeRepository), true
	case f.snapshot == snapshotAbsent || f.snapshot == snapshotBare:
		return refuse(CodeNoSnapshot), true
	case f.snapshot == snapshotTwice:
		return refuse(CodeTwice), true // Doris would accept it and cancel it later
	case f.databaseMissing && !f.createDatabase:
		return refuse(CodeNoDatabase), true
	case f.claimed:
		return refuse(CodeDuplicate), true
	}
	return decision{}, false
}

// decideRestore is LIFECYCLE.md "Creating a restore".
func decideRestore(f restoreFacts) decision {
	if d, done := restoreOverride(f); done {
		return d
	}
	if f.released && f.finished && f.targets == targetsAll {
		return decision{action: actAdopt}
	}
	switch f.row {
	case r1Unfinished:
		return decision{action: actWait}
	case r5OthersUnfinished:
		return decision{action: actQueue} // even with tables there: they may be the running job's own and go with it
	case r2InWindow:
		switch f.targets {
		case targetsSome:
			return refuse(CodePartly)
		case targetsAll:
			return decision{action: actAdopt}
		}
		return decision{action: actSubmit} // dropped since; nothing to overwrite
	case r6NotCovered:
		if f.targets != targetsNone && f.overwrite {
			return refuse(CodeHistory)
		}
	}
	return submitUnlessInTheWay(f)
}

func submitUnlessInTheWay(f restoreFacts) decision {
	if f.targets != targetsNone && !f.overwrite {
		return refuse(CodeTables)
	}
	return decision{action: actSubmit}
}

// againFacts decide over a restore that shall run again because triggers changed, against the baseline in state.
type againFacts struct {
	restoreFacts            // row is not used
	match        againMatch // the newest match newer than the baseline
	others       bool       // another's job is unfinished
	unhidden     bool       // the baseline is still shown, the history is not full, or it covers the window
}

// againMatch is the newest match after the baseline.
type againMatch int

const (
	againNone againMatch = iota
	againUnfinished
	againFinished
	againCancelled
)

// decideAgain is LIFECYCLE.md "Again on purpose". A match that finished (an Update was killed) is adopted at any age
// while its targets stand: tables dropped since follow R2, else the adoption could never be verified.
func decideAgain(f againFacts) decision {
	if d, done := restoreOverride(f.restoreFacts); done {
		return d
	}
	switch {
	case f.match == againUnfinished:
		return decision{action: actWait}
	case f.match == againFinished && f.targets == targetsAll:
		return decision{action: actAdopt}
	case f.match == againFinished && f.targets == targetsSome:
		return refuse(CodePartly)
	case f.others:
		return decision{action: actQueue}
	case f.match == againNone && !f.unhidden:
		return refuse(CodeHistory)
	}
	return submitUnlessInTheWay(f.restoreFacts)
}
