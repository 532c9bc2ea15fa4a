// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// TestVerificationTexts shows what the stand-in cannot be brought to say.
func TestVerificationTexts(t *testing.T) {
	in := &instance.Instance{Settings: instance.Settings{Username: "tf_backup"}}
	m := restoreModel{Snapshot: types.StringValue("monday"), Database: types.StringValue("drill_ci")}
	m.JobID = types.StringValue("20811")
	count := job.Count{Table: "orders"}
	for name, v := range map[string]*job.Verified{
		"broken_table": {Counts: []job.Count{{Table: "orders", Check: job.Check{Outcome: job.Failed, Doris: "[CORRUPTION]\nbad checksum"}}}},
		"refused_query": {Answers: []job.Answer{{
			Query: job.Query{SQL: "SELECT\n  count(*)\nFROM ordres", Expect: "1"}, Check: job.Check{Outcome: job.Failed, Doris: "Unknown table 'ordres'"},
		}}},
		"many":        {Answers: manyAnswers(7)},
		"deadline":    {Counts: []job.Count{count}, Unmade: &job.Error{Code: job.CodeDeadline}},
		"some_unmade": {Counts: []job.Count{count}, Answers: manyAnswers(1), Unmade: &doris.Error{Kind: doris.KindAccessDenied, Message: "no"}},
		"lost":        {Counts: []job.Count{count}, Unmade: &job.Error{Code: job.CodeLost}},
		"silence":     {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindConnectionLost, Message: "broke"}},
		"busy":        {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindPartitionBusy, Message: "Partition state is not NORMAL: p1:RESTORING"}},
		"slow":        {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindQueryTimeout, Message: "query timeout, query id = 5a1f"}},
		"login":       {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindAccessDenied, Code: 1045, Message: "Access denied for user 'tf_backup'"}},
	} {
		var diags diag.Diagnostics
		addVerified(in, m, v, false, &diags)
		compare.Golden(t, "verification_text_"+name, compare.Shown(diags))
	}
}

func manyAnswers(n int) (all []job.Answer) {
	for range n {
		all = append(all, job.Answer{Query: job.Query{SQL: "SELECT " + strings.Repeat("x", 300), Expect: "1"}, Actual: "2", Check: job.Check{Outcome: job.Failed}})
	}
	return all
}
