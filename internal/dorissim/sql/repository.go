// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// CreateRepository is CREATE [READ ONLY] REPOSITORY.
type CreateRepository struct {
	ReadOnly   bool
	Name       string
	Storage    string // "S3", "HDFS", "LOCAL" or "BROKER"
	Broker     string // the name after BROKER
	Location   string
	Properties Properties
}

// AlterRepository is ALTER REPOSITORY.
type AlterRepository struct {
	Name       string
	Properties Properties
}

// DropRepository is DROP REPOSITORY.
type DropRepository struct{ Name string }

func (*CreateRepository) statement() {}
func (*AlterRepository) statement()  {}
func (*DropRepository) statement()   {}
