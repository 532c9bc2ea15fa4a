// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// Version is a Doris release. The zero value means unknown.
type Version struct {
	Major, Minor, Patch int
	// Guessed is set when the build says 0.0.0 and the line was placed by what it answers (design 7).
	Guessed bool
}

// String is "4.1.0".
func (v Version) String() string { return "" }

// AtLeast compares releases.
func (v Version) AtLeast(major, minor, patch int) bool { return false }

// Feature is a row of the capability table.
type Feature string

// Features that differ between lines (reference 10); each row of the table cites its section.
const (
	AlterRepository       Feature = "ALTER REPOSITORY"
	AlterRepositoryAnyKey Feature = "ALTER REPOSITORY with any key"
	BackupTimeout         Feature = "timeout of BACKUP"
	RestoreTimeout        Feature = "timeout of RESTORE"
	AtomicRestore         Feature = "atomic_restore"
	ForceReplace          Feature = "force_replace"
	CleanRestore          Feature = "clean_tables, clean_partitions"
	ReserveColocate       Feature = "reserve_colocate"
	AssumeRole            Feature = "s3.role_arn"
	LongRepositoryName    Feature = "repository names of 256 characters"
	AzureRepository       Feature = "azure repositories"
)

// Has reports whether the release has the feature.
func (v Version) Has(f Feature) bool { return false }

// Since says in words which releases have the feature: "2.0.15, 2.1.7 or 3.0.3".
func Since(f Feature) string { return "" }
