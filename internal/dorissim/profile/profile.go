// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import (
	"fmt"
	"strings"
)

// Alter is what ALTER REPOSITORY can change.
type Alter int

// The three kinds of ALTER REPOSITORY (DORIS.md "ALTER REPOSITORY").
const (
	AlterNone        Alter = iota // the statement does not exist
	AlterCredentials              // access key, secret key, token
	AlterAny                      // any key, also nonsense
)

// Mask is what SHOW CREATE REPOSITORY hides as *XXX.
type Mask int

// The three ways to show credentials (DORIS.md "Secrets in SHOW CREATE REPOSITORY").
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
	// words and with its places in the text (DORIS.md "Lines and versions", "Error codes"). What the parsers
	// read differently is sql.Dialect.
	Nereids bool
	// Version as in SHOW FRONTENDS; VersionComment as in SHOW VARIABLES (DORIS.md "The MySQL protocol", identity).
	Version, VersionComment string
	// BackendVersion as in SHOW BACKENDS (identity).
	BackendVersion string

	// RepositoryName is the pattern that names of repositories must match, as errors show it (DORIS.md "Names", repository_bad).
	RepositoryName string
	// Label is the pattern that labels must match, as errors show it (DORIS.md "Names", backup_bad).
	Label string

	// TableName is the pattern that names of new tables and views must match, as errors show it (FeNameFormat.java); "" = any
	// name. TableNameInLetters is the one of sessions with enable_unicode_name_support.
	TableName, TableNameInLetters string

	// Alter says what ALTER REPOSITORY accepts (DORIS.md "ALTER REPOSITORY", repository_alter).
	Alter Alter
	// GuessesStorage: the kind of storage comes from the properties, not from the keyword (DORIS.md "Storages"). Without it S3
	// properties are stored with _DORIS_STORAGE_TYPE_ and AWS_ keys are copied to s3. keys (repository_lifecycle).
	GuessesStorage bool
	// ChecksStoredName: __repo_info must hold the repository's own name; 2.0 takes the stored name silently (DORIS.md "CREATE REPOSITORY").
	ChecksStoredName bool
	// PingsAfterCreate: CREATE REPOSITORY may fail although the repository is registered (DORIS.md "CREATE REPOSITORY", step 7).
	PingsAfterCreate bool
	// DeleteIfExists: CREATE REPOSITORY knows the property delete_if_exists (DORIS.md "Storages").
	DeleteIfExists bool
	// AzureEndsFrontend: a repository in Azure makes a journal entry that no frontend can read, so that none starts again; its
	// backups stay in UPLOAD_INFO (apache/doris#46411).
	AzureEndsFrontend bool
	// HangsOnDeadEndpoint: a statement against an endpoint without a listener hangs until the client gives up
	// (recorded: repository_bad, repository_bad).
	HangsOnDeadEndpoint bool
	// Mask is what SHOW CREATE REPOSITORY hides (DORIS.md "Secrets in SHOW CREATE REPOSITORY").
	Mask Mask
	// HidesAWSKeys: AWS_ keys do not appear in SHOW CREATE REPOSITORY (DORIS.md "Secrets in SHOW CREATE REPOSITORY").
	HidesAWSKeys bool

	// ReadsNeedAdmin: SHOW REPOSITORIES, SHOW CREATE REPOSITORY and SHOW SNAPSHOT need ADMIN (DORIS.md "Privileges").
	ReadsNeedAdmin bool
	// ClusterReadsNeedAdmin: SHOW FRONTENDS and SHOW BACKENDS need ADMIN or OPERATOR (DORIS.md "Health columns"; privileges: not on 4.1).
	ClusterReadsNeedAdmin bool

	// BackupTimeoutBreaks, RestoreTimeoutBreaks: a valid property timeout ends in java.lang.UnsupportedOperationException
	// (DORIS.md "The property timeout", backup_timeout_property).
	BackupTimeoutBreaks, RestoreTimeoutBreaks bool
	// CleanTables: RESTORE knows clean_tables and clean_partitions (DORIS.md "Which release has what").
	CleanTables bool
	// AtomicRestore: RESTORE knows atomic_restore (DORIS.md "Which release has what").
	AtomicRestore bool
	// AtomicReplicas: an atomic restore may have another number of replicas than the table that is there (apache/doris#42337).
	AtomicReplicas bool
	// RenameLosesLive: when an object of a restore is refused, the cancel removes the live tables that have the names in the
	// snapshot of the tables that were to get another one (apache/doris#48820).
	RenameLosesLive bool
	// ForceReplace: RESTORE knows force_replace (DORIS.md "Which release has what"; recorded 3.0 does not, restore_over_existing).
	ForceReplace bool
	// ReserveColocate: RESTORE knows reserve_colocate; colocate groups are kept in backups (DORIS.md "What a backup holds", skipped_objects).
	ReserveColocate bool
	// StorageVault: RESTORE knows storage_vault_name (DORIS.md "Properties of RESTORE").
	StorageVault bool
	// IgnoresBareLike: SHOW BACKUP LIKE 'x' is accepted and ignored (DORIS.md "Filters of SHOW").
	IgnoresBareLike bool

	// Creating: restore jobs pass through CREATING (DORIS.md "States of a restore").
	Creating bool
	// BusyNamesJobs: the error of a second job names both labels and the job id (DORIS.md "One job per database", backup_busy).
	BusyNamesJobs bool
	// CancelsEmptyBackup: a backup without tables is cancelled, else it finishes empty (DORIS.md "Lists of objects", backup_empty).
	CancelsEmptyBackup bool
	// TruncateKeepsEmpty: a partition that never held a row keeps its id when it is truncated (partition_ids).
	TruncateKeepsEmpty bool
	// SkipsDroppedTables: a table dropped during a backup is left out, else the job is cancelled (DORIS.md "How jobs fail", object_states).
	SkipsDroppedTables bool
	// LosesObjectsAtRestart: BackupObjs reads [null] after a restart, and jobs that were before UPLOAD_SNAPSHOT and have
	// named tables stand still and block every other job (apache/doris#66982; recorded: restart).
	LosesObjectsAtRestart bool
	// BracketedTasks: UnfinishedTasks reads [id=be], [id=be]; else id=be, id=be (DORIS.md "Values of columns", restart).
	BracketedTasks bool
	// BackquotedObjects: BackupObjs quotes its names, as 2.x does (DORIS.md "Values of columns"); recorded 3.0 does not.
	BackquotedObjects bool
	// JobConfigs: the sizes of batches are configs, else work is cut into a number of tasks (DORIS.md "Settings of frontends", backup_backend_fails).
	JobConfigs bool
	// Configs are the names that SHOW FRONTEND CONFIG knows, of those that matter to backups (DORIS.md "Settings of frontends", identity).
	Configs []string
	// CapsTasks: at most 100 unfinished tasks are shown (DORIS.md "Values of columns").
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
