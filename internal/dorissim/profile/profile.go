// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import (
	"fmt"
	"strings"
)

// Alter is what ALTER REPOSITORY can change.
type Alter int

// The three kinds of ALTER REPOSITORY (ref 2.7).
const (
	AlterNone        Alter = iota // the statement does not exist
	AlterCredentials              // access key, secret key, token
	AlterAny                      // any key, also nonsense
)

// Mask is what SHOW CREATE REPOSITORY hides as *XXX.
type Mask int

// The three ways to show credentials (ref 3.4).
const (
	MaskNothing   Mask = iota // everything in clear
	MaskSecretKey             // secret keys
	MaskKeys                  // secret keys, access keys and session tokens
)

// ViewRewrite is how a restore into another database changes the query of a view.
type ViewRewrite int

// The three ways to put the new database into a view (DORIS.md "What a restore finds"; apache/doris#50567, apache/doris#59580).
const (
	RewriteText         ViewRewrite = iota // the name of the source, wherever that text stands
	RewriteAllDatabases                    // whatever database stands before a table
	RewriteDatabase                        // the source where it stands before a table
)

// Profile is what one line of Doris does differently from another.
type Profile struct {
	// Name is "2.0" to "4.1".
	Name string
	// Nereids: the statements are commands of the newer parser, and queries have its plans. All errors are 1105/HY000 then, in its
	// words and with its places in the text (ref 0, 7.1).
	Nereids bool
	// Version as in SHOW FRONTENDS; VersionComment as in SHOW VARIABLES (ref 7, identity).
	Version, VersionComment string
	// BackendVersion as in SHOW BACKENDS (identity).
	BackendVersion string

	// RepositoryName is the pattern that names of repositories must match, as errors show it (ref 1.5, repository_bad).
	RepositoryName string
	// Label is the pattern that labels must match, as errors show it (ref 1.5, backup_bad).
	Label string

	// TableName is the pattern that names of new tables and views must match, as errors show it (FeNameFormat.java); "" = any
	// name. TableNameInLetters is the one of sessions with enable_unicode_name_support.
	TableName, TableNameInLetters string

	// Alter says what ALTER REPOSITORY accepts (ref 2.7, repository_alter).
	Alter Alter
	// GuessesStorage: the kind of storage comes from the properties, not from the keyword (ref 2.5). Without it S3
	// properties are stored with _DORIS_STORAGE_TYPE_ and AWS_ keys are copied to s3. keys (repository_lifecycle).
	GuessesStorage bool
	// ChecksStoredName: __repo_info must hold the repository's own name; 2.0 takes the stored name silently (ref 2.6).
	ChecksStoredName bool
	// PingsAfterCreate: CREATE REPOSITORY may fail although the repository is registered (ref 2.6, step 7).
	PingsAfterCreate bool
	// DeleteIfExists: CREATE REPOSITORY knows the property delete_if_exists (ref 2.5).
	DeleteIfExists bool
	// AzureEndsFrontend: a repository in Azure makes a journal entry that no frontend can read, so that none starts again; its
	// backups stay in UPLOAD_INFO (apache/doris#46411).
	AzureEndsFrontend bool
	// HangsOnDeadEndpoint: a statement against an endpoint without a listener hangs until the client gives up
	// (ref 12 no. 22, repository_bad).
	HangsOnDeadEndpoint bool
	// Mask is what SHOW CREATE REPOSITORY hides (ref 3.4).
	Mask Mask
	// HidesAWSKeys: AWS_ keys do not appear in SHOW CREATE REPOSITORY (ref 3.4).
	HidesAWSKeys bool

	// ReadsNeedAdmin: SHOW REPOSITORIES, SHOW CREATE REPOSITORY and SHOW SNAPSHOT need ADMIN (ref 6.1).
	ReadsNeedAdmin bool
	// ClusterReadsNeedAdmin: SHOW FRONTENDS and SHOW BACKENDS need ADMIN or OPERATOR (ref 7.2; privileges: not on 4.1).
	ClusterReadsNeedAdmin bool

	// BackupTimeoutBreaks, RestoreTimeoutBreaks: a valid property timeout ends in java.lang.UnsupportedOperationException
	// (ref 2.3, backup_timeout_property).
	BackupTimeoutBreaks, RestoreTimeoutBreaks bool
	// CleanTables: RESTORE knows clean_tables and clean_partitions (ref 10).
	CleanTables bool
	// AtomicRestore: RESTORE knows atomic_restore (ref 10).
	AtomicRestore bool
	// AtomicReplicas: an atomic restore may have another number of replicas than the table that is there (apache/doris#42337).
	AtomicReplicas bool
	// RenameLosesLive: when an object of a restore is refused, the cancel removes the live tables that have the names in the
	// snapshot of the tables that were to get another one (apache/doris#48820).
	RenameLosesLive bool
	// ForceReplace: RESTORE knows force_replace (ref 10; recorded 3.0 does not, restore_over_existing).
	ForceReplace bool
	// ReserveColocate: RESTORE knows reserve_colocate; colocate groups are kept in backups (ref 5.1, skipped_objects).
	ReserveColocate bool
	// StorageVault: RESTORE knows storage_vault_name (ref 2.2).
	StorageVault bool
	// RefusesDuplicateKeys: one key twice in PROPERTIES is an error; else the last wins (ref 1.6).
	RefusesDuplicateKeys bool
	// TrimsKeys: white space around property keys is cut off (ref 1.6).
	TrimsKeys bool
	// RawLocation: ON LOCATION is not unescaped (ref 1.6).
	RawLocation bool
	// IgnoresBareLike: SHOW BACKUP LIKE 'x' is accepted and ignored (ref 1.4).
	IgnoresBareLike bool

	// Creating: restore jobs pass through CREATING (ref 4.2).
	Creating bool
	// BusyNamesJobs: the error of a second job names both labels and the job id (ref 4.4, backup_busy).
	BusyNamesJobs bool
	// CancelsEmptyBackup: a backup without tables is cancelled, else it finishes empty (ref 5.2, backup_empty).
	CancelsEmptyBackup bool
	// TruncateKeepsEmpty: a partition that never held a row keeps its id when it is truncated (partition_ids).
	TruncateKeepsEmpty bool
	// SkipsDroppedTables: a table dropped during a backup is left out, else the job is cancelled (ref 4.5, object_states).
	SkipsDroppedTables bool
	// LosesObjectsAtRestart: BackupObjs reads [null] after a restart, and jobs that were before UPLOAD_SNAPSHOT and have
	// named tables stand still and block every other job (ref 9 #66982, restart).
	LosesObjectsAtRestart bool
	// BracketedTasks: UnfinishedTasks reads [id=be], [id=be]; else id=be, id=be (ref 3.2, restart).
	BracketedTasks bool
	// BackquotedObjects: BackupObjs quotes its names, as the reference says of 2.x (ref 3.2); recorded 3.0 does not.
	BackquotedObjects bool
	// JobConfigs: the sizes of batches are configs, else work is cut into a number of tasks (ref 4.7, backup_backend_fails).
	JobConfigs bool
	// Configs are the names that SHOW FRONTEND CONFIG knows, of those that matter to backups (ref 4.7, identity).
	Configs []string
	// CapsTasks: at most 100 unfinished tasks are shown (ref 3.2).
	CapsTasks bool
	// ClockIDs: ids come from the clock, else from a counter (backup_database).
	ClockIDs bool
	// SnapshotPort is the port in the path of a local snapshot: that of the recorded backends (backup_backend_fails).
	SnapshotPort int
	// NamesFailedBackend: a restore whose replicas cannot be created says on which backend (restore_bad).
	NamesFailedBackend bool
	// MisspellsRestore: "Only support retore OLAP table" (RestoreJob.java).
	MisspellsRestore bool
	// AtomicViews: an atomic restore replaces views as well, with force_replace those that differ (apache/doris#49870).
	AtomicViews bool
	// ViewRewrite is what a restore into another database does to views.
	ViewRewrite ViewRewrite
	// RaisesTableVersion: every partition that a restore writes raises the version of its table (table_states).
	RaisesTableVersion bool

	// LegacyAzure: WITH S3 takes Azure by its properties, where GuessesStorage does not (DORIS.md "Which release has what").
	LegacyAzure bool
	// CloudMode: storage and compute may be decoupled. CloudRestore: such a cluster has repositories and RESTORE
	// (DORIS.md "Decoupled storage").
	CloudMode, CloudRestore bool

	// FrontendColumns, BackendColumns, GrantColumns are those of SHOW FRONTENDS, SHOW BACKENDS and SHOW GRANTS
	// (DORIS.md "Health columns", identity, privileges).
	FrontendColumns, BackendColumns, GrantColumns []string
	// PartitionColumns are what SHOW PARTITIONS has after IsMutable (properties_read).
	PartitionColumns []string
	// ShowsShutdown: the Status of a backend says isShutdown (identity).
	ShowsShutdown bool
	// StatusNeedsBackend: SHOW TABLE STATUS is a query (skipped_objects).
	StatusNeedsBackend bool

	// MySQLDatabase: there is a database mysql (identity).
	MySQLDatabase bool
	// FirstSchemaTable is the table of information_schema that a backup of it stumbles over (backup_bad).
	FirstSchemaTable string
	// TemporaryTables: CREATE TEMPORARY TABLE makes one that only its session sees (CreateTableCommand.java), else an ordinary one.
	TemporaryTables bool
	// UnicodeNames is the default of enable_unicode_name_support (DORIS.md "Names").
	UnicodeNames bool
	// IndexFormat is inverted_index_storage_format of a new table (restore_database).
	IndexFormat string
	// FormatColumns: SHOW FULL TABLES has Storage_format and Inverted_index_storage_format (skipped_objects).
	FormatColumns bool
	// LaterProperties: SHOW CREATE TABLE prints storage_medium, inverted_index_storage_format, those of group commit and
	// enable_mow_light_delete (restore_database).
	LaterProperties bool
	// UpperCaseTypes: SHOW prints types in capitals. CommentsOLAP: a table without a comment shows COMMENT 'OLAP'. Neither is
	// so from 3.0 on (restore_database); of 2.x there is no recording.
	UpperCaseTypes, CommentsOLAP bool
	// NamesViewColumns: SHOW CREATE TABLE of a view lists its columns (restore_database).
	NamesViewColumns bool
	// CountsRowsAtOnce: SHOW PARTITIONS shows 0 rows of a new table before a tablet report, else -1 (properties_read, table_states).
	CountsRowsAtOnce bool
}

// Of returns the profile of a line. An empty name is the newest line.
func Of(name string) (*Profile, error) {
	if name == "" {
		name = "4.1"
	}
	for _, p := range profiles {
		if p.Name == name {
			return &p, nil
		}
	}
	return nil, fmt.Errorf("there is no profile %q: give one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the profiles, oldest first.
func Names() []string {
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	return names
}
