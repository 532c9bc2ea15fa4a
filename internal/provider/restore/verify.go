// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// verifyModel is the group of what is looked at when a restore is done, and what was found. Embed it.
type verifyModel struct {
	Verify       types.Object `tfsdk:"verify"`
	Verification types.Object `tfsdk:"verification"`
}

// verifyAttributes is the group.
func verifyAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"verify": schema.SingleNestedAttribute{
			Optional: true,
			MarkdownDescription: "Looks at the restored data when the job is done; a check that does not hold fails the apply. The data then " +
				"stays, the resource is in the state with its result in `verification`, and a destroy follows `on_destroy`. Checks " +
				"that could not be made, because no backend answers queries or the user lacks the privilege SELECT, are a warning, " +
				"and the next apply makes them. A change verifies again, in place, and restores nothing.",
			Validators: []validator.Object{checksSomething{}},
			Attributes: map[string]schema.Attribute{
				"count_rows": schema.BoolAttribute{
					Optional: true,
					MarkdownDescription: "Counts the rows of every restored table, which also proves that it can be read; needs SELECT on " +
						"the tables. Views are not counted: they hold no rows of their own. A snapshot holds no numbers to compare " +
						"with: use `queries` for that. Default `false`.",
				},
				"queries": schema.ListNestedAttribute{
					Optional: true,
					MarkdownDescription: "Queries with a known answer. They run one after the other in the restored database; tables are " +
						"found by their new names.",
					Validators: []validator.List{validate.NotEmptyCollection{}},
					// Both are needed. The framework would call what is Required missing while a whole query is unknown.
					NestedObject: schema.NestedAttributeObject{Validators: []validator.Object{wholeQuery{}}, Attributes: map[string]schema.Attribute{
						"sql": schema.StringAttribute{
							Optional: true,
							MarkdownDescription: "Required. One SELECT, WITH or SHOW statement. Only the first column of the first row counts, so it is best " +
								"written to return one value. It is kept in the state.",
							Validators: []validator.String{validate.ReadOnlySQL{}},
						},
						"expect": schema.StringAttribute{
							Optional: true,
							MarkdownDescription: "Required. What it must answer, as the text that Doris sends: `\"1\"` for a true condition, `\"3.50\"` for a " +
								"decimal, `\"NULL\"` for NULL and also when there is no row.",
						},
					}},
				},
			},
		},
		"verification": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Result of `verify`; null without it, and while the job runs.",
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown(), nullWithoutVerify{}},
			Attributes: map[string]schema.Attribute{
				"passed": schema.BoolAttribute{
					Computed: true,
					MarkdownDescription: "Whether all checks held. Null when none failed but some could not be made; unless it is `true`, the " +
						"next apply verifies again.",
				},
				"row_counts": schema.MapAttribute{
					ElementType:         types.Int64Type,
					Computed:            true,
					MarkdownDescription: "Rows by table, of those that could be counted; null without `count_rows`.",
				},
				"queries": schema.ListNestedAttribute{
					Computed:            true,
					MarkdownDescription: "The queries with their answers; null without `queries`.",
					NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
						"sql":    schema.StringAttribute{Computed: true, MarkdownDescription: "The query."},
						"expect": schema.StringAttribute{Computed: true, MarkdownDescription: "The answer that it must give."},
						"actual": schema.StringAttribute{Computed: true, MarkdownDescription: "The answer that it gave; null when it gave none."},
						"passed": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it gave that answer; null when it could not be asked."},
					}},
				},
			},
		},
	}
}

// checksSomething refuses a verify without any check: Terraform drops misspelt keys without a word.
type checksSomething struct{}

func (checksSomething) Description(context.Context) string {
	return "one of count_rows and queries must be set"
}

func (v checksSomething) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v checksSomething) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	rows, _ := req.ConfigValue.Attributes()["count_rows"].(types.Bool)
	if rows.IsUnknown() || rows.ValueBool() || !req.ConfigValue.Attributes()["queries"].IsNull() {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The verification checks nothing", explain.ThreeParts(
		"verify is set, but neither count_rows = true nor queries.", "",
		`Set count_rows = true, or queries = [{ sql = "SELECT count(*) > 0 FROM orders", expect = "1" }]; or leave verify out. Misspelt names are dropped by Terraform without a word.`))
}

// wholeQuery wants sql and expect in each query.
type wholeQuery struct{}

func (wholeQuery) Description(context.Context) string { return "sql and expect must be set" }

func (v wholeQuery) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (wholeQuery) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, name := range []string{"sql", "expect"} {
		if req.ConfigValue.Attributes()[name].IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "The query is not complete", explain.ThreeParts(
				fmt.Sprintf("%s has no %s.", req.Path, name), "",
				`Set both, such as { sql = "SELECT count(*) > 0 FROM orders", expect = "1" }; write expect = "NULL" for NULL.`))
		}
	}
}

func refuseQuery(at path.Path, sql string, diags *diag.Diagnostics) {
	if err := doris.CheckReadOnly(sql); err != nil {
		diags.AddAttributeError(at, "The query is not one that is run",
			explain.ThreeParts(fmt.Sprintf("%s is no single statement that reads: %s.", at, err), "", "Write one SELECT, WITH ... SELECT or SHOW."))
	}
}

// nullWithoutVerify plans no result where none will come.
type nullWithoutVerify struct{}

func (nullWithoutVerify) Description(context.Context) string { return "null without verify" }

func (v nullWithoutVerify) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (nullWithoutVerify) PlanModifyObject(ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	var verify types.Object
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("verify"), &verify)...)
	if verify.IsNull() {
		resp.PlanValue = noVerification()
	}
}

// verification is what to look at; nil without verify.
func (m verifyModel) verification() *job.Verification {
	if m.Verify.IsNull() || m.Verify.IsUnknown() {
		return nil
	}
	rows, _ := m.Verify.Attributes()["count_rows"].(types.Bool)
	what := &job.Verification{CountRows: rows.ValueBool()}
	queries, _ := m.Verify.Attributes()["queries"].(types.List)
	for _, element := range queries.Elements() {
		if query, ok := element.(types.Object); ok {
			what.Queries = append(what.Queries, job.Query{SQL: tfvalue.TextIn(query, "sql"), Expect: tfvalue.TextIn(query, "expect")})
		}
	}
	return what
}

// refuseQueries checks, before anything is submitted, what validate could not know yet.
func (m verifyModel) refuseQueries(diags *diag.Diagnostics) {
	if what := m.verification(); what != nil {
		for i, query := range what.Queries {
			refuseQuery(path.Root("verify").AtName("queries").AtListIndex(i).AtName("sql"), query.SQL, diags)
		}
	}
}

// passed is the verdict in state; it is null where nothing is known.
func (m verifyModel) passed() types.Bool {
	passed, ok := m.Verification.Attributes()["passed"].(types.Bool)
	if !ok {
		return types.BoolNull()
	}
	return passed
}

// verifies reports whether a restore that is done is to be looked at: for the first time, because verify changed, or
// because the last look did not end well.
func (m restoreModel) verifies(state restoreModel) bool {
	return !m.Verify.IsNull() && (!m.checksTheSame(state) || !state.passed().ValueBool())
}

// checksTheSame compares what is verified: count_rows that is left out and one that is false are the same.
func (m restoreModel) checksTheSame(state restoreModel) bool {
	return m.Verify.Equal(state.Verify) || tfvalue.WhollyKnown(context.Background(), m.Verify) && reflect.DeepEqual(m.verification(), state.verification())
}

// planVerification plans what an update without a new run leaves.
func (m *restoreModel) planVerification(state restoreModel) {
	switch {
	case m.verifies(state):
		m.Verification = types.ObjectUnknown(verificationTypes)
		m.PhaseSeconds, m.RTOSeconds = types.MapUnknown(types.Int64Type), types.Int64Unknown()
	case m.Verify.IsNull() && !state.Verify.IsNull():
		m.forgetVerification()
	}
}

// forgetVerification leaves what a restore without verify has.
func (m *restoreModel) forgetVerification() {
	m.Verification, m.RTOSeconds = noVerification(), m.DurationSeconds
	phases := map[string]attr.Value{}
	for name, seconds := range m.PhaseSeconds.Elements() {
		if name != phaseVerify {
			phases[name] = seconds
		}
	}
	if len(phases) < len(m.PhaseSeconds.Elements()) {
		m.PhaseSeconds = types.MapValueMust(types.Int64Type, phases)
	}
}

// verificationUnknown marks the result of a job that is to run.
func (m *restoreModel) verificationUnknown() {
	m.Verification = noVerification()
	if !m.Verify.IsNull() {
		m.Verification = types.ObjectUnknown(verificationTypes)
	}
}
