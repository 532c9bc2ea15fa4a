// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

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
)

var (
	objectTableTypes   = map[string]attr.Type{"name": types.StringType, "partition_count": types.Int64Type}
	objectsTypes       = map[string]attr.Type{"tables": types.ListType{ElemType: types.ObjectType{AttrTypes: objectTableTypes}}, "views": types.ListType{ElemType: types.StringType}}
	skippedObjectTypes = map[string]attr.Type{"name": types.StringType, "reason": types.StringType}
)

// objectsAttribute is what a snapshot or a restore really holds.
func objectsAttribute(text, views string) schema.Attribute {
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

// objectsOf writes tables and views into state, sorted by name.
func objectsOf(tables []doris.SnapshotTable, views []string) types.Object {
	sorted := slices.SortedFunc(slices.Values(tables), func(a, b doris.SnapshotTable) int { return cmp.Compare(a.Name, b.Name) })
	list := make([]attr.Value, 0, len(sorted))
	for _, table := range sorted {
		list = append(list, types.ObjectValueMust(objectTableTypes, map[string]attr.Value{
			"name":            types.StringValue(table.Name),
			"partition_count": types.Int64Value(int64(len(table.Partitions))),
		}))
	}
	return types.ObjectValueMust(objectsTypes, map[string]attr.Value{
		"tables": types.ListValueMust(types.ObjectType{AttrTypes: objectTableTypes}, list),
		"views":  stringList(slices.Sorted(slices.Values(views))),
	})
}

func noObjects() types.Object { return types.ObjectNull(objectsTypes) }

// skippedOf writes what Doris left out into state.
func skippedOf(skipped []job.Skipped) types.List {
	list := make([]attr.Value, 0, len(skipped))
	for _, object := range skipped {
		list = append(list, types.ObjectValueMust(skippedObjectTypes, map[string]attr.Value{
			"name": types.StringValue(object.Name), "reason": types.StringValue(object.Reason),
		}))
	}
	return types.ListValueMust(types.ObjectType{AttrTypes: skippedObjectTypes}, list)
}

func stringList(values []string) types.List {
	list := make([]attr.Value, 0, len(values))
	for _, value := range values {
		list = append(list, types.StringValue(value))
	}
	return types.ListValueMust(types.StringType, list)
}

// stateTable is one entry of objects.tables in state.
type stateTable struct {
	name       string
	partitions int64
}

// objectsInState reads objects back; both are empty while it is null or unknown.
func objectsInState(objects types.Object) (tables []stateTable, views []string) {
	if list, ok := objects.Attributes()["tables"].(types.List); ok {
		for _, element := range list.Elements() {
			if table, ok := element.(types.Object); ok {
				name, _ := table.Attributes()["name"].(types.String)
				partitions, _ := table.Attributes()["partition_count"].(types.Int64)
				tables = append(tables, stateTable{name: name.ValueString(), partitions: partitions.ValueInt64()})
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

// objectNames are the names of all tables and views in state.
func objectNames(objects types.Object) []string {
	tables, views := objectsInState(objects)
	all := make([]string, 0, len(tables)+len(views))
	for _, table := range tables {
		all = append(all, table.name)
	}
	return append(all, views...)
}

// keepObjects is objects without the names that are not in present.
func keepObjects(objects types.Object, present []string) types.Object {
	tables, views := objectsInState(objects)
	list := make([]attr.Value, 0, len(tables))
	for _, table := range tables {
		if slices.Contains(present, table.name) {
			list = append(list, types.ObjectValueMust(objectTableTypes, map[string]attr.Value{
				"name": types.StringValue(table.name), "partition_count": types.Int64Value(table.partitions),
			}))
		}
	}
	views = slices.DeleteFunc(views, func(view string) bool { return !slices.Contains(present, view) })
	return types.ObjectValueMust(objectsTypes, map[string]attr.Value{
		"tables": types.ListValueMust(types.ObjectType{AttrTypes: objectTableTypes}, list),
		"views":  stringList(views),
	})
}
