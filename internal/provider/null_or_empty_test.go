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
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// emptyOf is a collection without elements; nil for what is none.
func emptyOf(a *tfprotov6.SchemaAttribute) any {
	switch {
	case a.NestedType != nil:
	case a.Type.Is(tftypes.Map{}):
		return providertest.Obj{}
	case a.Type.Is(tftypes.Set{}), a.Type.Is(tftypes.List{}):
		return []any{}
	}
	return nil
}

// bucketOnly is a repository without write-only values, which no state holds.
var bucketOnly = providertest.Obj{"name": "dr_main", "location": "s3://acme-doris/prod", "s3": providertest.Obj{"region": "eu-central-1", "use_path_style": false}}

// TestNullAndEmptyAreTheSame: no change between null and {} or [] of an optional collection, of any resource, replaces,
// runs, resumes or verifies anything. What validate refuses empty cannot come to that.
func TestNullAndEmptyAreTheSame(t *testing.T) {
	bases := map[string]struct {
		state, config providertest.Obj
		private       any
	}{
		"doris_backup":        {providertest.With(providertest.BackupDone, providertest.Obj{"name": providertest.Generated, "name_prefix": "nightly_"}), providertest.With(providertest.BackupConfig, prefixed), mineStored},
		"doris_backup_series": {providertest.NightlySeries, providertest.NightlySeries, nil},
		"doris_repository":    {providertest.With(bucketOnly, providertest.Obj{"id": "dr_main", "type": "S3", "read_only": false}), bucketOnly, nil},
		"doris_restore":       {providertest.RestoreDone, providertest.RestoreConfig, restoredStored},
	}
	tried := map[string]bool{}
	for _, resourceType := range slices.Sorted(maps.Keys(providertest.NewServer(t).Schema.ResourceSchemas)) {
		for _, a := range providertest.NewServer(t).Schema.ResourceSchemas[resourceType].Block.Attributes {
			empty := emptyOf(a)
			if !a.Optional || empty == nil {
				continue
			}
			t.Run(resourceType+"."+a.Name, func(t *testing.T) {
				p := providertest.NewProtocol(t, resourceType)
				base, some := bases[resourceType]
				config := providertest.With(base.config, providertest.Obj{a.Name: empty})
				if refused := p.ValidateResource(resourceType, config); providertest.AnyError(refused) {
					providertest.WantText(t, refused, "The argument is empty")
					return
				}
				if tried[resourceType+"."+a.Name] = true; !some {
					t.Fatalf("give %s a state and a configuration", resourceType)
				}
				for from, change := range map[string][2]any{"null to empty": {nil, empty}, "empty to null": {empty, nil}} {
					result := p.Plan(providertest.With(base.state, providertest.Obj{a.Name: change[0]}), providertest.With(base.config, providertest.Obj{a.Name: change[1]}), base.private)
					compare.Lists(t, from+": replaced", result.Replaced, nil)
					compare.Lists(t, from+": changed", result.Changed(), []string{a.Name})
					compare.Lists(t, from+": said", result.Summaries(), nil)
				}
			})
		}
	}
	for _, argument := range []string{"doris_backup.triggers", "doris_restore.triggers", "doris_restore.rename", "doris_repository.properties"} {
		if !tried[argument] {
			t.Errorf("%s was not tried", argument)
		}
	}
}

// mineStored and restoredStored are a backup and a restore of one's own, as their private data say.
var (
	mineStored     = providertest.Obj{"level": job.Mine, "repository": "dr_main", "name": "before_migration", "inputs": ""}
	restoredStored = providertest.Obj{
		"level": job.Mine, "created": providertest.Taken, "repository": "dr_main", "snapshot": "monday", "database": "stage",
		"inputs": tfvalue.InputsHash([]any{[]string(nil), map[string][]string(nil), []string(nil), map[string]string(nil), int64(0), "", false, false, false}),
	}
)

// prefixed is a backup whose name was generated; only that can have triggers.
var prefixed = providertest.Obj{"name": nil, "name_prefix": "nightly_"}

// TestEmptyArgumentsCountAsLeftOut: what is refused beside an argument is not refused beside an empty one.
func TestEmptyArgumentsCountAsLeftOut(t *testing.T) {
	overwrite := providertest.Obj{"existing_tables": "overwrite", "rename": providertest.Obj{}}
	for name, c := range map[string]struct {
		resourceType string
		config       providertest.Obj
	}{
		"triggers of a fixed name":     {"doris_backup", providertest.With(providertest.BackupConfig, providertest.Obj{"triggers": providertest.Obj{}})},
		"clean_tables with rename":     {"doris_restore", providertest.With(providertest.RestoreConfig, providertest.With(overwrite, providertest.Obj{"clean_tables": true}))},
		"clean_partitions with rename": {"doris_restore", providertest.With(providertest.RestoreConfig, providertest.With(overwrite, providertest.Obj{"clean_partitions": true}))},
	} {
		t.Run(name, func(t *testing.T) { providertest.Validates(t, c.resourceType, c.config, "") })
	}
}

// TestVerifyWrittenAnotherWay: count_rows that is left out is one that is false, so nothing is verified again.
func TestVerifyWrittenAnotherWay(t *testing.T) {
	queries := []any{providertest.Obj{"sql": "SELECT 1", "expect": "1"}}
	verified := providertest.Obj{"passed": true, "row_counts": nil, "queries": []any{providertest.Obj{"sql": "SELECT 1", "expect": "1", "actual": "1", "passed": true}}}
	for _, change := range [][2]any{{nil, false}, {false, nil}} {
		before, after := providertest.Obj{"count_rows": change[0], "queries": queries}, providertest.Obj{"count_rows": change[1], "queries": queries}
		result := providertest.NewProtocol(t, "doris_restore").Plan(providertest.With(providertest.RestoreDone, providertest.Obj{"verify": before, "verification": verified}), providertest.With(providertest.RestoreConfig, providertest.Obj{"verify": after}), restoredStored)
		compare.Lists(t, "changed", result.Changed(), []string{"verify"})
	}
}

// TestEmptyPropertiesOfARepository: {} and null are one storage, so that nothing is sent to Doris.
func TestEmptyPropertiesOfARepository(t *testing.T) {
	w := providertest.NewStandIn(t)
	x := w.Thing("doris_repository")
	config := func(properties any) providertest.Obj {
		return providertest.Obj{"name": "second", "location": "s3://backups/second", "properties": properties, "s3": providertest.Obj{
			"endpoint": w.Store.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": w.Store.AccessKey(), "secret_key_wo": w.Store.SecretKey(), "secret_key_wo_version": 1,
		}}
	}
	x.Succeeds(config(nil))
	for _, properties := range []any{providertest.Obj{}, nil} {
		w.Sim.ResetStatements()
		x.Again()
		x.Succeeds(config(properties))
		for _, sent := range w.Sim.Statements() {
			if strings.Contains(sent.Text, " REPOSITORY ") && !strings.HasPrefix(sent.Text, "SHOW") {
				t.Errorf("properties = %v sent %s", properties, sent.Text)
			}
		}
	}
}

// TestReplacedPrefixMeetsNothing: the new name of a generated one is not that of the snapshot that is replaced, which
// exists, of course.
func TestReplacedPrefixMeetsNothing(t *testing.T) {
	s := providertest.NewStandIn(t)
	x := s.Thing("doris_backup")
	config := func(run string) providertest.Obj {
		return providertest.With(providertest.PrefixConfig, providertest.Obj{"triggers": providertest.Obj{"run": run}})
	}
	x.Succeeds(config("1"))
	providertest.WantText(t, x.Refresh())
	for name, change := range map[string]providertest.Obj{
		"triggers":       config("2"),
		"another prefix": providertest.With(config("1"), providertest.Obj{"name_prefix": "weekly_"}),
		"content":        providertest.With(config("1"), providertest.Obj{"content": "metadata_only"}),
	} {
		x.Again()
		_, result := x.Plan(change)
		compare.Lists(t, name, result.Summaries(), []string{"WARNING: The snapshot stays"})
	}
}
