// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// settled are a configuration of each resource and the state that it leaves.
var settled = map[string]struct {
	state, config providertest.Obj
	private       any
}{
	"doris_backup":        {providertest.BackupDone, providertest.BackupConfig, mineStored},
	"doris_backup_series": {nameArguments["series.name_prefix"].state, providertest.With(providertest.NightlySeries, providertest.Obj{"paused": true}), nil},
	"doris_repository":    {providertest.With(bucketOnly, providertest.Obj{"id": "dr_main", "type": "S3", "read_only": false}), bucketOnly, nil},
	"doris_restore":       {providertest.RestoreDone, providertest.RestoreConfig, restoredStored},
}

// textArguments are the arguments that take a text, each as a function that sets it in an object.
func textArguments(block *tfprotov6.SchemaBlock) map[string]func(base providertest.Obj, text string) providertest.Obj {
	set := map[string]func(providertest.Obj, string) providertest.Obj{}
	add := func(outer string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			if !a.Optional || a.WriteOnly || a.NestedType != nil || !a.Type.Is(tftypes.String) {
				continue
			}
			if outer == "" {
				set[a.Name] = func(base providertest.Obj, text string) providertest.Obj {
					return providertest.With(base, providertest.Obj{a.Name: text})
				}
				continue
			}
			set[outer+"."+a.Name] = func(base providertest.Obj, text string) providertest.Obj {
				group, ok := base[outer].(providertest.Obj)
				if !ok {
					group = providertest.Obj{}
				}
				return providertest.With(base, providertest.Obj{outer: providertest.With(group, providertest.Obj{a.Name: text})})
			}
		}
	}
	add("", block.Attributes)
	for _, a := range block.Attributes {
		if a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
			add(a.Name, a.NestedType.Attributes)
		}
	}
	for _, inner := range block.BlockTypes {
		add(inner.TypeName, inner.Block.Attributes)
	}
	return set
}

// TestDurationsWrittenAnotherWay: of every argument that is a duration, another text for the same one is no change, and
// another duration is.
func TestDurationsWrittenAnotherWay(t *testing.T) {
	var found []string
	for _, resourceType := range slices.Sorted(maps.Keys(settled)) {
		arguments := textArguments(providertest.NewServer(t).Schema.ResourceSchemas[resourceType].Block)
		base := settled[resourceType]
		for _, name := range slices.Sorted(maps.Keys(arguments)) {
			p, set := providertest.NewProtocol(t, resourceType), arguments[name]
			if !strings.Contains(providertest.Texts(p.ValidateResource(resourceType, set(base.config, "soon"))), "The duration is not valid") {
				continue
			}
			found = append(found, resourceType+"."+name)
			for before, after := range map[string]string{"60m": "1h", "1h": "3600s", "1h30m": "90m", "24h": "86400s", "1h0m0s": "1h"} {
				result := providertest.NewProtocol(t, resourceType).Plan(set(base.state, before), set(base.config, after), base.private)
				compare.Lists(t, resourceType+"."+name+" from "+before+" to "+after, append(result.Changed(), result.Summaries()...), nil)
			}
			outer, _, _ := strings.Cut(name, ".")
			result := providertest.NewProtocol(t, resourceType).Plan(set(base.state, "60m"), set(base.config, "61m"), base.private)
			if !slices.Contains(result.Changed(), outer) {
				t.Errorf("%s.%s: another duration is no change: %q", resourceType, name, result.Changed())
			}
		}
	}
	want := []string{
		"doris_backup.adopt_finished_within", "doris_backup.job_timeout", "doris_backup.stall_timeout", "doris_backup.timeouts.create",
		"doris_backup.timeouts.delete", "doris_backup.timeouts.update", "doris_backup_series.due_after", "doris_backup_series.job_timeout",
		"doris_backup_series.retention.max_age", "doris_backup_series.stall_timeout", "doris_backup_series.timeouts.create",
		"doris_backup_series.timeouts.delete", "doris_backup_series.timeouts.update", "doris_repository.timeouts.create",
		"doris_repository.timeouts.delete", "doris_repository.timeouts.update", "doris_restore.adopt_finished_within", "doris_restore.job_timeout",
		"doris_restore.stall_timeout", "doris_restore.timeouts.create", "doris_restore.timeouts.delete", "doris_restore.timeouts.update",
	}
	for _, name := range want {
		if !slices.Contains(found, name) {
			t.Errorf("%s is not taken for a duration", name)
		}
	}
}

// TestDurationOfTheDefault: the default written out, or left out again, is no change.
func TestDurationOfTheDefault(t *testing.T) {
	for argument, text := range map[string]string{"adopt_finished_within": "60m", "stall_timeout": "900s"} {
		result := providertest.NewProtocol(t, "doris_backup").Plan(providertest.BackupDone, providertest.With(providertest.BackupConfig, providertest.Obj{argument: text}), mineStored)
		compare.Lists(t, argument+" written out", result.Changed(), nil)
		result = providertest.NewProtocol(t, "doris_backup").Plan(providertest.With(providertest.BackupDone, providertest.Obj{argument: text}), providertest.BackupConfig, mineStored)
		compare.Lists(t, argument+" left out", result.Changed(), nil)
	}
}

// TestTextsInOrder: what is said of several arguments is the same each time.
func TestTextsInOrder(t *testing.T) {
	for name, say := range map[string]func() []*tfprotov6.Diagnostic{
		"unknown triggers": func() []*tfprotov6.Diagnostic {
			config := providertest.With(providertest.RestoreConfig, providertest.Obj{"repository": "other", "snapshot": "tuesday", "backup_timestamp": "2026-09-12-01-15-02", "triggers": providertest.Obj{"run": providertest.NotKnown}})
			return providertest.NewProtocol(t, "doris_restore").Plan(providertest.With(providertest.RestoreDone, providertest.Obj{"triggers": providertest.Obj{"run": "1"}}), config, restoredStored).Diags
		},
		"empty arguments of s3": func() []*tfprotov6.Diagnostic {
			empty := providertest.Obj{"endpoint": "http://minio:9000"}
			for _, argument := range []string{"region", "access_key", "secret_key_wo", "session_token_wo", "role_arn", "external_id"} {
				empty[argument] = ""
			}
			return providertest.NewServer(t).ValidateResource("doris_repository", providertest.With(bucketOnly, providertest.Obj{"s3": empty}))
		},
		"properties": func() []*tfprotov6.Diagnostic {
			return providertest.NewServer(t).ValidateResource("doris_repository", providertest.With(bucketOnly, providertest.Obj{"properties": providertest.Obj{"aws_endpoint": "x", "s3.secret_key": "x", " ": "x", "s3.region": "x"}}))
		},
		"partitions of no tables": func() []*tfprotov6.Diagnostic {
			return providertest.NewServer(t).ValidateResource("doris_restore", providertest.With(providertest.RestoreConfig, providertest.Obj{"partitions": providertest.Obj{"a": []string{"p"}, "b": []string{"p"}, "c": []string{"p"}}}))
		},
		"new names of no tables": func() []*tfprotov6.Diagnostic {
			return providertest.NewServer(t).ValidateResource("doris_restore", providertest.With(providertest.RestoreConfig, providertest.Obj{"rename": providertest.Obj{"d": "x", "e": "x", "f": ""}}))
		},
		"replicas": func() []*tfprotov6.Diagnostic {
			return providertest.NewServer(t).ValidateResource("doris_restore", providertest.With(providertest.RestoreConfig, providertest.Obj{"replication_num": 1, "reserve_replica": true, "replication_allocation": "tag.location.default: 1"}))
		},
	} {
		first := providertest.Texts(say())
		if first == "" {
			t.Errorf("%s: nothing is said", name)
		}
		for range 20 {
			if got := providertest.Texts(say()); got != first {
				t.Fatalf("%s: once it is said\n%s\nand once\n%s", name, first, got)
			}
		}
	}
	said := providertest.Texts(providertest.NewProtocol(t, "doris_restore").Plan(providertest.With(providertest.RestoreDone, providertest.Obj{"triggers": providertest.Obj{"run": "1"}}),
		providertest.With(providertest.RestoreConfig, providertest.Obj{"repository": "other", "snapshot": "tuesday", "triggers": providertest.Obj{"run": providertest.NotKnown}}), restoredStored).Diags)
	for _, want := range []string{`repository changes from "dr_main" to "other" and snapshot changes from "monday" to "tuesday"`} {
		if !strings.Contains(said, want) {
			t.Errorf("want %q in %s", want, said)
		}
	}
}
