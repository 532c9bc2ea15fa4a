// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package group holds the groups of attributes that several objects share: the selection, the waiting, the job.
package group

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// SelectionModel is the group of arguments that say which tables are meant. Embed it.
type SelectionModel struct {
	Tables        types.Set `tfsdk:"tables"`
	Partitions    types.Map `tfsdk:"partitions"`
	ExcludeTables types.Set `tfsdk:"exclude_tables"`
}

// Selection is what the user asks for; unknown values count as not given.
func (m SelectionModel) Selection(diags *diag.Diagnostics) job.Selection {
	return job.Selection{
		Tables:     tfvalue.StringsOf(m.Tables, diags),
		Partitions: ByName(tfvalue.StringSetsOf(m.Partitions, diags)),
		Exclude:    tfvalue.StringsOf(m.ExcludeTables, diags),
	}
}

// Equal reports whether two selections are written alike.
func (m SelectionModel) Equal(other SelectionModel) bool {
	return tfvalue.SaysTheSame(m.Tables, other.Tables) && tfvalue.SaysTheSame(m.Partitions, other.Partitions) && tfvalue.SaysTheSame(m.ExcludeTables, other.ExcludeTables)
}

// Known reports whether the whole selection is known.
func (m SelectionModel) Known(ctx context.Context) bool {
	for _, value := range []attr.Value{m.Tables, m.Partitions, m.ExcludeTables} {
		if !tfvalue.WhollyKnown(ctx, value) {
			return false
		}
	}
	return true
}

// SelectionText is what the group says of the object it is part of.
type SelectionText struct {
	Thing    string // "the snapshot takes", "the restore brings back"
	OnChange string // Sentence about a change
	Exclude  string // how Doris is told, in a sentence
}

// SelectionAttributes is the group selection. The modifiers decide what a change does.
func SelectionAttributes(text SelectionText, sets []planmodifier.Set, maps []planmodifier.Map) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"tables": schema.SetAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Names or patterns of the tables and views " + text.Thing + ", without the database. `*` stands for any " +
				"text and `?` for one character. Doris 4.0 and newer takes any name for a table; dots, backquotes and blanks are written as they " +
				"are, and a backslash stands before a `*`, `?` or `\\` that is part of a name: `\"a\\\\*\"` in a configuration is the table `a*`. " +
				"A name that does not exist and a pattern that matches nothing are errors. Leave it out " +
				"to take all. Not together with `exclude_tables`. " + text.OnChange,
			PlanModifiers: sets,
			Validators: []validator.Set{
				validate.NotEmptyCollection{},
				validate.NotTogether{Other: "exclude_tables"},
				setvalidator.ValueStringsAre(tableName()),
			},
		},
		"partitions": schema.MapAttribute{
			ElementType: types.SetType{ElemType: types.StringType},
			Optional:    true,
			MarkdownDescription: "Partitions to take of a table, by its name: names or patterns, such as " +
				"`{ fact_clicks = [\"p202610*\"] }`. Each key must stand literally in `tables`, written the same; of a table that is not a key, all " +
				"partitions are taken. A pattern that matches nothing is an error. Temporary partitions cannot be named. " + text.OnChange,
			PlanModifiers: maps,
			Validators: []validator.Map{
				validate.NotEmptyCollection{},
				mapvalidator.ValueSetsAre(validate.NotEmptyCollection{}, setvalidator.ValueStringsAre(validate.NotEmpty())),
				validate.Discreet{Map: keysStandInTables{}},
			},
		},
		"exclude_tables": schema.SetAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Names or patterns of tables and views to leave out, always whole tables, written as in `tables`. A pattern that matches " +
				"nothing is allowed here. " + text.Exclude + " " + text.OnChange,
			PlanModifiers: sets,
			Validators: []validator.Set{
				validate.NotEmptyCollection{},
				setvalidator.ValueStringsAre(tableName()),
			},
		},
	}
}
