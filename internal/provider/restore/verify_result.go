// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// phaseVerify is the phase of phase_seconds that no job of Doris has.
const phaseVerify = "verify"

var (
	verifiedQueryTypes = map[string]attr.Type{"sql": types.StringType, "expect": types.StringType, "actual": types.StringType, "passed": types.BoolType}
	verificationTypes  = map[string]attr.Type{
		"passed":     types.BoolType,
		"row_counts": types.MapType{ElemType: types.Int64Type},
		"queries":    types.ListType{ElemType: types.ObjectType{AttrTypes: verifiedQueryTypes}},
	}
)

func noVerification() types.Object { return types.ObjectNull(verificationTypes) }

// setVerified fills what a verification found. The recovery took until the data was verified: the job and the look. While
// the data could not be looked at that is the job alone, and where it is wrong nothing was recovered: null.
func (m *restoreModel) setVerified(v *job.Verified) {
	m.Verification = noVerification()
	if v == nil {
		return
	}
	m.Verification = types.ObjectValueMust(verificationTypes, map[string]attr.Value{
		"passed": verdict(v), "row_counts": rowCounts(v.Counts), "queries": answers(v.Answers),
	})
	m.RTOSeconds = m.DurationSeconds
	switch {
	case v.Failed() > 0:
		m.RTOSeconds = types.Int64Null()
	case v.Unmade != nil:
		return
	case !m.DurationSeconds.IsNull():
		m.RTOSeconds = types.Int64Value(m.DurationSeconds.ValueInt64() + int64(v.Took/time.Second))
	}
	m.setVerifyPhase(v.Took)
}

func (m *restoreModel) setVerifyPhase(took time.Duration) {
	phases := m.PhaseSeconds.Elements() // a copy
	if phases == nil {
		phases = map[string]attr.Value{}
	}
	phases[phaseVerify] = types.Int64Value(int64(took / time.Second))
	m.PhaseSeconds = types.MapValueMust(types.Int64Type, phases)
}

// failedInUpdate: an update keeps the time to recover that was measured before, or takes that of its job. It is null
// beside a failed verification only where the first run failed it, which createdAll relies on.
func (m *restoreModel) failedInUpdate(state restoreModel, ran bool) {
	m.RTOSeconds = state.RTOSeconds
	if ran || m.RTOSeconds.IsNull() {
		m.RTOSeconds = m.DurationSeconds
	}
}

func verdict(v *job.Verified) types.Bool {
	if v.Failed() == 0 && v.Unmade != nil {
		return types.BoolNull()
	}
	return types.BoolValue(v.Passed())
}

func rowCounts(counts []job.Count) types.Map {
	if counts == nil {
		return types.MapNull(types.Int64Type)
	}
	rows := map[string]attr.Value{}
	for _, c := range counts {
		if c.Outcome == job.Held {
			rows[c.Table] = types.Int64Value(c.Rows)
		}
	}
	return types.MapValueMust(types.Int64Type, rows)
}

func answers(list []job.Answer) types.List {
	element := types.ObjectType{AttrTypes: verifiedQueryTypes}
	if list == nil {
		return types.ListNull(element)
	}
	values := make([]attr.Value, 0, len(list))
	for _, a := range list {
		actual, passed := types.StringNull(), types.BoolNull()
		if a.Outcome != job.Unmade {
			passed = types.BoolValue(a.Outcome == job.Held)
			if a.Doris == "" {
				actual = types.StringValue(a.Actual)
			}
		}
		values = append(values, types.ObjectValueMust(verifiedQueryTypes, map[string]attr.Value{
			"sql": types.StringValue(a.SQL), "expect": types.StringValue(a.Expect), "actual": actual, "passed": passed,
		}))
	}
	return types.ListValueMust(element, values)
}
