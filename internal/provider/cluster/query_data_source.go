// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

var _ datasource.DataSourceWithConfigure = (*queryDataSource)(nil)

// mostRows is how many rows a query may have: they are kept in state.
const mostRows = 1000

// NewQueryDataSource makes doris_query.
func NewQueryDataSource() datasource.DataSourceWithConfigure { return &queryDataSource{} }

// queryDataSource is doris_query.
type queryDataSource struct {
	instance *instance.Instance
}

type queryModel struct {
	SQL      types.String         `tfsdk:"sql"`
	Database types.String         `tfsdk:"database"`
	Columns  []string             `tfsdk:"columns"`
	Rows     []map[string]*string `tfsdk:"rows"`
}

func (d *queryDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_query"
}

func (d *queryDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

func (d *queryDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The answer to one statement that reads, for `check` blocks and conditions: how many rows a table has, what a setting is.\n\n" +
			"The rows are kept in the state as plain text, and shown in plans: ask for counts and settings, not for data that must stay secret. " +
			"It runs at every plan; a query of tables needs backends that answer.",
		Attributes: map[string]schema.Attribute{
			"sql": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "One `SELECT`, `WITH ... SELECT` or `SHOW`, at most 1,000 rows of answer. Anything else is refused before it is sent, " +
					"`INTO OUTFILE` as well. In strings write `''` for a quote: `\\'` is refused, because it depends on a setting of the server.",
				Validators: []validator.String{validate.ReadOnlySQL{}},
			},
			"database": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Where names without a database are looked up. Default: none, so names need their database.",
				Validators:          []validator.String{validate.NotEmpty()},
			},
			"columns": schema.ListAttribute{ElementType: types.StringType, Computed: true, MarkdownDescription: "Names of the columns, in the order of the query."},
			"rows": schema.ListAttribute{
				ElementType: types.MapType{ElemType: types.StringType}, Computed: true,
				MarkdownDescription: "The rows, in the order of the query: the values by the names of their columns. All values are text, as Doris prints them; `NULL` is null, and bytes that are no UTF-8 become `�`.",
			},
		},
	}
}

func (d *queryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model queryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = d.instance.Context(ctx)
	answer, err := d.instance.Client.Query(ctx, model.Database.ValueString(), model.SQL.ValueString(), mostRows)
	if err != nil {
		d.addQueryError(ctx, &resp.Diagnostics, model, err)
		return
	}
	model.set(answer, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	}
}

// set turns columns and rows into a list of maps.
func (m *queryModel) set(answer doris.QueryResult, diags *diag.Diagnostics) {
	if answer.More {
		diags.AddAttributeError(path.Root("sql"), "The query has too many rows", explain.ThreeParts(
			fmt.Sprintf("The answer has more than %d rows, and all of them would be kept in the state.", mostRows), "",
			"Count or group in the query, or end it with a LIMIT."))
		return
	}
	for i, column := range answer.Columns {
		if slices.Contains(answer.Columns[:i], column) {
			diags.AddAttributeError(path.Root("sql"), "Two columns of the query have the same name", explain.ThreeParts(
				fmt.Sprintf("The query has two columns %q, and a row names its values by their columns.", column), "",
				"Give one of them another name with AS."))
			return
		}
	}
	m.Columns, m.Rows = append([]string{}, answer.Columns...), []map[string]*string{}
	for _, cells := range answer.Rows {
		row := make(map[string]*string, len(cells))
		for i, cell := range cells {
			row[answer.Columns[i]] = validText(cell)
		}
		m.Rows = append(m.Rows, row)
	}
}

// validText replaces what is no UTF-8, as in columns of bytes: Terraform keeps only text.
func validText(cell *string) *string {
	if cell == nil {
		return nil
	}
	text := strings.ToValidUTF8(*cell, "\uFFFD")
	return &text
}

func (d *queryDataSource) addQueryError(ctx context.Context, diags *diag.Diagnostics, model queryModel, err error) {
	database := model.Database.ValueString()
	answer, fromDoris := errors.AsType[*doris.Error](err)
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase && database != "":
		d.instance.AddDatabaseError(ctx, diags, database, err)
	case doris.KindOf(err) == doris.KindNoBackend:
		diags.AddAttributeError(path.Root("sql"), "The backends answer no queries", explain.ThreeParts(
			fmt.Sprintf("%s took the query, but no backend computes it.", answer.Endpoint), answer.Message,
			"Look at SHOW BACKENDS for backends that are dead or cannot be reached, and apply again. SHOW statements need no backend."))
	case doris.KindOf(err) == doris.KindQueryTimeout:
		diags.AddAttributeError(path.Root("sql"), "The query ran too long", explain.ThreeParts(
			fmt.Sprintf("%s stopped the query: it ran longer than query_timeout.", answer.Endpoint), answer.Message,
			"Ask for less, or give it more time: "+d.instance.Explain().MoreTime()))
	case doris.KindOf(err) == doris.KindAccessDenied && !doris.LoginRefused(err):
		diags.AddAttributeError(path.Root("sql"), "The Doris user lacks a privilege", explain.ThreeParts(
			fmt.Sprintf("User %q may not run this query.", d.instance.Settings.Username), answer.Message,
			"As an administrator run: "+grantForQuery(answer.Message, d.instance.Settings.Username, database)))
	case fromDoris && refusedAsWritten(answer.Kind):
		diags.AddAttributeError(path.Root("sql"), "The query failed", explain.ThreeParts(
			fmt.Sprintf("The query was refused by %s.", answer.Endpoint), answer.Message, "Correct sql or database and apply again."))
	default:
		summary, detail := d.instance.Explain().DorisError(database, err).Parts()
		diags.AddAttributeError(path.Root("sql"), summary, detail)
	}
}

// grantForQuery is the GRANT for what Doris names, SELECT where it names nothing.
func grantForQuery(message, username, database string) string {
	if explain.NeededPrivileges.MatchString(message) {
		return explain.GrantFor(message, username, database)
	}
	return explain.GrantFor("(at least one of) the (SELECT) privilege", username, database)
}

// refusedAsWritten reports whether an answer is about the query itself.
func refusedAsWritten(kind doris.Kind) bool {
	switch kind {
	case doris.KindAccessDenied, doris.KindCancelled, doris.KindConnectionLost, doris.KindNotMaster:
		return false
	}
	return true
}
