// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strings"
	"testing"
)

func TestReleaseOf(t *testing.T) {
	for _, test := range []struct {
		comment string
		want    string // "" = no release in it
	}{
		{"doris version doris-4.1.0-677147005f", "4.1.0"},
		{"Doris version doris-2.1.7-rc03-443e87e203", "2.1.7"},
		{"Doris version doris-3.0.2-rc01-abcdef (Cloud Mode)", "3.0.2"},
		{"doris-4.0.6", "4.0.6"},
		{"Doris version doris-0.0.0--55dbedffc9", ""},
		{"Doris version trunk", ""},
		{"", ""},
	} {
		got, ok := parseRelease(test.comment)
		if ok != (test.want != "") || (ok && got.String() != test.want) {
			t.Errorf("%q: got %v, %v, want %q", test.comment, got, ok, test.want)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"4.1", "4.1"}, {"4.1.2", "4.1.2"}, {"2.0.15", "2.0.15"}, {"4", ""}, {"4.1.2.3", ""}, {"v4.1", ""}, {"0.0.0", ""}, {" 4.1", ""}, {"4.1-rc", ""},
	} {
		got, err := parseVersion(test.text)
		if (err == nil) != (test.want != "") || (err == nil && got.String() != test.want) {
			t.Errorf("%q: got %v, %v, want %q", test.text, got, err, test.want)
		}
	}
}

func TestAtLeast(t *testing.T) {
	for _, test := range []struct {
		version             Version
		major, minor, patch int
		want                bool
	}{
		{Version{Major: 3, Minor: 0, Patch: 3}, 3, 0, 3, true},
		{Version{Major: 3, Minor: 0, Patch: 2}, 3, 0, 3, false},
		{Version{Major: 3, Minor: 1}, 3, 0, 3, true},
		{Version{Major: 2, Minor: 1, Patch: 99}, 3, 0, 0, false},
		{Version{Major: 4}, 3, 9, 9, true},
		{Version{}, 4, 1, 0, true},
		{Version{}, 4, 2, 0, false},
	} {
		if got := test.version.atLeast(test.major, test.minor, test.patch); got != test.want {
			t.Errorf("%v at least %d.%d.%d: %v", test.version, test.major, test.minor, test.patch, got)
		}
	}
}

func TestCapabilities(t *testing.T) {
	for _, test := range []struct {
		feature  Feature
		since    string
		have     string // releases with the feature
		haveNone string // releases without
	}{
		{AlterRepository, "2.1", "2.1.0 3.0.2 3.1.0 4.0.0 4.1.4 4.2.0 5.0.0", "1.2.0 2.0.16"},
		{AlterRepositoryAnyKey, "4.0", "4.0.0 4.1.0 4.3.1", "2.1.9 3.0.5 3.1.4"},
		{BackupTimeout, "2.0 to 3.1", "2.0.0 2.1.0 3.0.3 3.1.4", "4.0.0 4.0.8 4.1.0 4.2.0"},
		{RestoreTimeout, "2.0 to 3.1, or 4.0.6", "2.0.0 3.1.0 4.0.6 4.1.0 4.2.0", "4.0.0 4.0.5"},
		{AtomicRestore, "2.0.15, 2.1.7 or 3.0.3", "2.0.15 2.0.16 2.1.7 3.0.3 3.1.0 4.0.0", "2.0.14 2.1.6 3.0.2"},
		{ForceReplace, "2.1.9 or 3.0.5", "2.1.9 3.0.5 3.1.0 4.1.0", "2.0.16 2.1.8 3.0.4"},
		{CleanRestore, "2.0.15, 2.1.6 or 3.0.2", "2.0.15 2.1.6 3.0.2 4.0.0", "2.0.14 2.1.5 3.0.1"},
		{ReserveColocate, "4.0", "4.0.0 4.1.0", "2.1.9 3.0.5 3.1.0"},
		{ReplaceViews, "4.0", "4.0.0 4.1.0", "2.1.9 3.0.5 3.1.0"},
		{RewriteNamesOnly, "3.1", "3.1.0 4.0.0 4.1.0", "2.1.9 3.0.5"},
		{RewriteOneDatabase, "4.1", "4.1.0 4.2.0", "3.0.5 3.1.0 4.0.5"},
		{AssumeRole, "3.1", "3.1.0 4.0.0", "2.1.8 3.0.3"},
		{LongRepositoryName, "4.0", "4.0.0 4.1.0", "3.1.0"},
		{UnicodeRepositoryName, "4.0", "4.0.0 4.1.0", "3.0.5 3.1.0"},
		{AzureRepository, "4.0", "4.0.0 4.1.0", "2.0.16 2.1.9 3.0.0 3.0.4 3.1.0 3.1.4"},
		{BrokerProperties, "2.0 to 3.0", "2.0.16 2.1.9 3.0.5", "3.1.0 4.0.0 4.1.0"},
		{SafeRename, "4.0", "4.0.0 4.1.0", "2.0.16 2.1.10 3.0.5 3.1.4"},
		{AtomicReplicas, "4.0", "4.0.0 4.1.0", "2.1.8 3.0.3"},
		{CleanKeepsViews, "2.0.16, 2.1.7 or 3.0.3", "2.0.16 2.1.7 3.0.3 3.1.0 4.0.0", "2.0.15 2.1.6 3.0.2"},
		{StorageVault, "3.1", "3.1.0 4.0.0", "3.0.5"},
		{AnyTableName, "4.0", "4.0.0 4.1.0", "2.1.9 3.0.5 3.1.0"},
		{GuessedStorage, "3.1", "3.1.0 4.0.0", "2.0.16 2.1.9 3.0.5"},
		{TemporaryTables, "4.0", "4.0.0 4.1.0 4.2.0", "2.1.9 3.0.5 3.1.4"},
		{CloudRepositories, "3.1", "3.1.0 4.0.0 5.0.0", "3.0.5"},
		{SnapshotsNeedAdmin, "2.1.3", "2.1.3 3.0.0 4.1.0", "2.0.16 2.1.2"},
	} {
		t.Run(string(test.feature), func(t *testing.T) {
			if got := Since(test.feature); got != test.since {
				t.Errorf("since %q, want %q", got, test.since)
			}
			for _, have := range []bool{true, false} {
				list := test.haveNone
				if have {
					list = test.have
				}
				for text := range strings.FieldsSeq(list) {
					version, err := parseVersion(text)
					if err != nil {
						t.Fatal(err)
					}
					if got := version.Has(test.feature); got != have {
						t.Errorf("%s has it: %v", text, got)
					}
				}
			}
			if !(Version{}).Has(test.feature) {
				t.Error("an unknown version is refused the feature")
			}
			line, _ := parseVersion("3.1")
			if line.Has(test.feature) != (Version{Major: 3, Minor: 1, Patch: 4}).Has(test.feature) {
				t.Error("a version without patch is not the newest of its line")
			}
		})
	}
	if len(capabilities) != 25 {
		t.Errorf("%d features are in the table; test them all", len(capabilities))
	}
	if Since("no such feature") != "" || (Version{Major: 4}).Has("no such feature") {
		t.Error("an unknown feature is known")
	}
}

// cluster answers what the connected build is asked about itself.
func cluster(comment string, answers map[string]fakeAnswer) func(sql string) fakeAnswer {
	return func(sql string) fakeAnswer {
		for prefix, answer := range answers {
			if strings.HasPrefix(sql, prefix) {
				return answer
			}
		}
		switch {
		case strings.Contains(sql, `"version_comment"`):
			return table("Variable_name Value Default_Value Changed", []any{"version_comment", comment, comment, "0"})
		case strings.Contains(sql, `"lower_case_table_names"`):
			return table("Variable_name Value Default_Value Changed", []any{"lower_case_table_names", "1", "0", "0"})
		case strings.HasPrefix(sql, "SHOW FRONTENDS"):
			return frontendTable("h:1", "h:1", "h:1")
		case strings.HasPrefix(sql, "ADMIN SHOW FRONTEND CONFIG"):
			return table("Key Value")
		}
		return refused(1105, "unexpected statement "+sql)
	}
}

func TestClusterFacts(t *testing.T) {
	denied := refused(1105, "Access denied; you need (at least one of) the (ADMIN/OPERATOR) privilege(s) for this operation")
	config := func(name string) fakeAnswer { return table("Key Value", []any{name, ""}) }
	const legacyBuild, recentBuild = "Doris version doris-0.0.0--55dbedffc9", "doris version doris-0.0.0--abcdef"
	for _, test := range []struct {
		name, comment, believed string
		answers                 map[string]fakeAnswer
		want                    Cluster
		kind                    Kind
	}{
		{name: "recorded 4.1", comment: "doris version doris-4.1.0-677147005f", want: Cluster{ID: "7", Version: Version{Major: 4, Minor: 1}, LowerCaseTableNames: 1}},
		{name: "cloud", comment: "Doris version doris-3.0.2-rc01 (Cloud Mode)", want: Cluster{ID: "7", Version: Version{Major: 3, Patch: 2}, Cloud: true, LowerCaseTableNames: 1}},
		{name: "given", comment: "doris version doris-4.1.0-677147005f", believed: "2.1.7", want: Cluster{ID: "7", Version: Version{Major: 2, Minor: 1, Patch: 7}, LowerCaseTableNames: 1}},
		{
			name: "recorded 3.0 without a number", comment: legacyBuild,
			answers: map[string]fakeAnswer{`ADMIN SHOW FRONTEND CONFIG LIKE "cloud_unique_id"`: config("cloud_unique_id")},
			want:    Cluster{ID: "7", Version: Version{Major: 3, Patch: 3, Guessed: true}, LowerCaseTableNames: 1},
		},
		{
			name: "later 3.0 without a number", comment: legacyBuild,
			answers: map[string]fakeAnswer{
				`ADMIN SHOW FRONTEND CONFIG LIKE "cloud_unique_id"`:                       config("cloud_unique_id"),
				`ADMIN SHOW FRONTEND CONFIG LIKE "backup_handler_update_interval_millis"`: config("backup_handler_update_interval_millis"),
			},
			want: Cluster{ID: "7", Version: Version{Major: 3, Patch: 4, Guessed: true}, LowerCaseTableNames: 1},
		},
		{name: "2.1 without a number", comment: legacyBuild, want: Cluster{ID: "7", Version: Version{Major: 2, Minor: 1, Guessed: true}, LowerCaseTableNames: 1}},
		{
			name: "later 2.1 without a number", comment: legacyBuild,
			answers: map[string]fakeAnswer{`ADMIN SHOW FRONTEND CONFIG LIKE "backup_handler_update_interval_millis"`: config("backup_handler_update_interval_millis")},
			want:    Cluster{ID: "7", Version: Version{Major: 2, Minor: 1, Patch: 8, Guessed: true}, LowerCaseTableNames: 1},
		},
		{
			name: "older, not readable", comment: legacyBuild, answers: map[string]fakeAnswer{"ADMIN SHOW FRONTEND CONFIG": denied},
			want: Cluster{ID: "7", Version: Version{Major: 3, Patch: 3, Guessed: true}, LowerCaseTableNames: 1},
		},
		{name: "4.x without a number", comment: recentBuild, want: Cluster{ID: "7", Version: Version{Major: 4, Minor: 1, Guessed: true}, LowerCaseTableNames: 1}},
		{name: "unknown", comment: "something else", want: Cluster{ID: "7", Version: Version{Major: 4, Minor: 1, Guessed: true}, LowerCaseTableNames: 1}},
		{
			name: "no right to SHOW FRONTENDS", comment: "Doris version doris-3.0.3-rc01", answers: map[string]fakeAnswer{"SHOW FRONTENDS": denied},
			want: Cluster{Version: Version{Major: 3, Patch: 3}, LowerCaseTableNames: 1}, kind: KindAccessDenied,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			fe := startFrontend(t, cluster(test.comment, test.answers))
			client := openClient(t, func(cfg *Config) { cfg.Version = test.believed }, fe.address())
			var asked int
			for range 3 {
				got, err := client.Cluster(context.Background())
				if KindOf(err) != test.kind || (err != nil) != (test.kind != KindOther) {
					t.Fatalf("error %v", err)
				}
				if got != test.want {
					t.Errorf("got %+v, want %+v", got, test.want)
				}
				if asked == 0 {
					asked = len(fe.asked())
				}
			}
			if again := len(fe.asked()); again != asked {
				t.Errorf("asked %d times for what is known", again-asked)
			}
		})
	}
}

func TestHistoryLimit(t *testing.T) {
	setting := func(value string) fakeAnswer {
		return table("Key Value", []any{"max_backup_restore_job_num_per_db", value})
	}
	for _, test := range []struct {
		name   string
		answer fakeAnswer
		want   int
		asked  int // in two calls
	}{
		{"set", setting("25"), 25, 1},
		{"denied", refused(1105, "Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation"), 10, 1},
		{"not there", table("Key Value"), 10, 1},
		{"nonsense", setting("many"), 10, 1},
		{"no jobs", setting("0"), 0, 2},
		{"none at all", setting("-1"), 0, 2},
		{"failure", refused(1105, "something else"), 10, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			fe := startFrontend(t, func(string) fakeAnswer { return test.answer })
			client := openClient(t, nil, fe.address())
			for range 2 {
				if got := client.HistoryLimit(context.Background()); got != test.want {
					t.Errorf("got %d, want %d", got, test.want)
				}
			}
			if got := len(fe.asked()); got != test.asked {
				t.Errorf("asked %d times, want %d", got, test.asked)
			}
		})
	}
}
