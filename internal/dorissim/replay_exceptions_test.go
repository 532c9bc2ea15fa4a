// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"regexp"
	"slices"
)

// exception is a kind of step that the stand-in does not model. The list only gets shorter.
type exception struct {
	profile  string         // "" = all
	scenario string         // "" = all
	given    string         // "" = any
	sql      *regexp.Regexp // the statement
	answer   *regexp.Regexp // the recorded error or a value of a row; nil = an answer without rows
	reason   string
}

// The reasons that are allowed. The third one, the text of an S3 client or of the SQL parser beyond its prefix, needs no entry:
// ownWords cuts it off.
const (
	needsBackend = "needs a backend's computation"
	machine      = "inventory of a particular machine"
)

var exceptions = []exception{
	// The first query after a backend was lost fails in the network, later ones for want of a backend; the stand-in says the
	// latter.
	{"", "", "", regexp.MustCompile(`(?i)^SHOW TABLE STATUS`), regexp.MustCompile(`detailMessage = send fragments failed`), needsBackend},
	// The recorded backend had not written its first file when the frontend was asked; on 4.1 it had.
	{"3.0", "", "while uploading", regexp.MustCompile(`^SHOW SNAPSHOT ON`), nil, needsBackend},
	// The recorded second cluster already knew a repository of an earlier recording, which the next step creates.
	{"4.1", "second_cluster", "", regexp.MustCompile(`^SHOW REPOSITORIES$`), regexp.MustCompile(`^other$`), machine},
}

// exceptionFor finds the exception that covers a step, or nil.
func exceptionFor(profile, scenario string, s step) *exception {
	for i, e := range exceptions {
		if e.profile != "" && e.profile != profile || e.scenario != "" && e.scenario != scenario ||
			e.given != "" && e.given != s.Given || !e.sql.MatchString(s.SQL) {
			continue
		}
		if e.answer == nil && len(s.Rows) == 0 || e.answer != nil && answerMatches(e.answer, s) {
			return &exceptions[i]
		}
	}
	return nil
}

func answerMatches(pattern *regexp.Regexp, s step) bool {
	if s.Error != nil {
		return pattern.MatchString(s.Error.Message)
	}
	return slices.ContainsFunc(s.Rows, func(row []*string) bool {
		return slices.ContainsFunc(row, func(value *string) bool { return value != nil && pattern.MatchString(*value) })
	})
}

// inventory are the columns that say what a particular machine is: its ports, sizes, ids of runs. They are there and are
// NULL where the recording says NULL; their values are not compared.
var inventory = []struct {
	sql     *regexp.Regexp
	columns []string
}{
	{
		regexp.MustCompile(`(?i)^SHOW (FRONTENDS|PROC '/frontends')`),
		[]string{"Name", "Host", "EditLogPort", "HttpPort", "QueryPort", "RpcPort", "ArrowFlightSqlPort"},
	},
	{
		regexp.MustCompile(`(?i)^SHOW (BACKENDS|PROC '/backends')`),
		[]string{
			"Host", "HeartbeatPort", "BePort", "HttpPort", "BrpcPort", "ArrowFlightSqlPort", "TabletNum", "DataUsedCapacity",
			"AvailCapacity", "TotalCapacity", "UsedPct", "MaxDiskUsedPct", "CpuCores", "Memory",
		},
	},
	{regexp.MustCompile(`(?i)^SHOW TABLETS`), []string{"MetaUrl", "CompactionStatus"}},
	{regexp.MustCompile(`(?i)^SELECT CONNECTION_ID`), []string{"CONNECTION_ID()", "connection_id()"}},
}

func isInventory(sql, column string) bool {
	for _, i := range inventory {
		if i.sql.MatchString(sql) && slices.Contains(i.columns, column) {
			return true
		}
	}
	return false
}
