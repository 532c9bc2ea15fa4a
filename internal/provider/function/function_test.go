// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	tf "github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// call runs a function as the framework does, and gives its result or the text of its error.
func call(t *testing.T, made func() tf.Function, arguments ...attr.Value) (attr.Value, string) {
	t.Helper()
	f := made()
	var definition tf.DefinitionResponse
	f.Definition(t.Context(), tf.DefinitionRequest{}, &definition)
	result, funcError := definition.Definition.Return.NewResultData(t.Context())
	if funcError != nil {
		t.Fatal(funcError)
	}
	resp := tf.RunResponse{Result: result}
	f.Run(t.Context(), tf.RunRequest{Arguments: tf.NewArgumentsData(arguments)}, &resp)
	if resp.Error != nil {
		return nil, resp.Error.Text
	}
	return resp.Result.Value(), ""
}

func word(s string) attr.Value { return types.StringValue(s) }

// Terraform hands a function arguments only when its definition is whole.
func TestDefinitions(t *testing.T) {
	for _, made := range All() {
		f := made()
		var meta tf.MetadataResponse
		var definition tf.DefinitionResponse
		f.Metadata(t.Context(), tf.MetadataRequest{}, &meta)
		f.Definition(t.Context(), tf.DefinitionRequest{}, &definition)
		var checked tf.DefinitionValidateResponse
		definition.Definition.ValidateImplementation(t.Context(), tf.DefinitionValidateRequest{FuncName: meta.Name}, &checked)
		if checked.Diagnostics.HasError() {
			t.Errorf("%s: %v", meta.Name, checked.Diagnostics)
		}
		if definition.Definition.Summary == "" || definition.Definition.MarkdownDescription == "" {
			t.Errorf("%s is not described", meta.Name)
		}
	}
}

func TestParseSnapshotName(t *testing.T) {
	for name, want := range map[string]string{
		"nightly_dwd_20260911_011502_k3v7qm2a_x4f2":      `{"nonce":"x4f2","place":"k3v7","prefix":"nightly_dwd_","request":"qm2a","submitted_at":"2026-09-11T01:15:02Z"}`,
		"a20260911_011502_20260911_011502_k3v7qm2a_x4f2": `{"nonce":"x4f2","place":"k3v7","prefix":"a20260911_011502_","request":"qm2a","submitted_at":"2026-09-11T01:15:02Z"}`,
		"before_migration": "<null>", "": "<null>", "_20261311_011502_k3v7qm2a_x4f2": "<null>", "20260911_011502_k3v7qm2a_x4f2": "<null>",
	} {
		got, failure := call(t, newParseSnapshotName, word(name))
		if failure != "" || got.String() != want {
			t.Errorf("%q: %v %s, want %s", name, got, failure, want)
		}
	}
	if got, failure := call(t, newParseSnapshotName, types.StringNull()); failure != "" || !got.IsNull() {
		t.Errorf("null: %v %s", got, failure)
	}
}

func TestTimestampToRFC3339(t *testing.T) {
	if got, failure := call(t, newTimestampToRFC3339, word("2026-09-11-01-15-02"), word("CST")); failure != "" || !got.Equal(word("2026-09-10T17:15:02Z")) {
		t.Errorf("%v %s", got, failure)
	}
	for zone, want := range map[string]string{"Mars": "time_zone", "UTC": "SHOW SNAPSHOT"} {
		if _, failure := call(t, newTimestampToRFC3339, word("yesterday"), word(zone)); !strings.Contains(failure, want) {
			t.Errorf("%s: %q", zone, failure)
		}
	}
}

// What Terraform makes of a resource arrives whole: numbers, nested objects, lists, nulls.
func TestReport(t *testing.T) {
	phase := types.MapValueMust(types.NumberType, map[string]attr.Value{"upload": types.NumberValue(big.NewFloat(90))})
	backup := types.ObjectValueMust(
		map[string]attr.Type{"name": types.StringType, "taken_at": types.StringType, "state": types.StringType, "phase_seconds": phase.Type(t.Context()), "missing_objects": types.ListType{ElemType: types.StringType}, "job_id": types.StringType},
		map[string]attr.Value{
			"name": word("first"), "taken_at": word("2026-09-11T01:15:02Z"), "state": word("FINISHED"), "phase_seconds": phase,
			"missing_objects": types.ListValueMust(types.StringType, []attr.Value{word("tmp_a")}), "job_id": types.StringNull(),
		})
	got, failure := call(t, newReport, types.DynamicValue(backup))
	if failure != "" {
		t.Fatal(failure)
	}
	for _, want := range []string{"### ✅ Backup `first`", "| upload | 1m30s | 100 % |", "| `tmp_a` |", "gantt"} {
		if !strings.Contains(got.(types.String).ValueString(), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for name, several := range map[string]attr.Value{
		"map":   types.MapValueMust(backup.Type(t.Context()), map[string]attr.Value{"a": backup, "b": backup}),
		"tuple": types.TupleValueMust([]attr.Type{backup.Type(t.Context())}, []attr.Value{backup}),
		"null":  types.DynamicNull(),
	} {
		value := types.DynamicValue(several)
		if several.IsNull() {
			value = types.DynamicNull()
		}
		for _, made := range []func() tf.Function{newReport, newOpenMetrics} {
			if got, failure := call(t, made, value); failure != "" || got.(types.String).ValueString() == "" {
				t.Errorf("%s: %v %s", name, got, failure)
			}
		}
	}
	if _, failure := call(t, newReport, types.DynamicValue(word("first"))); !strings.Contains(failure, "Give a resource whole") {
		t.Errorf("text: %q", failure)
	}
}
