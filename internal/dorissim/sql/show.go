// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// ShowKind is what a SHOW statement shows, in Doris's words.
type ShowKind string

const (
	ShowBackup              ShowKind = "BACKUP"
	ShowRestore             ShowKind = "RESTORE"
	ShowSnapshot            ShowKind = "SNAPSHOT"
	ShowRepositories        ShowKind = "REPOSITORIES"
	ShowCreateRepository    ShowKind = "CREATE REPOSITORY"
	ShowDatabases           ShowKind = "DATABASES"
	ShowCreateDatabase      ShowKind = "CREATE DATABASE"
	ShowTables              ShowKind = "TABLES" // with Full: SHOW FULL TABLES
	ShowViews               ShowKind = "VIEWS"
	ShowTableStatus         ShowKind = "TABLE STATUS"
	ShowCreateTable         ShowKind = "CREATE TABLE"
	ShowCreateView          ShowKind = "CREATE VIEW"
	ShowCreateMTMV          ShowKind = "CREATE MATERIALIZED VIEW"
	ShowColumns             ShowKind = "COLUMNS" // also DESC and DESCRIBE, with Describe
	ShowIndex               ShowKind = "INDEX"
	ShowPartitions          ShowKind = "PARTITIONS"
	ShowDynamicPartitions   ShowKind = "DYNAMIC PARTITION TABLES"
	ShowData                ShowKind = "DATA"
	ShowTablets             ShowKind = "TABLETS"
	ShowReplicaStatus       ShowKind = "REPLICA STATUS"
	ShowReplicaDistribution ShowKind = "REPLICA DISTRIBUTION"
	ShowTabletStorageFormat ShowKind = "TABLET STORAGE FORMAT"
	ShowProc                ShowKind = "PROC"
	ShowFrontends           ShowKind = "FRONTENDS"
	ShowBackends            ShowKind = "BACKENDS"
	ShowBroker              ShowKind = "BROKER"
	ShowFrontendConfig      ShowKind = "FRONTEND CONFIG" // also ADMIN SHOW FRONTEND CONFIG
	ShowVariables           ShowKind = "VARIABLES"
	ShowGrants              ShowKind = "GRANTS" // with All: SHOW ALL GRANTS
	ShowRoles               ShowKind = "ROLES"
	ShowPrivileges          ShowKind = "PRIVILEGES"
	ShowResources           ShowKind = "RESOURCES"
	ShowStoragePolicy       ShowKind = "STORAGE POLICY" // with Using: SHOW STORAGE POLICY USING
	ShowStorageVaults       ShowKind = "STORAGE VAULTS"
	ShowCatalogs            ShowKind = "CATALOGS"
	ShowProcesslist         ShowKind = "PROCESSLIST"
	ShowWarnings            ShowKind = "WARNINGS"
	ShowErrors              ShowKind = "ERRORS"
	ShowEngines             ShowKind = "ENGINES"
	ShowPlugins             ShowKind = "PLUGINS"
	ShowStatus              ShowKind = "STATUS"
	ShowCharset             ShowKind = "CHARSET"
	ShowCollation           ShowKind = "COLLATION"
	ShowAlterTable          ShowKind = "ALTER TABLE"
	ShowLoad                ShowKind = "LOAD"
	ShowOther               ShowKind = "OTHER" // parses and is not modelled: Text
)

// Show is every SHOW statement. Which fields are set depends on Kind.
type Show struct {
	Kind       ShowKind
	Brief      bool // SHOW BRIEF RESTORE
	Full       bool // SHOW FULL ...
	All        bool
	Global     bool
	Using      bool
	Describe   bool   // the statement was DESC or DESCRIBE
	Admin      bool   // the statement began with ADMIN
	Temporary  bool   // SHOW TEMPORARY PARTITIONS
	Catalog    string // of a database clause
	Database   string // FROM or IN a database, or the database of SHOW CREATE DATABASE
	Name       Name   // the table of SHOW CREATE TABLE, SHOW PARTITIONS ...
	Repository string // SHOW SNAPSHOT ON, SHOW CREATE REPOSITORY FOR; any name after FROM for the other kinds
	Path       string // SHOW PROC
	User       *User  // SHOW GRANTS FOR
	HasLike    bool
	Like       string
	Where      Expr // nil without
	OrderBy    []OrderItem
	Limit      int // -1 without
	Offset     int
	Text       string // the whole statement
}

func (*Show) statement() {}
