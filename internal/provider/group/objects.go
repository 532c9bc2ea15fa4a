// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"cmp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var (
	objectTableTypes   = map[string]attr.Type{"name": types.StringType, "partition_count": types.Int64Type}
	ObjectsTypes       = map[string]attr.Type{"tables": types.ListType{ElemType: types.ObjectType{AttrTypes: objectTableTypes}}, "views": types.ListType{ElemType: types.StringType}}
	SkippedObjectTypes = map[string]attr.Type{"name": types.StringType, "reason": types.StringType}
)

// ObjectsAttribute is what a snapshot or a restore really holds.
func ObjectsAttribute(text, views string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: text,
		PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
		Attributes: map[string]schema.Attribute{
			"tables": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The tables, sorted by name.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":            schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the table."},
					"partition_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of its partitions; a table without partitions counts as one."},
				}},
			},
			"views": schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: views},
		},
	}
}

// ObjectsOf writes tables and views into state, sorted by name.
func ObjectsOf(tables []doris.SnapshotTable, views []string) types.Object {
	sorted := slices.SortedFunc(slices.Values(tables), func(a, b doris.SnapshotTable) int { return cmp.Compare(a.Name, b.Name) })
	list := make([]attr.Value, 0, len(sorted))
	for _, table := range sorted {
		list = append(list, types.ObjectValueMust(objectTableTypes, map[string]attr.Value{
			"name":            types.StringValue(table.Name),
			"partition_count": types.Int64Value(int64(len(table.Partitions))),
		}))
	}
	return types.ObjectValueMust(ObjectsTypes, map[string]attr.Value{
		"tables": types.ListValueMust(types.ObjectType{AttrTypes: objectTableTypes}, list),
		"views":  tfvalue.StringList(slices.Sorted(slices.Values(views))),
	})
}

// NoObjects is objects while nothing is known of them.
func NoObjects() types.Object { return types.ObjectNull(ObjectsTypes) }

// SkippedOf writes what Doris left out into state.
func SkippedOf(skipped []job.Skipped) types.List {
	list := make([]attr.Value, 0, len(skipped))
	for _, object := range skipped {
		list = append(list, types.ObjectValueMust(SkippedObjectTypes, map[string]attr.Value{
			"name": types.StringValue(object.Name), "reason": types.StringValue(object.Reason),
		}))
	}
	return types.ListValueMust(types.ObjectType{AttrTypes: SkippedObjectTypes}, list)
}

// stateTable is one entry of objects.tables in state.
type stateTable struct {
	Name       string
	partitions int64
}

// ObjectsInState reads objects back; both are empty while it is null or unknown.
func ObjectsInState(objects types.Object) (tables []stateTable, views []string) {
	if list, ok := objects.Attributes()["tables"].(types.List); ok {
		for _, element := range list.Elements() {
			if table, ok := element.(types.Object); ok {
				name, _ := table.Attributes()["name"].(types.String)
				partitions, _ := table.Attributes()["partition_count"].(types.Int64)
				tables = append(tables, stateTable{Name: name.ValueString(), partitions: partitions.ValueInt64()})
			}
		}
	}
	if list, ok := objects.Attributes()["views"].(types.List); ok {
		for _, element := range list.Elements() {
			if view, ok := element.(types.String); ok {
				views = append(views, view.ValueString())
			}
		}
	}
	return tables, views
}

// ObjectNames are the names of all tables and views in state.
func ObjectNames(objects types.Object) []string {
	tables, views := ObjectsInState(objects)
	all := make([]string, 0, len(tables)+len(views))
	for _, table := range tables {
		all = append(all, table.Name)
	}
	return append(all, views...)
}

// KeepObjects is objects without the names that are not in present.
func KeepObjects(objects types.Object, present []string) types.Object {
	tables, views := ObjectsInState(objects)
	list := make([]attr.Value, 0, len(tables))
	for _, table := range tables {
		if slices.Contains(present, table.Name) {
			list = append(list, types.ObjectValueMust(objectTableTypes, map[string]attr.Value{
				"name": types.StringValue(table.Name), "partition_count": types.Int64Value(table.partitions),
			}))
		}
	}
	views = slices.DeleteFunc(views, func(view string) bool { return !slices.Contains(present, view) })
	return types.ObjectValueMust(ObjectsTypes, map[string]attr.Value{
		"tables": types.ListValueMust(types.ObjectType{AttrTypes: objectTableTypes}, list),
		"views":  tfvalue.StringList(views),
	})
}
