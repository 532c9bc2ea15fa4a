// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"crypto/md5" //nolint:gosec // the format of Doris
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// oddNames are names that a Doris of another line, or a person in the bucket, may have given, and that new things cannot get.
var oddNames = map[string]string{
	"letters": "备份_1", "accents": "größe", "a dot": "a.b", "a blank": "a b", "a slash": "a/b", "a per cent": "100%", "a backquote": "a`b",
	"quotes": `a"b'c`, "a backslash": `a\b`, "a wildcard": "a*?", "a line": "a\nb", "a digit first, and a dot": "1.b", "length": strings.Repeat("x", 300),
}

// nameArguments are the arguments that name a new thing, with the object in which each stands, and its error.
var nameArguments = map[string]struct {
	resourceType, argument string
	config, state          obj
	private                func(name string) any
	refused                string
}{
	"backup.name": {"doris_backup", "name", backupConfig, backupDone, func(name string) any {
		return backupPrivate{Imported: true, Repository: "dr_main", Name: name}
	}, "The name is not valid"},
	"backup.name_prefix": {"doris_backup", "name_prefix", prefixConfig, with(backupDone, obj{"name": generated}), func(name string) any {
		return backupPrivate{Repository: "dr_main", Name: generated, NamePrefix: name}
	}, "The name is not valid"},
	"series.name_prefix": {"doris_backup_series", "name_prefix", nightlySeries, with(nightlySeries, obj{
		"id": "dr_main/shop/nightly_", "due_after": "20h", "paused": true, "content": "all", "allow_incomplete": false, "on_destroy": "keep",
		"stall_timeout": "15m", "on_timeout": "detach", "pruned": []any{},
	}), func(string) any { return nil }, "The name is not valid"},
	"repository.name": {"doris_repository", "name", bucketOnly, with(bucketOnly, obj{"id": "dr_main", "type": "S3", "read_only": false}),
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
				p := newProtocol(t, c.resourceType)
				config := with(c.config, obj{c.argument: name})
				wantText(t, p.validateResource(c.resourceType, config))
				result := p.plan(nil, config, nil)
				expect(t, "create", result.summaries(), []string{"ERROR: " + c.refused})
				if !strings.Contains(texts(result.diags), "AttributeName(\""+c.argument+"\")") {
					t.Errorf("the error is not at %s: %s", c.argument, texts(result.diags))
				}
			})
		}
	}
	for name, c := range map[string]struct {
		resourceType string
		config       obj
	}{
		"longest name":       {"doris_backup", with(backupConfig, obj{"name": strings.Repeat("a", 128)})},
		"colon":              {"doris_backup", with(backupConfig, obj{"name": "a:b"})},
		"longest prefix":     {"doris_backup", with(prefixConfig, obj{"name_prefix": strings.Repeat("a", 99)})},
		"longest repository": {"doris_repository", with(bucketOnly, obj{"name": "r" + strings.Repeat("x", 255)})},
		"repository":         {"doris_repository", with(bucketOnly, obj{"name": "备份_répo-1"})},
		"not known":          {"doris_repository", with(bucketOnly, obj{"name": notKnown})},
	} {
		wantNoError(t, name, newProtocol(t, c.resourceType).plan(nil, c.config, nil).diags)
	}
	for name, c := range map[string]struct {
		resourceType string
		config       obj
		summary      string
	}{
		"name too long":       {"doris_backup", with(backupConfig, obj{"name": strings.Repeat("a", 129)}), "The name is not valid"},
		"prefix too long":     {"doris_backup", with(prefixConfig, obj{"name_prefix": strings.Repeat("a", 100)}), "The name is not valid"},
		"digit first":         {"doris_repository", with(bucketOnly, obj{"name": "1bad"}), "The repository name is not valid"},
		"unicode digit first": {"doris_repository", with(bucketOnly, obj{"name": "٣x"}), "The repository name is not valid"},
	} {
		expect(t, name, newProtocol(t, c.resourceType).plan(nil, c.config, nil).summaries(), []string{"ERROR: " + c.summary})
	}
}

func wantNoError(t *testing.T, what string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if anyError(diags) {
		t.Errorf("%s: %s", what, texts(diags))
	}
}

// TestNamesOfThingsThatAreThere: what is in the state, as after an import, keeps its name, whoever gave it.
func TestNamesOfThingsThatAreThere(t *testing.T) {
	for argument, c := range nameArguments {
		for kind, name := range oddNames {
			t.Run(argument+" with "+kind, func(t *testing.T) {
				p := newProtocol(t, c.resourceType)
				named := obj{c.argument: name}
				config, state := with(c.config, named), with(c.state, named)
				if c.resourceType == "doris_backup_series" {
					config["paused"] = true
				}
				wantNoError(t, "validate", p.validateResource(c.resourceType, config))
				result := p.plan(state, config, c.private(name))
				expect(t, "said", result.summaries(), nil)
				expect(t, "changed", result.changed(), nil)
				config["timeouts"] = obj{"create": "1h"}
				result = p.plan(state, config, c.private(name))
				expect(t, "said of another change", result.summaries(), nil)
			})
		}
	}
}

// TestNamesOfWhatIsReferredTo: an argument that names a thing made elsewhere takes whatever that is called.
func TestNamesOfWhatIsReferredTo(t *testing.T) {
	for resourceType, c := range map[string]struct {
		config     obj
		references []string
	}{
		"doris_backup":        {backupConfig, []string{"repository", "database"}},
		"doris_backup_series": {nightlySeries, []string{"repository", "database"}},
		"doris_restore":       {restoreConfig, []string{"repository", "snapshot", "database"}},
	} {
		for _, reference := range c.references {
			for kind, name := range oddNames {
				t.Run(resourceType+"."+reference+" with "+kind, func(t *testing.T) {
					p := newProtocol(t, resourceType)
					config := with(c.config, obj{reference: name})
					wantText(t, p.validateResource(resourceType, config))
					wantNoError(t, "plan", p.plan(nil, config, nil).diags)
				})
			}
		}
	}
	s := newServer(t)
	for _, name := range oddNames {
		wantText(t, s.validateData("doris_snapshot", obj{"repository": name, "name": name}))
		wantText(t, s.validateData("doris_snapshots", obj{"repository": name, "database": name, "contains_table": name}))
		wantText(t, s.validateData("doris_tables", obj{"database": name}))
		wantText(t, s.validateData("doris_backup_jobs", obj{"database": name, "snapshot": name}))
		wantText(t, s.validateData("doris_restore_jobs", obj{"database": name, "snapshot": name}))
	}
}

// TestSnapshotOfLetters: a snapshot that somebody named in letters that only 4.x takes is imported, refreshed, planned,
// restored and replaced under its name.
func TestSnapshotOfLetters(t *testing.T) {
	s := newStandInWith(t, dorissim.Options{Profile: "4.1", Tick: tick})
	s.exec("BACKUP SNAPSHOT `shop`.`备份_1` TO `dr_main`")
	s.ended()
	x := s.thing("doris_backup")
	wantText(t, x.imports("dr_main/备份_1", nil))
	wantText(t, x.refresh())
	config := with(backupConfig, obj{"name": "备份_1"})
	wantText(t, x.validateResource("doris_backup", config))
	_, result := x.plan(config)
	wantText(t, result.diags)
	expect(t, "changed", result.changed(), nil)

	y := s.thing("doris_restore")
	y.again()
	y.succeeds(obj{"repository": "dr_main", "snapshot": "备份_1", "database": "stage", "create_database": true})
	wantText(t, y.refresh())

	z := s.thing("doris_backup_series")
	wantText(t, z.imports("dr_main/shop/备份_", nil))
	series := obj{"repository": "dr_main", "database": "shop", "name_prefix": "备份_"}
	wantText(t, z.validateResource("doris_backup_series", series))
	z.again()
	wantNoError(t, "series", z.apply(t.Context(), series))
	if taken := s.latestBackup(); !strings.HasPrefix(taken, "备份_2") {
		t.Errorf("the series took %q", taken)
	}
}

// latestBackup is the label of the newest backup.
func (s *standIn) latestBackup() (label string) {
	for _, record := range s.sim.Journal() {
		if record.Kind == "backup" {
			label = record.Label
		}
	}
	return label
}

// copyAs copies a snapshot under another name, as a person with access to the bucket can.
func (s *standIn) copyAs(label, name string) {
	s.t.Helper()
	folder := "prod/__palo_repository_dr_main/__ss_"
	for _, key := range s.store.Objects("backups", folder+label+"/") {
		content, err := s.store.Get("backups", key)
		if err != nil {
			s.t.Fatal(err)
		}
		to := folder + name + strings.TrimPrefix(key, folder+label)
		if front, _, isInfo := strings.Cut(to, "/__info_"); isInfo {
			content = bytes.Replace(content, []byte(`"`+label+`"`), []byte(`"`+name+`"`), 1)
			stamp := key[strings.LastIndex(key, "/__info_")+len("/__info_") : strings.LastIndex(key, ".")]
			to = fmt.Sprintf("%s/__info_%s.%x", front, stamp, md5.Sum(content)) //nolint:gosec // the format of Doris
		}
		if err := s.store.Put("backups", to, content); err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestSnapshotsRenamedInTheBucket: names that no Doris takes are imported, planned, found and deleted as well.
func TestSnapshotsRenamedInTheBucket(t *testing.T) {
	s := newStandInWith(t, dorissim.Options{Profile: "4.1", Tick: tick})
	s.thing("doris_backup").succeeds(shopBackup)
	for _, name := range []string{"before.migration", "before migration", "größe 100%", "a+b=c&d"} {
		s.copyAs("before_migration", name)
		x := s.thing("doris_backup")
		x.again()
		wantText(t, x.imports(joinID("dr_main", name), nil))
		wantText(t, x.refresh())
		config := with(shopBackup, obj{"name": name})
		wantText(t, x.validateResource("doris_backup", config))
		_, result := x.plan(config)
		wantText(t, result.diags)
		expect(t, name, result.changed(), nil)
		found, diags := s.readData("doris_snapshot", obj{"repository": "dr_main", "name": name})
		wantText(t, diags)
		if found["finished"] != true {
			t.Errorf("%q is %v", name, found)
		}
	}
}
