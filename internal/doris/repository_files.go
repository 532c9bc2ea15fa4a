// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// What the files and folders of a repository are called (DORIS.md "Files of a repository"; recorded: backup_database).
const (
	RepositoryFolder = "__palo_repository_" // and the repository's name; lies at the location
	SnapshotFolder   = "__ss_"              // and the label
	ContentFolder    = "__ss_content"       // of a snapshot: what its tablets hold
	InfoFile         = "__info_"            // and timestamp and checksum; written last: it makes the snapshot complete
	MetaFile         = "__meta"             // and checksum
)

// SnapshotPath is the folder of a snapshot below its repository's location.
func SnapshotPath(repository, label string) string {
	return RepositoryFolder + repository + "/" + SnapshotFolder + label
}
