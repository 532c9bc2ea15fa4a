// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

// RepositorySpec is what CREATE REPOSITORY needs.
type RepositorySpec struct {
	Name       string
	Location   string
	ReadOnly   bool
	Storage    string            // keyword after WITH: "S3", "HDFS", "BROKER"
	Broker     string            // name of the broker, only with BROKER
	Properties map[string]string // all properties, secrets included; sent in sorted order
}

// Repository is one row of SHOW REPOSITORIES.
type Repository struct {
	Name     string
	Type     string // S3, HDFS, AZURE, BROKER
	Location string // as typed at CREATE
	ReadOnly bool
	Created  time.Time
	ErrMsg   string // last failed ping of the master, "" when there is none
}

// CreateRepository registers a repository; Doris looks at the storage meanwhile (reference 2.6).
func (c *Client) CreateRepository(ctx context.Context, spec RepositorySpec) error { return nil }

// AlterRepository changes properties in place (reference 2.7; since 2.1).
func (c *Client) AlterRepository(ctx context.Context, name string, properties map[string]string) error {
	return nil
}

// DropRepository unregisters a repository; remote data stays.
func (c *Client) DropRepository(ctx context.Context, name string) error { return nil }

// Repositories lists all repositories. The answer is shared (see shared.go).
func (c *Client) Repositories(ctx context.Context) ([]Repository, error) { return nil, nil }

// Repository returns one repository by exact name, nil when it is not registered. Shared read.
func (c *Client) Repository(ctx context.Context, name string) (*Repository, error) { return nil, nil }

// RepositoryProperties returns the properties that SHOW CREATE REPOSITORY prints; masked values ("*XXX", "xxxxxx")
// are left out. Not for Azure (reference 3.3).
func (c *Client) RepositoryProperties(ctx context.Context, name string) (map[string]string, error) {
	return nil, nil
}
