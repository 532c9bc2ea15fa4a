// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// formValidator checks a text with a function and says what it should look like.
type formValidator struct {
	summary, form, next string
	valid               func(string) bool
}

func (v formValidator) Description(context.Context) string { return "must have the form " + v.form }

func (v formValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v formValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.valid(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, v.summary,
		explain.ThreeParts(fmt.Sprintf("%s is %s; it %s.", req.Path, redact.Quote(req.ConfigValue.ValueString()), v.Description(ctx)), "", v.next))
}

// backupTimestamp checks a timestamp as SHOW SNAPSHOT prints it.
func backupTimestamp() validator.String {
	return formValidator{
		summary: "The timestamp is not valid", form: "yyyy-mm-dd-hh-mm-ss, as SHOW SNAPSHOT prints it", valid: explain.TimestampForm.MatchString,
		next: "Copy it from doris_backup.example.backup_timestamp or data source doris_snapshots, or leave it out to have it looked up.",
	}
}

// replicaNumber checks replication_num, which Doris keeps in 16 bits.
type replicaNumber struct{}

func (replicaNumber) Description(context.Context) string { return "must be 1 to 32767" }

func (v replicaNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v replicaNumber) ValidateInt64(ctx context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if n := req.ConfigValue.ValueInt64(); req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || n >= 1 && n <= math.MaxInt16 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The number of replicas is not valid",
		explain.ThreeParts(fmt.Sprintf("%s is %d; it %s.", req.Path, req.ConfigValue.ValueInt64(), v.Description(ctx)), "",
			"Write how many copies of each tablet this cluster is to hold, or leave it out to have the snapshot's number."))
}

// replicaAllocation checks replicas by resource tag.
func replicaAllocation() validator.String {
	return formValidator{
		summary: "The replica allocation is not valid", form: "tag.location.<tag>: <number>, ...",
		valid: func(text string) bool { _, ok := parseAllocation(text); return ok },
		next:  `Write it as "tag.location.default: 2, tag.location.b: 1".`,
	}
}

// parseAllocation takes "tag.location.a: 2, tag.location.b: 1" apart: replicas by tag.
func parseAllocation(text string) (replicas map[string]int64, ok bool) {
	replicas = map[string]int64{}
	for part := range strings.SplitSeq(text, ",") {
		tag, number, found := strings.Cut(part, ":")
		tag, isTag := strings.CutPrefix(strings.TrimSpace(tag), "tag.location.")
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 16)
		if _, twice := replicas[tag]; !found || !isTag || tag == "" || err != nil || n < 1 || twice {
			return nil, false
		}
		replicas[tag] = n
	}
	return replicas, true
}

// renames checks that each key of rename stands literally in tables, and that the new names are names and differ.
type renames struct{}

func (renames) Description(context.Context) string {
	return "each key must stand literally in tables; the new names must differ"
}

func (v renames) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v renames) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var tables types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tables"), &tables)...)
	if resp.Diagnostics.HasError() {
		return
	}
	chosen, known := tfvalue.KnownNames(tables)
	keys := slices.Sorted(maps.Keys(req.ConfigValue.Elements()))
	group.CheckTableKeys(req.Path, keys, chosen, known, &resp.Diagnostics)
	chosen = group.LiteralNames(chosen)
	renamed := map[string]bool{}
	for _, key := range keys {
		renamed[job.Literal(key)] = true
	}
	given := map[string]string{}
	const same = "Two tables get the same name"
	for _, key := range keys {
		at, old := req.Path.AtMapKey(key), job.Literal(key)
		value, ok := req.ConfigValue.Elements()[key].(types.String)
		if !ok || value.IsUnknown() || value.IsNull() { // the guard refuses null
			continue
		}
		name := value.ValueString()
		switch other, again := given[name]; {
		case name == "":
			resp.Diagnostics.AddAttributeError(at, "The new name is not valid", explain.ThreeParts(
				fmt.Sprintf("%s is %q; it must be the name of a table, without the database.", at, name), "",
				"Write the new name alone, such as orders_0911."))
		case again:
			resp.Diagnostics.AddAttributeError(at, same, explain.ThreeParts(
				fmt.Sprintf("%s gives both %q and %q the name %q.", req.Path, other, old, name), "", "Give one of them another name."))
		case known && name != old && slices.Contains(chosen, name) && renamed[name]:
			resp.Diagnostics.AddAttributeError(at, "The new name is another table's name", explain.ThreeParts(
				fmt.Sprintf("%s gives %q the name %q, which is the name of a table in tables; Doris refuses that even though this one gets another name.", req.Path, old, name), "",
				"Give it another name; or restore the two in two resources, one after the other."))
		case known && name != old && slices.Contains(chosen, name):
			resp.Diagnostics.AddAttributeError(at, same, explain.ThreeParts(
				fmt.Sprintf("%s gives %q the name %q, which tables restores as well.", req.Path, old, name), "", "Give one of them another name."))
		}
		given[name] = old
	}
}

// sortedList writes names in order for a text.
func sortedList(list []string) string {
	return strings.Join(slices.Sorted(slices.Values(list)), ", ")
}
