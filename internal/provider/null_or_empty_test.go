// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// emptyOf is a collection without elements; nil for what is none.
func emptyOf(a *tfprotov6.SchemaAttribute) any {
	switch {
	case a.NestedType != nil:
	case a.Type.Is(tftypes.Map{}):
		return obj{}
	case a.Type.Is(tftypes.Set{}), a.Type.Is(tftypes.List{}):
		return []any{}
	}
	return nil
}

// bucketOnly is a repository without write-only values, which no state holds.
var bucketOnly = obj{"name": "dr_main", "location": "s3://acme-doris/prod", "s3": obj{"region": "eu-central-1", "use_path_style": false}}

// TestNullAndEmptyAreTheSame: no change between null and {} or [] of an optional collection, of any resource, replaces,
// runs, resumes or verifies anything. What validate refuses empty cannot come to that.
func TestNullAndEmptyAreTheSame(t *testing.T) {
	bases := map[string]struct {
		state, config obj
		private       any
	}{
		"doris_backup":        {with(backupDone, obj{"name": generated, "name_prefix": "nightly_"}), with(backupConfig, prefixed), mine},
		"doris_backup_series": {nightlySeries, nightlySeries, nil},
		"doris_repository":    {with(bucketOnly, obj{"id": "dr_main", "type": "S3", "read_only": false}), bucketOnly, nil},
		"doris_restore":       {restoreDone, restoreConfig, restored},
	}
	tried := map[string]bool{}
	for _, resourceType := range slices.Sorted(maps.Keys(newServer(t).schema.ResourceSchemas)) {
		for _, a := range newServer(t).schema.ResourceSchemas[resourceType].Block.Attributes {
			empty := emptyOf(a)
			if !a.Optional || empty == nil {
				continue
			}
			t.Run(resourceType+"."+a.Name, func(t *testing.T) {
				p := newProtocol(t, resourceType)
				base, some := bases[resourceType]
				config := with(base.config, obj{a.Name: empty})
				if refused := p.validateResource(resourceType, config); anyError(refused) {
					wantText(t, refused, "The argument is empty")
					return
				}
				if tried[resourceType+"."+a.Name] = true; !some {
					t.Fatalf("give %s a state and a configuration", resourceType)
				}
				for from, change := range map[string][2]any{"null to empty": {nil, empty}, "empty to null": {empty, nil}} {
					result := p.plan(with(base.state, obj{a.Name: change[0]}), with(base.config, obj{a.Name: change[1]}), base.private)
					expect(t, from+": replaced", result.replaced, nil)
					expect(t, from+": changed", result.changed(), []string{a.Name})
					expect(t, from+": said", result.summaries(), nil)
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

// prefixed is a backup whose name was generated; only that can have triggers.
var prefixed = obj{"name": nil, "name_prefix": "nightly_"}

// TestEmptyArgumentsCountAsLeftOut: what is refused beside an argument is not refused beside an empty one.
func TestEmptyArgumentsCountAsLeftOut(t *testing.T) {
	overwrite := obj{"existing_tables": "overwrite", "rename": obj{}}
	for name, c := range map[string]struct {
		resourceType string
		config       obj
	}{
		"triggers of a fixed name":     {"doris_backup", with(backupConfig, obj{"triggers": obj{}})},
		"clean_tables with rename":     {"doris_restore", with(restoreConfig, with(overwrite, obj{"clean_tables": true}))},
		"clean_partitions with rename": {"doris_restore", with(restoreConfig, with(overwrite, obj{"clean_partitions": true}))},
	} {
		t.Run(name, func(t *testing.T) { validates(t, c.resourceType, c.config, "") })
	}
}

// TestVerifyWrittenAnotherWay: count_rows that is left out is one that is false, so nothing is verified again.
func TestVerifyWrittenAnotherWay(t *testing.T) {
	queries := []any{obj{"sql": "SELECT 1", "expect": "1"}}
	verified := obj{"passed": true, "row_counts": nil, "queries": []any{obj{"sql": "SELECT 1", "expect": "1", "actual": "1", "passed": true}}}
	for _, change := range [][2]any{{nil, false}, {false, nil}} {
		before, after := obj{"count_rows": change[0], "queries": queries}, obj{"count_rows": change[1], "queries": queries}
		result := newProtocol(t, "doris_restore").plan(with(restoreDone, obj{"verify": before, "verification": verified}), with(restoreConfig, obj{"verify": after}), restored)
		expect(t, "changed", result.changed(), []string{"verify"})
	}
}

// TestEmptyPropertiesOfARepository: {} and null are one storage, so that nothing is sent to Doris.
func TestEmptyPropertiesOfARepository(t *testing.T) {
	w := newStandIn(t)
	x := w.thing("doris_repository")
	config := func(properties any) obj {
		return obj{"name": "second", "location": "s3://backups/second", "properties": properties, "s3": obj{
			"endpoint": w.store.Endpoint(), "region": "us-east-1", "use_path_style": true, "access_key": w.store.AccessKey(), "secret_key_wo": w.store.SecretKey(), "secret_key_wo_version": 1,
		}}
	}
	x.succeeds(config(nil))
	for _, properties := range []any{obj{}, nil} {
		w.sim.ResetStatements()
		x.again()
		x.succeeds(config(properties))
		for _, sent := range w.sim.Statements() {
			if strings.Contains(sent.Text, " REPOSITORY ") && !strings.HasPrefix(sent.Text, "SHOW") {
				t.Errorf("properties = %v sent %s", properties, sent.Text)
			}
		}
	}
}

// TestReplacedPrefixMeetsNothing: the new name of a generated one is not that of the snapshot that is replaced, which
// exists, of course.
func TestReplacedPrefixMeetsNothing(t *testing.T) {
	s := newStandIn(t)
	x := s.thing("doris_backup")
	config := func(run string) obj { return with(prefixConfig, obj{"triggers": obj{"run": run}}) }
	x.succeeds(config("1"))
	wantText(t, x.refresh())
	for name, change := range map[string]obj{
		"triggers":       config("2"),
		"another prefix": with(config("1"), obj{"name_prefix": "weekly_"}),
		"content":        with(config("1"), obj{"content": "metadata_only"}),
	} {
		x.again()
		_, result := x.plan(change)
		expect(t, name, result.summaries(), []string{"WARNING: The snapshot stays"})
	}
}
