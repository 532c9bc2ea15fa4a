// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// goldenServer stands for the embedded S3 server. No other S3 storage is reached: there the story ends with what is sent.
const goldenServer = "http://minio:9000"

// goldenStorages are repositories as an operator of each storage writes them.
var goldenStorages = map[string]providertest.Obj{
	"aws_keys":  {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"region": "eu-central-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
	"aws_token": {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"region": "cn-north-1", "access_key_wo": "AK", "secret_key_wo": "SK", "session_token_wo": "ST", "secret_key_wo_version": 1}},
	"aws_role":  {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"region": "eu-central-1", "role_arn": "arn:aws:iam::1:role/doris", "external_id": "prod"}},
	"aws_node":  {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"region": "eu-central-1", "credentials_provider_type": "INSTANCE_PROFILE"}},
	"anonymous": {"location": "s3://acme-doris/prod", "read_only": true, "s3": providertest.Obj{"region": "eu-central-1"}},
	"minio":     {"location": "s3://backups/doris", "s3": providertest.Obj{"endpoint": goldenServer, "region": "us-east-1", "use_path_style": true, "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}, "properties": providertest.Obj{"s3.connection.maximum": "60"}},
	"oss":       {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"endpoint": "https://oss-cn-beijing.aliyuncs.com", "region": "cn-beijing", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
	"cos":       {"location": "s3://acme-doris-1250000000/prod", "s3": providertest.Obj{"endpoint": "https://cos.ap-guangzhou.myqcloud.com", "region": "ap-guangzhou", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
	"obs":       {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"endpoint": "https://obs.cn-north-4.myhuaweicloud.com", "region": "cn-north-4", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
	"gcs":       {"location": "s3://acme-doris/prod", "s3": providertest.Obj{"endpoint": "https://storage.googleapis.com", "region": "us-east1", "access_key": "GOOG1EXAMPLE", "secret_key_wo": "SK", "secret_key_wo_version": 1}},
	"azure":     {"location": "s3://backups/prod", "azure": providertest.Obj{"account_name": "acmedoris", "account_key_wo": "SK", "account_key_wo_version": 1}},
	"hdfs":      {"location": "hdfs://nn1.example.com:8020/doris", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1.example.com:8020", "username": "doris"}},
	"hdfs_ha":   {"location": "hdfs://cluster/doris", "hdfs": providertest.Obj{"default_fs": "hdfs://cluster", "kerberos_principal": "doris@EXAMPLE.COM", "kerberos_keytab": "/etc/doris.keytab"}, "properties": providertest.Obj{"dfs.nameservices": "cluster", "dfs.ha.namenodes.cluster": "nn1,nn2"}},
	"broker":    {"location": "bos://acme-doris/prod", "broker": providertest.Obj{"name": "bos", "secrets_wo": providertest.Obj{"bos_secret_accesskey": "SK"}, "secrets_wo_version": 1}, "properties": providertest.Obj{"bos_endpoint": "http://bj.bcebos.com"}},
}

// For each storage and each line of Doris: what the plan says, what is sent for a create and for new keys, and that the
// plans in between find nothing to change.
func TestGoldenStorages(t *testing.T) {
	providertest.WithoutEnvironment(t)
	lines := []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"}
	stories := map[string]map[string][]string{} // storage -> story -> lines that tell it
	order := map[string][]string{}
	s3, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s3.Close() })
	s3.Rotate("AK", "SK")
	for _, line := range lines {
		sim, err := dorissim.Start(dorissim.Options{Profile: line, Tick: 5 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		sim.AddBroker("bos")
		for name, config := range goldenStorages {
			s := providertest.NewServer(t)
			command := func() { // each plan is a command of its own: it knows nothing of the names of the one before
				providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{sim.Addr()}, "doris_version": line, "poll_interval": "100ms"}))
			}
			if name == "minio" {
				config = providertest.With(config, providertest.Obj{"s3": providertest.With(config["s3"].(providertest.Obj), providertest.Obj{"endpoint": s3.Endpoint()})})
			}
			story := storageStory(s, sim, name, config, command)
			story = strings.NewReplacer(s3.Endpoint(), goldenServer, "this cluster is "+line+".", "this cluster is older.").Replace(story)
			if stories[name] == nil {
				stories[name] = map[string][]string{}
			}
			if len(stories[name][story]) == 0 {
				order[name] = append(order[name], story)
			}
			stories[name][story] = append(stories[name][story], line)
		}
	}
	for name := range goldenStorages {
		var b strings.Builder
		for _, story := range order[name] {
			b.WriteString("# Doris " + strings.Join(stories[name][story], ", ") + "\n" + story + "\n")
		}
		t.Run(name, func(t *testing.T) { compare.Golden(t, "storage_"+name, b.String()) })
	}
}

// storageStory creates the repository, sends its keys again and destroys it; it returns what was said and sent.
func storageStory(s *providertest.Server, sim *dorissim.Server, name string, config providertest.Obj, command func()) string {
	s.T.Helper()
	var b strings.Builder
	config = providertest.With(config, providertest.Obj{"name": "golden_" + name})
	command()
	state, ok := tell(s, &b, sim, "create", nil, config)
	if !ok {
		return b.String()
	}
	if group, argument := versionArgument(config); group != "" {
		changed := providertest.With(config, providertest.Obj{group: providertest.With(config[group].(providertest.Obj), providertest.Obj{argument: 2})})
		command()
		if state, ok = tell(s, &b, sim, "send the keys again", state, changed); !ok {
			s.T.Errorf("%s: the keys could not be sent again:\n%s", name, b.String())
		}
	}
	command()
	tell(s, &b, sim, "destroy", state, nil)
	return b.String()
}

func versionArgument(config providertest.Obj) (group, argument string) {
	for _, group := range []string{"s3", "azure", "broker"} {
		in, _ := config[group].(providertest.Obj)
		for argument := range in {
			if strings.HasSuffix(argument, "_version") {
				return group, argument
			}
		}
	}
	return "", ""
}

// tell plans and applies a change, refreshes, and plans once more, which must find nothing to do.
func tell(s *providertest.Server, b *strings.Builder, sim *dorissim.Server, title string, state *tfprotov6.DynamicValue, config providertest.Obj) (*tfprotov6.DynamicValue, bool) {
	s.T.Helper()
	const name = "doris_repository"
	typ := s.ResourceType(name)
	b.WriteString(title + ":\n")
	prior := providertest.Obj(nil)
	if state != nil {
		prior = objectOf(s.T, typ, state)
	} else {
		state = providertest.Null(s.T, typ)
	}
	plan := s.Plan(s.T.Context(), name, prior, config)
	write(b, plan.Diagnostics)
	if providertest.Failed(plan.Diagnostics) {
		return nil, false
	}
	sim.ResetStatements()
	request := &tfprotov6.ApplyResourceChangeRequest{TypeName: name, PriorState: state, PlannedState: plan.PlannedState, Config: providertest.Null(s.T, typ), PlannedPrivate: plan.PlannedPrivate}
	if config != nil {
		request.Config = providertest.Dynamic(s.T, typ, config)
	}
	applied, err := s.Server.ApplyResourceChange(s.T.Context(), request)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, statement := range sim.Statements() {
		words := strings.Fields(statement.Text)
		if len(words) > 2 && (words[1] == "REPOSITORY" || words[2] == "ONLY") && words[0] != "SHOW" {
			b.WriteString("  " + statement.Text + "\n")
		}
	}
	for _, unreached := range []string{"UnknownHost", "Unable to execute HTTP request", "profile file cannot be null"} {
		if strings.Contains(providertest.Texts(applied.Diagnostics), unreached) {
			return nil, false // no cloud is there
		}
	}
	write(b, applied.Diagnostics)
	if providertest.Failed(applied.Diagnostics) || config == nil {
		return nil, !providertest.Failed(applied.Diagnostics)
	}
	read, err := s.Server.ReadResource(s.T.Context(), &tfprotov6.ReadResourceRequest{TypeName: name, CurrentState: applied.NewState, Private: applied.Private})
	if err != nil {
		s.T.Fatal(err)
	}
	if got := providertest.Texts(read.Diagnostics); got != "" {
		s.T.Errorf("refresh: %s", got)
	}
	again := s.Plan(s.T.Context(), name, objectOf(s.T, typ, read.NewState), config)
	if before, after := valueOf(s.T, typ, read.NewState), valueOf(s.T, typ, again.PlannedState); !before.Equal(after) {
		s.T.Errorf("%s: a second plan changes %s to %s", title, before, after)
	}
	return read.NewState, true
}

func write(b *strings.Builder, diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		severity := "error"
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			severity = "warning"
		}
		b.WriteString("  " + severity + ": " + d.Summary + " | " + strings.Join(strings.Fields(d.Detail), " ") + "\n")
	}
}

// valueOf decodes what came over the protocol.
func valueOf(t *testing.T, typ tftypes.Type, d *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	v, err := d.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// objectOf is the same as a Go value; what is null is left out.
func objectOf(t *testing.T, typ tftypes.Type, d *tfprotov6.DynamicValue) providertest.Obj {
	t.Helper()
	out, _ := goValue(t, valueOf(t, typ, d)).(providertest.Obj)
	return out
}

func goValue(t *testing.T, v tftypes.Value) any {
	t.Helper()
	if v.IsNull() {
		return nil
	}
	fail := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case v.Type().Is(tftypes.Object{}), v.Type().Is(tftypes.Map{}):
		in, out := map[string]tftypes.Value{}, providertest.Obj{}
		fail(v.As(&in))
		for name, element := range in {
			if value := goValue(t, element); value != nil {
				out[name] = value
			}
		}
		return out
	case v.Type().Is(tftypes.Bool):
		var out bool
		fail(v.As(&out))
		return out
	case v.Type().Is(tftypes.Number):
		var out big.Float
		fail(v.As(&out))
		n, _ := out.Int64()
		return int(n)
	}
	var out string
	fail(v.As(&out))
	return out
}
