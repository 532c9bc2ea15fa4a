// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// oddNames are names that a Doris of another line, or a person in the bucket, may have given, and that new things cannot get.
var oddNames = map[string]string{
	"letters": "备份_1", "accents": "größe", "a dot": "a.b", "a blank": "a b", "a slash": "a/b", "a per cent": "100%", "a backquote": "a`b",
	"quotes": `a"b'c`, "a backslash": `a\b`, "a wildcard": "a*?", "a line": "a\nb", "a digit first, and a dot": "1.b", "length": strings.Repeat("x", 300),
}

// nameArguments are the arguments that name a new thing, with the object in which each stands, and its error.
var nameArguments = map[string]struct {
	resourceType, argument string
	config, state          providertest.Obj
	private                func(name string) any
	refused                string
}{
	"backup.name": {"doris_backup", "name", providertest.BackupConfig, providertest.BackupDone, func(name string) any {
		return providertest.Obj{"imported": true, "repository": "dr_main", "name": name, "inputs": ""}
	}, "The name is not valid"},
	"backup.name_prefix": {"doris_backup", "name_prefix", providertest.PrefixConfig, providertest.With(providertest.BackupDone, providertest.Obj{"name": providertest.Generated}), func(name string) any {
		return providertest.Obj{"repository": "dr_main", "name": providertest.Generated, "name_prefix": name, "inputs": ""}
	}, "The name is not valid"},
	"series.name_prefix": {"doris_backup_series", "name_prefix", providertest.NightlySeries, providertest.With(providertest.NightlySeries, providertest.Obj{
		"id": "dr_main/shop/nightly_", "due_after": "20h", "paused": true, "content": "all", "allow_incomplete": false, "on_destroy": "keep",
		"stall_timeout": "15m", "on_timeout": "detach", "pruned": []any{},
	}), func(string) any { return nil }, "The name is not valid"},
	"repository.name": {"doris_repository", "name", bucketOnly, providertest.With(bucketOnly, providertest.Obj{"id": "dr_main", "type": "S3", "read_only": false}),
		func(string) any { return nil }, "The repository name is not valid"},
}

// TestNamesOfNewThings: a new thing gets a name that every Doris takes, and validate leaves names alone, because it cannot
// see what is there.
func TestNamesOfNewThings(t *testing.T) {
	for argument, c := range nameArguments {
		for kind, name := range oddNames {
			if c.argument == "name" && c.resourceType == "doris_repository" && (kind == "letters" || kind == "accents") {
				continue // 4.x takes them
			}
			t.Run(argument+" with "+kind, func(t *testing.T) {
				p := providertest.NewProtocol(t, c.resourceType)
				config := providertest.With(c.config, providertest.Obj{c.argument: name})
				providertest.WantText(t, p.ValidateResource(c.resourceType, config))
				result := p.Plan(nil, config, nil)
				compare.Lists(t, "create", result.Summaries(), []string{"ERROR: " + c.refused})
				if !strings.Contains(providertest.Texts(result.Diags), "AttributeName(\""+c.argument+"\")") {
					t.Errorf("the error is not at %s: %s", c.argument, providertest.Texts(result.Diags))
				}
			})
		}
	}
	for name, c := range map[string]struct {
		resourceType string
		config       providertest.Obj
	}{
		"longest name":       {"doris_backup", providertest.With(providertest.BackupConfig, providertest.Obj{"name": strings.Repeat("a", 128)})},
		"colon":              {"doris_backup", providertest.With(providertest.BackupConfig, providertest.Obj{"name": "a:b"})},
		"longest prefix":     {"doris_backup", providertest.With(providertest.PrefixConfig, providertest.Obj{"name_prefix": strings.Repeat("a", 99)})},
		"longest repository": {"doris_repository", providertest.With(bucketOnly, providertest.Obj{"name": "r" + strings.Repeat("x", 255)})},
		"repository":         {"doris_repository", providertest.With(bucketOnly, providertest.Obj{"name": "备份_répo-1"})},
		"not known":          {"doris_repository", providertest.With(bucketOnly, providertest.Obj{"name": providertest.NotKnown})},
	} {
		wantNoError(t, name, providertest.NewProtocol(t, c.resourceType).Plan(nil, c.config, nil).Diags)
	}
	for name, c := range map[string]struct {
		resourceType string
		config       providertest.Obj
		summary      string
	}{
		"name too long":       {"doris_backup", providertest.With(providertest.BackupConfig, providertest.Obj{"name": strings.Repeat("a", 129)}), "The name is not valid"},
		"prefix too long":     {"doris_backup", providertest.With(providertest.PrefixConfig, providertest.Obj{"name_prefix": strings.Repeat("a", 100)}), "The name is not valid"},
		"digit first":         {"doris_repository", providertest.With(bucketOnly, providertest.Obj{"name": "1bad"}), "The repository name is not valid"},
		"unicode digit first": {"doris_repository", providertest.With(bucketOnly, providertest.Obj{"name": "٣x"}), "The repository name is not valid"},
	} {
		compare.Lists(t, name, providertest.NewProtocol(t, c.resourceType).Plan(nil, c.config, nil).Summaries(), []string{"ERROR: " + c.summary})
	}
}

func wantNoError(t *testing.T, what string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if providertest.AnyError(diags) {
		t.Errorf("%s: %s", what, providertest.Texts(diags))
	}
}

// TestNamesOfThingsThatAreThere: what is in the state, as after an import, keeps its name, whoever gave it.
func TestNamesOfThingsThatAreThere(t *testing.T) {
	for argument, c := range nameArguments {
		for kind, name := range oddNames {
			t.Run(argument+" with "+kind, func(t *testing.T) {
				p := providertest.NewProtocol(t, c.resourceType)
				named := providertest.Obj{c.argument: name}
				config, state := providertest.With(c.config, named), providertest.With(c.state, named)
				if c.resourceType == "doris_backup_series" {
					config["paused"] = true
				}
				wantNoError(t, "validate", p.ValidateResource(c.resourceType, config))
				result := p.Plan(state, config, c.private(name))
				compare.Lists(t, "said", result.Summaries(), nil)
				compare.Lists(t, "changed", result.Changed(), nil)
				config["timeouts"] = providertest.Obj{"create": "1h"}
				result = p.Plan(state, config, c.private(name))
				compare.Lists(t, "said of another change", result.Summaries(), nil)
			})
		}
	}
}

// TestNamesOfWhatIsReferredTo: an argument that names a thing made elsewhere takes whatever that is called.
func TestNamesOfWhatIsReferredTo(t *testing.T) {
	for resourceType, c := range map[string]struct {
		config     providertest.Obj
		references []string
	}{
		"doris_backup":        {providertest.BackupConfig, []string{"repository", "database"}},
		"doris_backup_series": {providertest.NightlySeries, []string{"repository", "database"}},
		"doris_restore":       {providertest.RestoreConfig, []string{"repository", "snapshot", "database"}},
	} {
		for _, reference := range c.references {
			for kind, name := range oddNames {
				t.Run(resourceType+"."+reference+" with "+kind, func(t *testing.T) {
					p := providertest.NewProtocol(t, resourceType)
					config := providertest.With(c.config, providertest.Obj{reference: name})
					providertest.WantText(t, p.ValidateResource(resourceType, config))
					wantNoError(t, "plan", p.Plan(nil, config, nil).Diags)
				})
			}
		}
	}
	s := providertest.NewServer(t)
	for _, name := range oddNames {
		providertest.WantText(t, s.ValidateData("doris_snapshot", providertest.Obj{"repository": name, "name": name}))
		providertest.WantText(t, s.ValidateData("doris_snapshots", providertest.Obj{"repository": name, "database": name, "contains_table": name}))
		providertest.WantText(t, s.ValidateData("doris_tables", providertest.Obj{"database": name}))
		providertest.WantText(t, s.ValidateData("doris_backup_jobs", providertest.Obj{"database": name, "snapshot": name}))
		providertest.WantText(t, s.ValidateData("doris_restore_jobs", providertest.Obj{"database": name, "snapshot": name}))
	}
}

// TestSnapshotOfLetters: a snapshot that somebody named in letters that only 4.x takes is imported, refreshed, planned,
// restored and replaced under its name.
func TestSnapshotOfLetters(t *testing.T) {
	s := providertest.NewStandInWith(t, dorissim.Options{Profile: "4.1", Tick: providertest.Tick})
	s.Exec("BACKUP SNAPSHOT `shop`.`备份_1` TO `dr_main`")
	s.Ended()
	x := s.Thing("doris_backup")
	providertest.WantText(t, x.Imports("dr_main/备份_1", nil))
	providertest.WantText(t, x.Refresh())
	config := providertest.With(providertest.BackupConfig, providertest.Obj{"name": "备份_1"})
	providertest.WantText(t, x.ValidateResource("doris_backup", config))
	_, result := x.Plan(config)
	providertest.WantText(t, result.Diags)
	compare.Lists(t, "changed", result.Changed(), nil)

	y := s.Thing("doris_restore")
	y.Again()
	y.Succeeds(providertest.Obj{"repository": "dr_main", "snapshot": "备份_1", "database": "stage", "create_database": true})
	providertest.WantText(t, y.Refresh())

	z := s.Thing("doris_backup_series")
	providertest.WantText(t, z.Imports("dr_main/shop/备份_", nil))
	series := providertest.Obj{"repository": "dr_main", "database": "shop", "name_prefix": "备份_"}
	providertest.WantText(t, z.ValidateResource("doris_backup_series", series))
	z.Again()
	wantNoError(t, "series", z.Apply(t.Context(), series))
	if taken := latestBackup(s); !strings.HasPrefix(taken, "备份_2") {
		t.Errorf("the series took %q", taken)
	}
}

// latestBackup is the label of the newest backup.
func latestBackup(s *providertest.StandIn) (label string) {
	for _, record := range s.Sim.Journal() {
		if record.Kind == "backup" {
			label = record.Label
		}
	}
	return label
}

// copyAs copies a snapshot under another name, as a person with access to the bucket can.
func copyAs(s *providertest.StandIn, label, name string) {
	s.T.Helper()
	folder := "prod/__palo_repository_dr_main/__ss_"
	for _, key := range s.Store.Objects("backups", folder+label+"/") {
		content, err := s.Store.Get("backups", key)
		if err != nil {
			s.T.Fatal(err)
		}
		to := folder + name + strings.TrimPrefix(key, folder+label)
		if front, _, isInfo := strings.Cut(to, "/__info_"); isInfo {
			content = bytes.Replace(content, []byte(`"`+label+`"`), []byte(`"`+name+`"`), 1)
			stamp := key[strings.LastIndex(key, "/__info_")+len("/__info_") : strings.LastIndex(key, ".")]
			to = fmt.Sprintf("%s/__info_%s.%x", front, stamp, md5.Sum(content))
		}
		if err := s.Store.Put("backups", to, content); err != nil {
			s.T.Fatal(err)
		}
	}
}

// TestSnapshotsRenamedInTheBucket: names that no Doris takes are imported, planned, found and deleted as well.
func TestSnapshotsRenamedInTheBucket(t *testing.T) {
	s := providertest.NewStandInWith(t, dorissim.Options{Profile: "4.1", Tick: providertest.Tick})
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	for _, name := range []string{"before.migration", "before migration", "größe 100%", "a+b=c&d"} {
		copyAs(s, "before_migration", name)
		x := s.Thing("doris_backup")
		x.Again()
		providertest.WantText(t, x.Imports(objectid.Join("dr_main", name), nil))
		providertest.WantText(t, x.Refresh())
		config := providertest.With(providertest.ShopBackup, providertest.Obj{"name": name})
		providertest.WantText(t, x.ValidateResource("doris_backup", config))
		_, result := x.Plan(config)
		providertest.WantText(t, result.Diags)
		compare.Lists(t, name, result.Changed(), nil)
		found, diags := s.ReadData("doris_snapshot", providertest.Obj{"repository": "dr_main", "name": name})
		providertest.WantText(t, diags)
		if found["finished"] != true {
			t.Errorf("%q is %v", name, found)
		}
	}
}
