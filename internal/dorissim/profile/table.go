// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import "slices"

// The patterns as the errors show them (DORIS.md "Names"; recorded: repository_bad, backup_bad).
const (
	asciiRepository   = `^[a-zA-Z][a-zA-Z0-9-_]{0,63}$`
	unicodeRepository = `^[a-zA-Z\p{L}][a-zA-Z0-9\-_\p{L}]{0,255}$`
	asciiLabel        = `^[-_A-Za-z0-9:]{1,128}$`
	unicodeLabel      = `^[\-_A-Za-z0-9:\p{L}]{1,128}$`
	asciiTable        = `^[a-zA-Z][a-zA-Z0-9-_]*$`
	unicodeTable      = `^[a-zA-Z\p{L}][a-zA-Z0-9-_\p{L}]*$`
)

// The columns that all lines have in common, in three pieces where some put others between, and configs by their release.
var (
	frontendPorts = []string{"Name", "Host", "EditLogPort", "HttpPort", "QueryPort", "RpcPort"}
	frontendRole  = []string{"Role", "IsMaster", "ClusterId", "Join", "Alive", "ReplayedJournalId"}
	frontendState = []string{"LastHeartbeat", "IsHelper", "ErrMsg", "Version", "CurrentConnected"}

	backendPorts = []string{"BackendId", "Host", "HeartbeatPort", "BePort", "HttpPort", "BrpcPort"}
	backendData  = []string{
		"LastStartTime", "LastHeartbeat", "Alive", "SystemDecommissioned", "TabletNum", "DataUsedCapacity",
	}
	backendState = []string{
		"AvailCapacity", "TotalCapacity", "UsedPct", "MaxDiskUsedPct", "RemoteUsedCapacity", "Tag", "ErrMsg", "Version",
		"Status", "HeartbeatFailureCounter", "NodeRole",
	}

	grants = []string{
		"UserIdentity", "Comment", "Password", "Roles", "GlobalPrivs", "CatalogPrivs", "DatabasePrivs", "TablePrivs",
		"ColPrivs", "ResourcePrivs",
	}

	configs = []string{
		"backup_job_default_timeout_ms", "backup_plugin_path", "force_olap_table_replication_allocation",
		"label_regex_length", "max_backup_restore_job_num_per_db",
	}
	configs21 = []string{"ignore_backup_not_support_table_type", "max_backup_tablets_per_job"}
	configs30 = []string{
		"backup_job_compressed_serialization", "backup_restore_batch_task_num_per_rpc", "cloud_unique_id", "deploy_mode",
		"restore_job_compressed_serialization",
	}
	taskConfigs  = []string{"backup_upload_task_num_per_be", "restore_download_task_num_per_be"} // before batches
	batchConfigs = []string{
		"backup_handler_update_interval_millis", "backup_upload_snapshot_batch_size", "ignore_backup_tmp_partitions",
		"restore_download_snapshot_batch_size", "restore_reset_index_id",
	}
)

// profiles is the table, oldest line first. Versions and hashes of builds are recorded for 3.0 and 4.1; for the others their
// form is right (DORIS.md "The MySQL protocol") and the hash is made up. Each line starts from the one before it.
var profiles = []Profile{
	line20(), line21(), line30(), line31(), line40(), line41(),
}

// line20 is 2.0.9: no ALTER REPOSITORY, secrets in clear, no rights needed to list repositories.
func line20() Profile {
	return Profile{
		Name:                  "2.0",
		Version:               "doris-2.0.9-rc01-e70cb4d9ec",
		VersionComment:        "Doris version doris-2.0.9-rc01-e70cb4d9ec",
		BackendVersion:        "doris-2.0.9",
		RepositoryName:        asciiRepository,
		Label:                 asciiLabel,
		TableName:             asciiTable,
		TableNameInLetters:    unicodeTable,
		ClusterReadsNeedAdmin: true,
		HangsOnDeadEndpoint:   true, // as recorded of 3.0
		IgnoresBareLike:       true,
		BackquotedObjects:     true,
		DeleteIfExists:        true,
		TruncateKeepsEmpty:    true, // as recorded of 3.0
		MisspellsRestore:      true, // RestoreJob.java
		UpperCaseTypes:        true,
		CommentsOLAP:          true,
		IndexFormat:           "V1",
		FirstSchemaTable:      "columns",
		SnapshotPort:          19200, // as recorded of 3.0
		Configs:               slices.Concat(configs, taskConfigs),
		FrontendColumns:       slices.Concat(frontendPorts, frontendRole, frontendState),
		BackendColumns:        slices.Concat(backendPorts, backendData, []string{"TrashUsedCapcacity"}, backendState), // sic
		GrantColumns:          append(slices.Clone(grants), "WorkloadGroupPrivs"),
		RenameLosesLive:       true, // until doris#48820, which older lines may lack
	}
}

// line21 is 2.1.8.
func line21() Profile {
	p := line20()
	p.Name = "2.1"
	p.Version = "doris-2.1.8-rc01-834d802457"
	p.VersionComment = "Doris version doris-2.1.8-rc01-834d802457"
	p.BackendVersion = "doris-2.1.8"
	p.DeleteIfExists = false    // DORIS.md "Storages": removed in 2.1.5
	p.Alter = AlterCredentials  // DORIS.md "ALTER REPOSITORY"
	p.ChecksStoredName = true   // DORIS.md "CREATE REPOSITORY" step 3
	p.PingsAfterCreate = true   // DORIS.md "CREATE REPOSITORY" step 7: 2.1.6+
	p.Mask = MaskSecretKey      // DORIS.md "Secrets in SHOW CREATE REPOSITORY"
	p.HidesAWSKeys = true       // DORIS.md "Secrets in SHOW CREATE REPOSITORY"
	p.ReadsNeedAdmin = true     // DORIS.md "Privileges": 2.1.3+
	p.CleanTables = true        // DORIS.md "Which release has what": 2.1.6+
	p.AtomicRestore = true      // DORIS.md "Which release has what": 2.1.7+
	p.Creating = true           // DORIS.md "States of a restore": 2.1.8+
	p.BusyNamesJobs = true      // DORIS.md "One job per database": 2.1.8+
	p.CancelsEmptyBackup = true // DORIS.md "Lists of objects": "2.1 with #55005"
	p.SkipsDroppedTables = true // DORIS.md "How jobs fail": pick #55005
	p.JobConfigs = true         // DORIS.md "Settings of frontends": 2.1.8+
	p.CapsTasks = true          // DORIS.md "Values of columns": 2.1.8+
	p.MySQLDatabase = true
	p.FormatColumns = true
	p.LaterProperties = true
	p.Configs = slices.Concat(configs, configs21, batchConfigs) // DORIS.md "Settings of frontends": 2.1.8+
	p.FrontendColumns = slices.Concat(frontendPorts, []string{"ArrowFlightSqlPort"}, frontendRole, []string{"LastStartTime"}, frontendState)
	p.BackendColumns = slices.Concat(backendPorts, []string{"ArrowFlightSqlPort"}, backendData, []string{"TrashUsedCapacity"}, backendState,
		[]string{"CpuCores", "Memory"})
	p.PartitionColumns = []string{"SyncWithBaseTables", "UnsyncTables"}
	return p
}

// line30 is the recorded build of 2024-11-12, about 3.0.3.
func line30() Profile {
	p := line21()
	p.Name = "3.0"
	p.Version = "doris-0.0.0--55dbedffc9"
	p.VersionComment = "Doris version doris-0.0.0--55dbedffc9"
	p.BackendVersion = "doris-3.0.3"
	p.CancelsEmptyBackup = false // backup_empty
	p.SkipsDroppedTables = false // DORIS.md "How jobs fail": a 4.0 change
	p.JobConfigs = false         // identity
	p.CapsTasks = false          // DORIS.md "Values of columns": 3.0.4+
	p.BackquotedObjects = false  // backup_selection
	p.MisspellsRestore = false
	p.UpperCaseTypes = false // restore_database
	p.CommentsOLAP = false   // restore_database
	p.LegacyAzure = true
	p.CloudMode = true
	p.IndexFormat = "V2"                                                  // restore_database
	p.Configs = slices.Concat(configs, configs21, configs30, taskConfigs) // identity
	p.GrantColumns = slices.Concat(grants, []string{
		"CloudClusterPrivs", "CloudStagePrivs", "StorageVaultPrivs", "WorkloadGroupPrivs", "ComputeGroupPrivs",
	}) // privileges
	p.PartitionColumns = append(slices.Clone(p.PartitionColumns), "CommittedVersion", "RowCount") // properties_read
	p.AzureEndsFrontend = true                                                                    // seen on this build
	return p
}

// line31 is 3.0 with the storage properties of the 4.x line (DORIS.md "Lines and versions", "Storages").
func line31() Profile {
	p := line30()
	p.Name = "3.1"
	p.Version = "doris-3.1.0-rc02-8c5c1f5f4c"
	p.VersionComment = "Doris version doris-3.1.0-rc02-8c5c1f5f4c"
	p.BackendVersion = "doris-3.1.0"
	p.GuessesStorage = true       // DORIS.md "Storages"
	p.AzureEndsFrontend = false   // not established
	p.HangsOnDeadEndpoint = false // DORIS.md "Storages": another S3 client; as recorded of 4.1
	p.Mask = MaskKeys             // DORIS.md "Secrets in SHOW CREATE REPOSITORY"
	p.ForceReplace = true         // DORIS.md "Which release has what": 3.0.5+
	p.StorageVault = true         // DORIS.md "Properties of RESTORE"
	p.JobConfigs = true           // DORIS.md "Settings of frontends": 3.0.4+
	p.CapsTasks = true            // DORIS.md "Values of columns": 3.0.4+
	p.CloudRestore = true
	p.ViewRewrite = RewriteAllDatabases // apache/doris#50567
	p.Configs = slices.Concat(configs, configs21, configs30, batchConfigs, []string{"experimental_enable_cloud_restore_job"})
	return p
}

// line40 is 4.0.1: the statements are commands of the newer parser.
func line40() Profile {
	p := line31()
	p.Name = "4.0"
	p.Nereids = true
	p.RenameLosesLive = false // master of 2025-03
	p.AtomicReplicas = true   // doris#42337, not picked to 2.1 and 3.0
	p.Version = "doris-4.0.1-rc02-4d2f4a0b0c"
	p.VersionComment = "doris version doris-4.0.1-rc02-4d2f4a0b0c"
	p.BackendVersion = "doris-4.0.1"
	p.RepositoryName = unicodeRepository // DORIS.md "Names"
	p.Label = unicodeLabel               // DORIS.md "Names": enable_unicode_name_support is true in 4.x
	p.TableName = ""                     // seen on 4.1
	p.TableNameInLetters = ""            // seen on 4.1
	p.Alter = AlterAny                   // DORIS.md "ALTER REPOSITORY"
	p.BackupTimeoutBreaks = true         // DORIS.md "The property timeout"
	p.RestoreTimeoutBreaks = true        // DORIS.md "The property timeout": until 4.0.6
	p.ReserveColocate = true             // DORIS.md "Properties of RESTORE"
	p.IgnoresBareLike = false            // DORIS.md "Filters of SHOW"
	p.CancelsEmptyBackup = true          // DORIS.md "Lists of objects"
	p.SkipsDroppedTables = true          // DORIS.md "How jobs fail"
	p.LosesObjectsAtRestart = true       // DORIS.md "Known bugs": 4.0+
	p.TruncateKeepsEmpty = false         // as recorded of 4.1
	p.BracketedTasks = true              // DORIS.md "Values of columns": "newer"
	p.ClusterReadsNeedAdmin = true       // DORIS.md "Health columns"
	p.AtomicViews = true                 // apache/doris#49870
	p.UnicodeNames = true                // DORIS.md "Names"
	p.Configs = append(slices.Clone(p.Configs), "restore_task_concurrency_per_be")
	// As recorded of 4.1.
	p.IndexFormat = "V3"
	p.FirstSchemaTable = "encryption_keys"
	p.SnapshotPort = 19000
	p.NamesFailedBackend = true
	p.RaisesTableVersion = true
	p.StatusNeedsBackend = true
	p.TemporaryTables = true
	p.NamesViewColumns = true
	p.CountsRowsAtOnce = true
	return p
}

// line41 is the recorded build of 2026-01-19.
func line41() Profile {
	p := line40()
	p.Name = "4.1"
	p.Version = "doris-4.1.0-677147005f"
	p.VersionComment = "doris version doris-4.1.0-677147005f"
	p.BackendVersion = "doris-4.1.0"
	p.ClusterReadsNeedAdmin = false // privileges
	p.ClockIDs = true               // backup_database
	p.ShowsShutdown = true          // identity
	p.ViewRewrite = RewriteDatabase // apache/doris#59580
	p.FrontendColumns = append(slices.Clone(p.FrontendColumns), "LiveSince")
	p.BackendColumns = append(slices.Clone(p.BackendColumns), "LiveSince", "RunningTasks")
	return p
}
