// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

// Cluster is what a client knows of its cluster, read once per client.
type Cluster struct {
	ID      string // ClusterId of SHOW FRONTENDS
	Version Version
	Cloud   bool // storage-compute decoupled
	// LowerCaseTableNames is lower_case_table_names; 1 lower-cases labels on 4.x (reference 1.5).
	LowerCaseTableNames int
}

// Cluster reads the facts once and remembers them. ID may be "" with an error of KindAccessDenied where SHOW FRONTENDS
// needs ADMIN or OPERATOR (3.0).
func (c *Client) Cluster(ctx context.Context) (Cluster, error) { return Cluster{}, nil }

// Now is the server's clock, to the second (SELECT UNIX_TIMESTAMP(), answered without a backend).
func (c *Client) Now(ctx context.Context) (time.Time, error) { return time.Time{}, nil }

// HistoryLimit is max_backup_restore_job_num_per_db, 10 when it cannot be read. Read once.
func (c *Client) HistoryLimit(ctx context.Context) int { return 10 }

// Backend is one row of SHOW BACKENDS.
type Backend struct {
	Host  string
	Alive bool
	Tags  map[string]string
}

// Backends lists the backends. Shared read.
func (c *Client) Backends(ctx context.Context) ([]Backend, error) { return nil, nil }

// Grants is what SHOW GRANTS says of the connected user, by scope. Shared read.
type Grants struct {
	User      string              // 'tf_backup'@'%'
	Global    []string            // Admin_priv, Load_priv, ...
	Databases map[string][]string // "internal.shop" -> privileges
}

// Grants reads SHOW GRANTS.
func (c *Client) Grants(ctx context.Context) (Grants, error) { return Grants{}, nil }
