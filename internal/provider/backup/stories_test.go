// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestLimitColon: where Hadoop lists the repository, one label with a colon makes all of it unreadable.
func TestLimitColon(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		s.Exec("CREATE REPOSITORY `lake` WITH HDFS ON LOCATION \"hdfs://ns1/doris\" PROPERTIES(\"fs.defaultFS\"=\"hdfs://ns1\",\"hadoop.username\"=\"doris\")")
		plansBackup(s, "colon_hdfs", providertest.Obj{"name": "at_10:30", "repository": "lake"})
		if line == "3.0" {
			plansBackup(s, "colon", providertest.Obj{"name": "at_10:30"})
			plansBackup(s, "colon_prefix", providertest.Obj{"name": nil, "name_prefix": "shop:"})
			plansBackup(s, "colon_somewhere", providertest.Obj{"name": "at_10:30", "repository": providertest.NotKnown})
			return
		}
		x := s.Thing("doris_backup")
		x.Again()
		if diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "at_10:30"})); providertest.AnyError(diags) {
			t.Error(providertest.DiagnosticsText(diags))
		}
	})
}

// damage changes the info file of a snapshot, so that it no longer has the checksum in its name.
func damage(s *providertest.StandIn, label string) {
	s.T.Helper()
	files := s.Store.Objects("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/__info_")
	if len(files) != 1 {
		s.T.Fatalf("info files of %s: %q", label, files)
	}
	if err := s.Store.Put("backups", files[0], []byte("{}")); err != nil {
		s.T.Fatal(err)
	}
}

// TestDamagedSnapshot: one snapshot that cannot be read stands in nobody else's way.
func TestDamagedSnapshot(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		for _, name := range []string{"whole", "torn"} {
			x := s.Thing("doris_backup")
			x.Again()
			if diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": name})); providertest.AnyError(diags) {
				t.Fatal(providertest.DiagnosticsText(diags))
			}
		}
		damage(s, "torn")
		x := s.Thing("doris_backup")
		x.Again()
		list, diags := s.ReadData("doris_snapshots", providertest.Obj{"repository": "dr_main"})
		compare.Golden(t, "damaged_list", steadySum(providertest.Plain(providertest.DiagnosticsText(diags))))
		if newest, ok := list["most_recent"].(providertest.Obj); !ok || newest["name"] != "whole" {
			t.Errorf("the newest snapshot is %v", list["most_recent"])
		}
		_, diags = s.ReadData("doris_snapshot", providertest.Obj{"repository": "dr_main", "name": "torn"})
		compare.Golden(t, "damaged_read", steadySum(providertest.Plain(providertest.DiagnosticsText(diags))))
		compare.Golden(t, "damaged_backup", steadySum(providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "torn"}))))))
		if diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": nil, "name_prefix": "next_"})); providertest.AnyError(diags) {
			t.Error(providertest.DiagnosticsText(diags))
		}
	})
}

// steadySum leaves checksums out of a text.
func steadySum(text string) string {
	before, rest, found := strings.Cut(text, "md5sum does not equal. local: ")
	if !found {
		return text
	}
	return before + "md5sum does not equal. local: …" + rest[strings.IndexByte(rest, '"'):]
}

// TestDeadBackends: a job whose backend is down says nothing at all; the list of backends does.
func TestDeadBackends(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "SNAPSHOTING")
	defer gate.Release()
	s.Sim.StopBackends(2)
	x := s.Thing("doris_backup")
	compare.Golden(t, "dead_backends", steady(providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"timeouts": providertest.Obj{"create": "1s"}}))))))

	r := providertest.NewSnapshots(t)
	downloads := r.Sim.HoldState("restore", "DOWNLOADING")
	defer downloads.Release()
	r.Sim.StopBackends(1)
	restore := r.Thing("doris_restore")
	compare.Golden(t, "dead_backends_restore", steady(providertest.Plain(providertest.DiagnosticsText(restore.Apply(t.Context(), providertest.With(providertest.StageRestore, providertest.Obj{"timeouts": providertest.Obj{"create": "1s"}}))))))
}

// TestCaseOfSelectedNames: a plan looks at what Doris would take, whatever the case of the names.
func TestCaseOfSelectedNames(t *testing.T) {
	for mode, wants := range map[string][]string{"0": {"holds nothing that matches C*, Orders"}, "1": {"orders (1 partition)"}} {
		t.Run(mode, func(t *testing.T) {
			s := providertest.NewStandIn(t)
			s.Exec("SET GLOBAL lower_case_table_names = " + mode)
			x := s.Thing("doris_backup")
			x.Again()
			_, result := x.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"tables": []string{"Orders", "C*"}, "partitions": providertest.Obj{"Orders": []string{"p2025"}}}))
			for _, want := range wants {
				if text := providertest.DiagnosticsText(result.Diags); !strings.Contains(text, want) {
					t.Errorf("%q is not in %s", want, text)
				}
			}
		})
	}
}

// TestLimitNothingOfUse: a database of which Doris backs up nothing, such as its own.
func TestLimitNothingOfUse(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Exec("CREATE DATABASE `lake`")
	s.Exec("CREATE EXTERNAL TABLE `lake`.`es_logs` (`id` INT) ENGINE=ELASTICSEARCH PROPERTIES(\"hosts\"=\"http://es:9200\",\"index\"=\"logs\")")
	plansBackup(s, "other_engine_alone", providertest.Obj{"database": "lake"})
}

// TestLimitNoJobs: Doris would take the backup and forget it at once.
func TestLimitNoJobs(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Exec("ADMIN SET FRONTEND CONFIG (\"max_backup_restore_job_num_per_db\" = \"0\")")
	plansBackup(s, "no_jobs", nil)
}
