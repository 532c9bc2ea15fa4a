// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"sort"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showBroker is SHOW BROKER: nothing (properties_read), or what AddBroker added.
func (s *Server) showBroker() *result.Result {
	r := result.Of("Name", "Host", "Port", "Alive", "LastStartTime", "LastUpdateTime", "ErrMsg")
	for _, name := range s.jobs.Brokers() {
		r.Add(name, "127.0.0.1", 8000, true, nil, nil, "")
	}
	return r
}

// showResources is SHOW RESOURCES of a cluster without resources (properties_read).
func showResources() *result.Result { return result.Of("Name", "ResourceType", "Item", "Value") }

// showStoragePolicy is SHOW STORAGE POLICY [USING] of a cluster without policies (properties_read).
func showStoragePolicy(stmt *sql.Show) *result.Result {
	if stmt.Using {
		return result.Of("PolicyName", "Database", "Table", "Partitions")
	}
	return result.Of("PolicyName", "Id", "Version", "Type", "StorageResource", "CooldownDatetime", "CooldownTtl")
}

// showCatalogs is SHOW CATALOGS: the internal one.
func (s *Server) showCatalogs() *result.Result {
	return result.Of("CatalogId", "CatalogName", "Type", "IsCurrent", "CreateTime", "LastUpdateTime", "Comment").
		Add(0, "internal", "internal", "Yes", "UNRECORDED", nil, "Doris internal catalog")
}

// showProcesslist is SHOW PROCESSLIST: one row per connection.
func (s *Server) showProcesslist(c *session) *result.Result {
	r := result.Of("CurrentConnected", "Id", "User", "Host", "LoginTime", "Catalog", "Db", "Command", "Time", "State",
		"QueryId", "Info", "FE", "CloudCluster")
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int
	users := map[int]string{}
	for connection := range s.conns {
		ids = append(ids, int(connection.session.id))
		users[int(connection.session.id)] = connection.raw.RemoteAddr().String()
	}
	sort.Ints(ids)
	for _, id := range ids {
		current := "No"
		if uint32(id) == c.id {
			current = "Yes"
		}
		r.Add(current, id, "", users[id], s.started.UTC().Format(timeLayout), "internal", "", "Sleep", 0, "OK", "", "",
			"127.0.0.1", "")
	}
	return r
}

// kill is KILL [CONNECTION|QUERY] id: it breaks the connection.
func (s *Server) kill(stmt *sql.Kill) error {
	id, err := strconv.ParseUint(stmt.ID, 10, 32)
	s.mu.Lock()
	defer s.mu.Unlock()
	for connection := range s.conns {
		if err == nil && connection.session.id == uint32(id) {
			if !stmt.Query {
				_ = connection.raw.Close()
			}
			return nil
		}
	}
	return s.profile.Err(profile.Analysis, "Unknown thread id: %s", stmt.ID)
}

// procRoot are the entries of SHOW PROC '/' (identity).
var procRoot = []string{
	"auth", "backends", "bdbje", "binlog", "brokers", "catalogs", "cluster_balance", "cluster_health", "colocation_group",
	"current_backend_instances", "current_queries", "current_query_stmts", "dbs", "diagnose", "frontends", "jobs", "monitor",
	"resources", "routine_loads", "statistic", "stream_loads", "tasks", "transactions", "trash",
}

// showProc is SHOW PROC of the cluster's paths; '/dbs' and below belong to the catalog.
func (s *Server) showProc(c *session, stmt *sql.Show) (*result.Result, error, bool) {
	switch path := strings.TrimSuffix(stmt.Path, "/"); path {
	case "":
		r := result.Of("name")
		for _, name := range procRoot {
			r.Add(name)
		}
		return r, nil, true
	case "/frontends":
		return s.showFrontends(c), nil, true
	case "/backends":
		return s.showBackends(), nil, true
	case "/brokers":
		return s.showBroker(), nil, true
	}
	answer, handled, err := s.catalog.ShowProc(stmt.Path, s.catalogSession(c))
	if err != nil {
		return nil, err, true
	}
	if !handled || answer == nil {
		return nil, s.profile.Err(profile.Analysis, "Proc path '%s' doesn't exist", stmt.Path), true
	}
	return answer, nil, true
}
