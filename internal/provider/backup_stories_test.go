// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
)

// TestLimitColon: where Hadoop lists the repository, one label with a colon makes all of it unreadable.
func TestLimitColon(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		s.exec("CREATE REPOSITORY `lake` WITH HDFS ON LOCATION \"hdfs://ns1/doris\" PROPERTIES(\"fs.defaultFS\"=\"hdfs://ns1\",\"hadoop.username\"=\"doris\")")
		s.plansBackup("colon_hdfs", obj{"name": "at_10:30", "repository": "lake"})
		if line == "3.0" {
			s.plansBackup("colon", obj{"name": "at_10:30"})
			s.plansBackup("colon_prefix", obj{"name": nil, "name_prefix": "shop:"})
			s.plansBackup("colon_somewhere", obj{"name": "at_10:30", "repository": notKnown})
			return
		}
		x := s.thing("doris_backup")
		x.again()
		if diags := x.apply(t.Context(), with(shopBackup, obj{"name": "at_10:30"})); anyError(diags) {
			t.Error(diagnosticsText(diags))
		}
	})
}

// damage changes the info file of a snapshot, so that it no longer has the checksum in its name.
func (s *standIn) damage(label string) {
	s.t.Helper()
	files := s.store.Objects("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/__info_")
	if len(files) != 1 {
		s.t.Fatalf("info files of %s: %q", label, files)
	}
	if err := s.store.Put("backups", files[0], []byte("{}")); err != nil {
		s.t.Fatal(err)
	}
}

// TestDamagedSnapshot: one snapshot that cannot be read stands in nobody else's way.
func TestDamagedSnapshot(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		for _, name := range []string{"whole", "torn"} {
			x := s.thing("doris_backup")
			x.again()
			if diags := x.apply(t.Context(), with(shopBackup, obj{"name": name})); anyError(diags) {
				t.Fatal(diagnosticsText(diags))
			}
		}
		s.damage("torn")
		x := s.thing("doris_backup")
		x.again()
		list, diags := s.readData("doris_snapshots", obj{"repository": "dr_main"})
		golden(t, "damaged_list", steadySum(plain(diagnosticsText(diags))))
		if newest, ok := list["most_recent"].(obj); !ok || newest["name"] != "whole" {
			t.Errorf("the newest snapshot is %v", list["most_recent"])
		}
		_, diags = s.readData("doris_snapshot", obj{"repository": "dr_main", "name": "torn"})
		golden(t, "damaged_read", steadySum(plain(diagnosticsText(diags))))
		golden(t, "damaged_backup", steadySum(plain(diagnosticsText(x.apply(t.Context(), with(shopBackup, obj{"name": "torn"}))))))
		if diags := x.apply(t.Context(), with(shopBackup, obj{"name": nil, "name_prefix": "next_"})); anyError(diags) {
			t.Error(diagnosticsText(diags))
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
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "SNAPSHOTING")
	defer gate.Release()
	s.sim.StopBackends(2)
	x := s.thing("doris_backup")
	golden(t, "dead_backends", steady(plain(diagnosticsText(x.apply(t.Context(), with(shopBackup, obj{"timeouts": obj{"create": "1s"}}))))))

	r := newSnapshots(t)
	downloads := r.sim.HoldState("restore", "DOWNLOADING")
	defer downloads.Release()
	r.sim.StopBackends(1)
	restore := r.thing("doris_restore")
	golden(t, "dead_backends_restore", steady(plain(diagnosticsText(restore.apply(t.Context(), with(stageRestore, obj{"timeouts": obj{"create": "1s"}}))))))
}

// TestCaseOfSelectedNames: a plan looks at what Doris would take, whatever the case of the names.
func TestCaseOfSelectedNames(t *testing.T) {
	for mode, wants := range map[string][]string{"0": {"holds nothing that matches C*, Orders"}, "1": {"orders (1 partition)"}} {
		t.Run(mode, func(t *testing.T) {
			s := newStandIn(t)
			s.exec("SET GLOBAL lower_case_table_names = " + mode)
			x := s.thing("doris_backup")
			x.again()
			_, result := x.plan(with(shopBackup, obj{"tables": []string{"Orders", "C*"}, "partitions": obj{"Orders": []string{"p2025"}}}))
			for _, want := range wants {
				if text := diagnosticsText(result.diags); !strings.Contains(text, want) {
					t.Errorf("%q is not in %s", want, text)
				}
			}
		})
	}
}

// TestLimitNothingOfUse: a database of which Doris backs up nothing, such as its own.
func TestLimitNothingOfUse(t *testing.T) {
	s := newStandIn(t)
	s.exec("CREATE DATABASE `lake`")
	s.exec("CREATE EXTERNAL TABLE `lake`.`es_logs` (`id` INT) ENGINE=ELASTICSEARCH PROPERTIES(\"hosts\"=\"http://es:9200\",\"index\"=\"logs\")")
	s.plansBackup("other_engine_alone", obj{"database": "lake"})
}

// TestLimitNoJobs: Doris would take the backup and forget it at once.
func TestLimitNoJobs(t *testing.T) {
	s := newStandIn(t)
	s.exec("ADMIN SET FRONTEND CONFIG (\"max_backup_restore_job_num_per_db\" = \"0\")")
	s.plansBackup("no_jobs", nil)
}
