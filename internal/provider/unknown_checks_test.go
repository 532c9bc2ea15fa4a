// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// While Terraform validates, every variable is unknown, also one that turns out null. So whatever is refused while an
// argument is unknown must be refused as well with the argument left out, and with a value in it.

// basis are plain configurations of each object, in which one argument after another becomes a variable.
var basis = map[string][]providertest.Obj{
	"provider": {{}, {"tls": providertest.Obj{}, "object_storage": providertest.Obj{}}, {"object_storage": providertest.Obj{"access_key": "AK", "secret_key": "SK"}}},
	"doris_repository": {
		{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "us-east-1"}},
		{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "us-east-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
		{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "us-east-1", "role_arn": "arn:aws:iam::1:role/r"}},
		{"name": "r", "location": "s3://b/p", "azure": providertest.Obj{"account_name": "a", "account_key_wo": "K", "account_key_wo_version": 1}},
		{"name": "r", "location": "hdfs://nn:8020/a#b", "hdfs": providertest.Obj{"default_fs": "hdfs://nn:8020"}},
		{"name": "r", "location": "hdfs://nn:8020/a", "hdfs": providertest.Obj{"default_fs": "hdfs://nn:8020", "kerberos_principal": "p", "kerberos_keytab": "/k"}},
		{"name": "r", "location": "s3://b/p", "broker": providertest.Obj{"name": "b"}, "properties": providertest.Obj{"endpoint": "e"}},
		{"name": "r", "location": "s3://b/p#x"},
		{"name": "r", "location": "s3://b/p", "properties": providertest.Obj{"endpoint": "e", "password": "p"}},
	},
	"doris_backup": {
		{"repository": "dr_main", "database": "shop", "name": "b"},
		{"repository": "dr_main", "database": "shop", "name_prefix": "b_", "triggers": providertest.Obj{"a": "1"}},
		{"repository": "dr_main", "database": "shop"},
	},
	"doris_backup_series": {
		{"repository": "dr_main", "database": "shop", "name_prefix": "s_"},
		{"repository": "dr_main", "database": "shop", "name_prefix": "s_", "retention": providertest.Obj{"keep_last": 3}},
		{"repository": "dr_main", "database": "shop", "name_prefix": "s_", "retention": providertest.Obj{}},
	},
	"doris_restore": {
		{"repository": "dr_main", "snapshot": "monday", "database": "stage", "create_database": true, "replication_num": 1},
		{"repository": "dr_main", "snapshot": "monday", "database": "stage", "create_database": true, "replication_num": 1, "tables": []string{"orders"}, "rename": providertest.Obj{"orders": "o2"}},
		{"repository": "dr_main", "snapshot": "monday", "database": "stage", "create_database": true, "replication_num": 1, "existing_tables": "overwrite", "atomic_restore": true, "clean_tables": true},
		{"repository": "dr_main", "snapshot": "monday", "database": "stage", "on_destroy": "drop_database", "verify": providertest.Obj{}},
	},
	"data.doris_snapshots":    {{"repository": "dr_main"}, {"repository": "dr_main", "include_unfinished": true}},
	"data.doris_snapshot":     {{"repository": "dr_main", "name": "monday"}},
	"data.doris_backup_jobs":  {{"database": "shop"}},
	"data.doris_restore_jobs": {{"database": "shop"}},
	"data.doris_tables":       {{"database": "shop"}},
	"data.doris_query":        {{"sql": "SELECT 1"}},
	"data.doris_repositories": {{}},
}

// goodTexts are values of texts that have a form.
var goodTexts = map[string]string{
	"connect_timeout": "5s", "poll_interval": "1s", "doris_version": "4.1", "existing_tables": "overwrite", "on_destroy": "delete", "content": "all",
	"job_timeout": "1h", "adopt_finished_within": "1h", "stall_timeout": "5m", "on_timeout": "cancel", "create": "1h", "update": "1h", "delete": "1h",
	"due_after": "20h", "adopt_name_regex": "^ods_[0-9]+$", "max_age": "24h", "backup_timestamp": "2026-01-01-00-00-00",
	"replication_allocation": "tag.location.default: 1", "location": "s3://b/p", "default_fs": "hdfs://nn:8020", "endpoint": "http://minio:9000",
	"taken_after": "2026-01-01T00:00:00Z", "taken_before": "2026-01-01T00:00:00Z", "sql": "SELECT 1",
}

// good is a value for an argument that stands in a plain configuration of its object.
func good(a argument) tftypes.Value {
	name := a.steps[len(a.steps)-1]
	if text, ok := goodTexts[name]; ok && a.typ.Is(tftypes.String) {
		return tftypes.NewValue(tftypes.String, text)
	}
	orders := tftypes.NewValue(tftypes.String, "orders")
	switch name {
	case "tables", "exclude_tables":
		return tftypes.NewValue(a.typ, []tftypes.Value{orders})
	case "rename":
		return tftypes.NewValue(a.typ, map[string]tftypes.Value{"orders": tftypes.NewValue(tftypes.String, "o3")})
	case "partitions":
		return tftypes.NewValue(a.typ, map[string]tftypes.Value{"orders": tftypes.NewValue(a.typ.(tftypes.Map).ElementType, []tftypes.Value{tftypes.NewValue(tftypes.String, "p2025")})})
	case "endpoints":
		return tftypes.NewValue(a.typ, []tftypes.Value{tftypes.NewValue(tftypes.String, "fe1:9030")})
	case "properties":
		return tftypes.NewValue(a.typ, map[string]tftypes.Value{"some.key": tftypes.NewValue(tftypes.String, "v")})
	}
	if typ, ok := a.typ.(tftypes.Object); ok { // a group with nothing in it
		values := map[string]tftypes.Value{}
		for name, inner := range typ.AttributeTypes {
			values[name] = tftypes.NewValue(inner, nil)
		}
		return tftypes.NewValue(typ, values)
	}
	return plausible(a.typ)
}

// set puts a value into a configuration; groups on the way are filled in.
func set(config tftypes.Value, steps []string, inner tftypes.Value) tftypes.Value {
	var values map[string]tftypes.Value
	_ = config.As(&values)
	return at(config.Type(), steps, inner, values)
}

// errorsOf are the errors among diagnostics, each with its place.
func errorsOf(diags []*tfprotov6.Diagnostic) []string {
	var list []string
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			list = append(list, d.Summary+" | "+d.Detail)
		}
	}
	return list
}

// wantSound fails where something is refused with an argument unknown that is accepted with the argument null or given.
// A required argument is never null.
func wantSound(t *testing.T, where string, config tftypes.Value, a argument, check func(tftypes.Value) []*tfprotov6.Diagnostic) {
	t.Helper()
	unknown := check(set(config, a.steps, tftypes.NewValue(a.typ, tftypes.UnknownValue)))
	noCrash(t, where, unknown)
	refused := errorsOf(unknown)
	if len(refused) == 0 {
		return
	}
	others := map[string]tftypes.Value{"given": good(a)}
	if !a.required {
		others["null"] = tftypes.NewValue(a.typ, nil)
	}
	for kind, v := range others {
		if len(errorsOf(check(set(config, a.steps, v)))) == 0 {
			t.Errorf("%s: refused while %s is unknown, accepted when it is %s:\n%s", where, a.at, kind, strings.Join(refused, "\n"))
		}
	}
}

// reachable leaves out what lies in a group that the configuration does not have: it would be made with the group.
func reachable(config tftypes.Value, a argument) bool {
	for _, step := range a.steps[:len(a.steps)-1] {
		if config = guard.ElementsByKey(config)[step]; config.IsNull() {
			return false
		}
	}
	return true
}

func TestChecksAreSilentWhileUnknown(t *testing.T) {
	s := providertest.NewServer(t)
	for _, o := range objects(s) {
		if len(basis[o.name]) == 0 {
			t.Errorf("%s has no plain configuration in this test", o.name)
		}
		typ, all := o.schema.ValueType(), arguments(o.schema.Block)
		check := func(config tftypes.Value) []*tfprotov6.Diagnostic {
			d, err := tfprotov6.NewDynamicValue(typ, config)
			if err != nil {
				t.Fatal(err)
			}
			return o.validate(&d)
		}
		for i, plain := range basis[o.name] {
			config := providertest.Value(t, typ, plain)
			everything := config
			for _, a := range all {
				if len(a.steps) == 1 && guard.ElementsByKey(config)[a.steps[0]].IsNull() {
					everything = set(everything, a.steps, tftypes.NewValue(a.typ, tftypes.UnknownValue))
				}
			}
			for _, e := range errorsOf(check(everything)) {
				if len(errorsOf(check(config))) == 0 {
					t.Errorf("%s %d: refused while everything else is unknown:\n%s", o.name, i, e)
				}
			}
			for _, a := range all {
				if !reachable(config, a) {
					continue
				}
				wantSound(t, fmt.Sprintf("%s %d", o.name, i), config, a, check)
				for _, beside := range all {
					if i > 0 || beside.at == a.at || !slices.Equal(beside.steps[:len(beside.steps)-1], a.steps[:len(a.steps)-1]) || a.steps[0] == "timeouts" {
						continue // pairs within one group, of the first
					}
					wantSound(t, fmt.Sprintf("%s %d with %s", o.name, i, beside.at), set(config, beside.steps, good(beside)), a, check)
				}
			}
		}
	}
}

// The same for the plan, where what another resource makes is unknown, on an old and on a new line of Doris.
func TestPlanIsSilentWhileUnknown(t *testing.T) {
	for _, profile := range []string{"3.0", "4.1"} {
		s := providertest.NewStandInWith(t, dorissim.Options{Profile: profile})
		for _, name := range slices.Sorted(maps.Keys(s.Schema.ResourceSchemas)) {
			schema := s.Schema.ResourceSchemas[name]
			typ := schema.ValueType()
			check := func(config tftypes.Value) []*tfprotov6.Diagnostic {
				providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "root"}))
				given, err := tfprotov6.NewDynamicValue(typ, config)
				if err != nil {
					t.Fatal(err)
				}
				proposal, err := tfprotov6.NewDynamicValue(typ, withoutWriteOnly(config))
				if err != nil {
					t.Fatal(err)
				}
				resp, err := s.Server.Server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
					TypeName: name, PriorState: providertest.Null(t, typ), Config: &given, ProposedNewState: &proposal,
				})
				if err != nil {
					t.Fatal(err)
				}
				return resp.Diagnostics
			}
			for i, plain := range basis[name][:2] {
				config := providertest.Value(t, typ, plain)
				for _, a := range arguments(schema.Block) {
					if a.at != "retention" && reachable(config, a) { // whether there is a retention must be known
						wantSound(t, fmt.Sprintf("%s: plan of %s %d", profile, name, i), config, a, check)
					}
				}
			}
		}
	}
}

func withoutWriteOnly(config tftypes.Value) tftypes.Value {
	cleaned, _ := tftypes.Transform(config, func(p *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if name, ok := p.LastStep().(tftypes.AttributeName); ok && strings.HasSuffix(string(name), "_wo") {
			return tftypes.NewValue(v.Type(), nil), nil
		}
		return v, nil
	})
	return cleaned
}

// conflicts are configurations that are refused when all is known: one for each check over several arguments.
var conflicts = []struct {
	object  string
	config  providertest.Obj
	summary string
}{
	{"provider", providertest.Obj{"object_storage": providertest.Obj{"access_key": "AK"}}, "The keys of the object storage belong together"},
	{"provider", providertest.Obj{"object_storage": providertest.Obj{"session_token": "T"}}, "The session token needs its keys"},
	{"provider", providertest.Obj{"tls": providertest.Obj{"client_cert_pem": "x"}}, "The client certificate is incomplete"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p"}, "A repository needs exactly one storage"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x"}, "broker": providertest.Obj{"name": "b"}}, "A repository needs exactly one storage"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{}}, "The storage needs an endpoint or a region"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "access_key": "a", "access_key_wo": "b", "secret_key_wo": "s", "secret_key_wo_version": 1}}, "There are two access keys"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "access_key": "a"}}, "The secret key is missing"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "secret_key_wo": "s", "secret_key_wo_version": 1}}, "The access key is missing"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "access_key": "a", "secret_key_wo": "s"}}, "The secret key needs a version"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "role_arn": "arn", "access_key": "a", "secret_key_wo": "s", "secret_key_wo_version": 1}}, "Keys and a role exclude each other"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "credentials_provider_type": "ENV", "access_key": "a", "secret_key_wo": "s", "secret_key_wo_version": 1}}, "Keys and a role exclude each other"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x", "external_id": "e"}}, "The external id needs a role"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "hdfs://n/p", "hdfs": providertest.Obj{"default_fs": "hdfs://n", "kerberos_principal": "p"}}, "Kerberos needs principal and keytab"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "hdfs://n/p", "hdfs": providertest.Obj{"default_fs": "hdfs://n", "kerberos_principal": "p", "kerberos_keytab": "/k", "username": "u"}}, "Kerberos and a user name exclude each other"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "broker": providertest.Obj{"name": "b", "secrets_wo": providertest.Obj{"password": "p"}}}, "The secrets and their version belong together"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p#x", "s3": providertest.Obj{"region": "x"}}, "The location is not valid"},
	{"doris_repository", providertest.Obj{"name": "r", "location": "s3://b/p", "s3": providertest.Obj{"region": "x"}, "properties": providertest.Obj{"endpoint": "e"}}, "The property has an argument"},
	{"doris_backup", providertest.Obj{"repository": "r", "database": "d"}, "The snapshot has no name"},
	{"doris_backup", providertest.Obj{"repository": "r", "database": "d", "name": "n", "name_prefix": "n_"}, "Two names for one snapshot"},
	{"doris_backup", providertest.Obj{"repository": "r", "database": "d", "name": "n", "triggers": providertest.Obj{"a": "1"}}, "A fixed name cannot be taken again"},
	{"doris_backup", providertest.Obj{"repository": "r", "database": "d", "name": "n", "tables": []string{"t"}, "exclude_tables": []string{"u"}}, "Two arguments exclude each other"},
	{"doris_backup", providertest.Obj{"repository": "r", "database": "d", "name": "n", "partitions": providertest.Obj{"t": []string{"p"}}}, "The table is not in tables"},
	{"doris_backup_series", providertest.Obj{"repository": "r", "database": "d", "name_prefix": "n_", "tables": []string{"t"}, "exclude_tables": []string{"u"}}, "Two arguments exclude each other"},
	{"doris_backup_series", providertest.Obj{"repository": "r", "database": "d", "name_prefix": "n_", "retention": providertest.Obj{"keep_at_least": 1}}, "The retention has no rule"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "tables": []string{"t"}, "exclude_tables": []string{"u"}}, "Two arguments exclude each other"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "partitions": providertest.Obj{"t": []string{"p"}}}, "The table is not in tables"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "rename": providertest.Obj{"t": "u"}}, "The table is not in tables"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "x", "b": "x"}}, "Two tables get the same name"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "replication_num": 1, "reserve_replica": true}, "The replicas are given twice"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "replication_num": 1, "replication_allocation": "tag.location.default: 1"}, "The replicas are given twice"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "atomic_restore": true}, "The argument needs existing_tables"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "existing_tables": "overwrite", "force_replace": true}, "force_replace needs atomic_restore"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "existing_tables": "overwrite", "atomic_restore": true, "tables": []string{"t"}, "partitions": providertest.Obj{"t": []string{"p"}}}, "Two arguments exclude each other"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "existing_tables": "overwrite", "clean_tables": true, "exclude_tables": []string{"t"}}, "Two arguments exclude each other"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "existing_tables": "overwrite", "clean_partitions": true, "tables": []string{"t"}, "rename": providertest.Obj{"t": "u"}}, "Two arguments exclude each other"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "on_destroy": "drop_database"}, "The database is not this restore's"},
	{"doris_restore", providertest.Obj{"repository": "r", "snapshot": "s", "database": "d", "verify": providertest.Obj{"count_rows": false}}, "The verification checks nothing"},
	{"data.doris_snapshots", providertest.Obj{"repository": "r", "include_unfinished": true, "database": "d"}, "Unfinished snapshots cannot be filtered by what they hold"},
	{"data.doris_snapshots", providertest.Obj{"repository": "r", "include_unfinished": true, "contains_table": "t"}, "Unfinished snapshots cannot be filtered by what they hold"},
}

// A real conflict is refused by validate, and again where all variables are known: by the plan, by the read of a data
// source, by the configuration of the provider. Each argument of it as a variable, and all of them, make validate silent.
func TestConflictsAreRefusedWhenKnown(t *testing.T) {
	providertest.WithoutEnvironment(t)
	s := providertest.NewServer(t)
	closed := closedEndpoint(t)
	for i, c := range conflicts {
		t.Run(fmt.Sprintf("%d %s %s", i, c.object, c.summary), func(t *testing.T) {
			o := objects(s)[slices.IndexFunc(objects(s), func(o object) bool { return o.name == c.object })]
			typ := o.schema.ValueType()
			config := providertest.Value(t, typ, c.config)
			validate := func(config tftypes.Value) []*tfprotov6.Diagnostic {
				d, err := tfprotov6.NewDynamicValue(typ, config)
				if err != nil {
					t.Fatal(err)
				}
				return o.validate(&d)
			}
			providertest.WantText(t, validate(config), c.summary)
			providertest.WantText(t, whenKnown(s, t, c.object, config, closed), c.summary)
			unknown := config
			for _, a := range arguments(o.schema.Block) {
				if isWritten(config, a.steps) {
					wantSound(t, c.object, config, a, validate)
				}
				if len(a.steps) == 1 {
					unknown = set(unknown, a.steps, tftypes.NewValue(a.typ, tftypes.UnknownValue))
				}
			}
			providertest.WantText(t, validate(unknown))
		})
	}
}

// whenKnown is the moment at which all variables of an object are known; its frontend answers nobody.
func whenKnown(s *providertest.Server, t *testing.T, name string, config tftypes.Value, endpoint string) []*tfprotov6.Diagnostic {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(config.Type(), config)
	if err != nil {
		t.Fatal(err)
	}
	if name == "provider" {
		resp, err := s.Server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &d})
		if err != nil {
			t.Fatal(err)
		}
		return resp.Diagnostics
	}
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{endpoint}}))
	if data, ok := strings.CutPrefix(name, "data."); ok {
		resp, err := s.Server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: data, Config: &d})
		if err != nil {
			t.Fatal(err)
		}
		return resp.Diagnostics
	}
	proposal, err := tfprotov6.NewDynamicValue(config.Type(), withoutWriteOnly(config))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, PriorState: providertest.Null(t, config.Type()), Config: &d, ProposedNewState: &proposal,
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// isWritten reports whether an argument stands in a configuration.
func isWritten(config tftypes.Value, steps []string) bool {
	for _, step := range steps {
		config = guard.ElementsByKey(config)[step]
	}
	return config.Type() != nil && config.IsKnown() && !config.IsNull()
}
