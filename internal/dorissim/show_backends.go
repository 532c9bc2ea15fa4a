// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
)

// showBackends is SHOW BACKENDS and SHOW PROC '/backends' (DORIS.md "Health columns", identity).
func (s *Server) showBackends() *result.Result {
	columns := s.profile.BackendColumns
	r := result.Of(columns...)
	for i := range s.options.Backends {
		r.Rows = append(r.Rows, pick(columns, s.backend(i, catalog.BackendID(i))))
	}
	return r
}

func (s *Server) backend(number int, id int64) map[string]any {
	shutdown := ""
	if s.profile.ShowsShutdown {
		shutdown = `"isShutdown":false,`
	}
	start := s.started.UTC().Format(timeLayout)
	return map[string]any{
		"BackendId": id, "Host": fmt.Sprintf("127.0.0.%d", number+1), "HeartbeatPort": 9050, "BePort": 9060,
		"HttpPort": 8040, "BrpcPort": 8060, "ArrowFlightSqlPort": 8050, "LastStartTime": start,
		"LastHeartbeat": s.now().UTC().Format(timeLayout), "Alive": number < s.options.Backends-int(s.dead.Load()), "SystemDecommissioned": false, "TabletNum": 0,
		"DataUsedCapacity": "1024.000 KB", "TrashUsedCapacity": "0.000 ", "TrashUsedCapcacity": "0.000 ", "AvailCapacity": "512.000 GB", "TotalCapacity": "1024.000 GB",
		"UsedPct": "50.00 %", "MaxDiskUsedPct": "50.00 %", "RemoteUsedCapacity": "0.000 ",
		"Tag": `{"location" : "default"}`, "ErrMsg": "", "Version": s.profile.BackendVersion,
		"Status": `{"lastSuccessReportTabletsTime":"N/A","lastStreamLoadTime":-1,"isQueryDisabled":false,` +
			`"isLoadDisabled":false,"isActive":true,` + shutdown + `"currentFragmentNum":0,"lastFragmentUpdateTime":0}`,
		"HeartbeatFailureCounter": 0, "NodeRole": "mix", "CpuCores": 2, "Memory": "16.00 GB", "LiveSince": start,
		"RunningTasks": -1,
	}
}
