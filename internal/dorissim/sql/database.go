// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// CreateDatabase is CREATE DATABASE or CREATE SCHEMA.
type CreateDatabase struct {
	IfNotExists bool
	Database    string
	Properties  Properties
}

// DropDatabase is DROP DATABASE or DROP SCHEMA.
type DropDatabase struct {
	IfExists bool
	Database string
	Force    bool
}

// AlterDatabase is ALTER DATABASE x RENAME y; RenameTo is empty for the forms that are accepted and do nothing.
type AlterDatabase struct {
	Database string
	RenameTo string
}

// Use is USE [catalog.]database.
type Use struct {
	Catalog  string
	Database string
}

// Switch is SWITCH catalog.
type Switch struct{ Catalog string }

func (*CreateDatabase) statement() {}
func (*DropDatabase) statement()   {}
func (*AlterDatabase) statement()  {}
func (*Use) statement()            {}
func (*Switch) statement()         {}
