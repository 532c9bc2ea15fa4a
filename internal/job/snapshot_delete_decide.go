// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// filesSeen is what the bucket holds under a label.
type filesSeen int

const (
	filesNone  filesSeen = iota
	filesRest            // no info file: the rest of a failed backup or of a deletion that was cut short
	filesSame            // one info file, of the snapshot that is to go
	filesOther           // one info file, of another
	filesTwice
)

// deleteFacts are all facts that decide over a deletion (LIFECYCLE.md "Delete of a backup").
type deleteFacts struct {
	claimed bool // another object of this process has the snapshot
	level   Level
	user    *Holder // an unfinished job of this cluster that uses the files
	listed  int     // info files that Doris shows
	agrees  bool    // the only one is that of the snapshot that is to go
	files   filesSeen
	written bool // with filesRest: somebody wrote there after the snapshot's end
	other   FilesInfo

	leftovers bool // what is to go has no info file
	doubtful  bool // nothing but a name that anybody may use says which snapshot is to go
}

// deleteVerdict says what a deletion does; a refusal has a code beside it.
type deleteVerdict int

const (
	deleteRefused deleteVerdict = iota
	deleteNothing               // nothing is there
	deleteFiles
)

// decideDelete decides whether files may go. In doubt they stay: nobody can bring them back.
func decideDelete(f deleteFacts) (deleteVerdict, Code) {
	switch {
	case f.claimed:
		return deleteRefused, CodeClaimed
	case f.level == Namesake || f.level == "":
		return deleteRefused, CodeNotOurs
	case f.listed == 0 && f.files == filesNone:
		return deleteNothing, ""
	case f.user != nil:
		return deleteRefused, CodeInUse
	case f.listed > 1 || f.files == filesTwice:
		return deleteRefused, CodeTwice
	case f.files == filesOther || f.listed == 1 && !f.agrees:
		return deleteRefused, CodeShared
	case (f.listed == 1) != (f.files == filesSame):
		return deleteRefused, CodeElsewhere // Doris and this machine do not see the same bucket
	case f.files == filesSame && f.leftovers:
		return deleteRefused, CodeShared // it became complete
	case f.files == filesSame && f.doubtful:
		return deleteRefused, CodeNotOurs
	case f.files == filesRest && f.written:
		return deleteRefused, CodeWritten
	}
	return deleteFiles, ""
}
