// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"net"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
)

// frontendName is the node's name; real ones end in a random id.
const frontendName = "fe_fabf5698_07a4_4dff_aaed_47e0a24fda64"

// showFrontends is SHOW FRONTENDS and SHOW PROC '/frontends' (DORIS.md "Health columns", identity). Host and QueryPort are where clients
// reach this server, as a real frontend says its own.
func (s *Server) showFrontends(c *session) *result.Result {
	columns := s.profile.FrontendColumns
	r := result.Of(columns...)
	if len(s.frontends) > 1 {
		return s.showAllFrontends(c, r, columns)
	}
	if s.isMaster() {
		r.Rows = append(r.Rows, pick(columns, s.frontend(true)))
		return r
	}
	// A follower's cluster has a master elsewhere.
	other := s.frontend(false)
	other["Name"], other["Host"], other["IsMaster"], other["CurrentConnected"] = "fe_master", "127.0.0.2", "true", "No"
	r.Rows = append(r.Rows, pick(columns, other), pick(columns, s.frontend(false)))
	return r
}

// showAllFrontends has a row for each of several frontends. One that is cut off still calls itself the master.
func (s *Server) showAllFrontends(c *session, r *result.Result, columns []string) *result.Result {
	for i, f := range s.frontends {
		host, port, _ := net.SplitHostPort(f.addr)
		s.mu.Lock()
		master := s.leader == f
		if c.frontend != nil && c.frontend.alone {
			master = c.frontend == f
		}
		alive := !f.dead && f.frozen == nil
		s.mu.Unlock()
		row := s.frontend(master)
		row["Name"], row["Host"], row["QueryPort"], row["EditLogPort"], row["RpcPort"] = fmt.Sprintf("fe_%d", i+1), host, port, 9010+i, f.rpcPort()
		row["Alive"], row["CurrentConnected"] = alive, "No"
		if c.frontend == f {
			row["CurrentConnected"] = "Yes"
		}
		r.Rows = append(r.Rows, pick(columns, row))
	}
	return r
}

func (s *Server) frontend(master bool) map[string]any {
	host, port, err := net.SplitHostPort(s.Addr())
	if err != nil {
		host, port = "127.0.0.1", "9030"
	}
	s.mu.Lock()
	start := s.restarted.UTC().Format(timeLayout)
	s.mu.Unlock()
	return map[string]any{
		"Name": frontendName, "Host": host, "EditLogPort": 9010, "HttpPort": 8030, "QueryPort": port,
		"RpcPort": 9020, "ArrowFlightSqlPort": 8070, "Role": "FOLLOWER", "IsMaster": master, "ClusterId": s.options.ClusterID,
		"Join": true, "Alive": true, "ReplayedJournalId": 10000 + s.now().Unix()%100000, "LastStartTime": start,
		"LastHeartbeat": s.now().UTC().Format(timeLayout), "IsHelper": true, "ErrMsg": "",
		"Version": s.profile.Version, "CurrentConnected": "Yes", "LiveSince": nil,
	}
}

// timeLayout is how Doris prints times (DORIS.md "Values of columns").
const timeLayout = "2006-01-02 15:04:05"

// pick makes a row of values by column name.
func pick(columns []string, values map[string]any) []*string {
	row := make([]any, len(columns))
	for i, column := range columns {
		row[i] = values[column]
	}
	return result.Of().Add(row...).Rows[0]
}

func (s *Server) isMaster() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.master
}
