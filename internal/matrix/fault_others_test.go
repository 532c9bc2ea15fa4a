// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// othersFaults are about other clients, other resources and other states.
func othersFaults() []fault {
	return []fault{
		{name: "another_job_holds_the_database", extra: `timeouts = { create = "8s" }`, tell: func(s *story) {
			gate := s.holdByAnother("UPLOADING")
			s.apply().mustFail("Another job holds the database", `Backup "another" of database "`+s.database()+`"`,
				"nothing was submitted", "CANCEL BACKUP FROM `"+s.database()+"`;")
			gate.Release()
			s.extra = ""
			s.reconfigure()
			s.mustEndWell(0)
		}},
		{name: "another_job_ends", tell: func(s *story) {
			gate := s.holdByAnother("UPLOADING")
			s.sim.ResetStatements()
			p := s.apply()
			s.awaitStatement("SHOW BACKUP", 4)
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "another_restore_holds_the_database", extra: `timeouts = { create = "8s" }`, tell: func(s *story) {
			gate := s.holdByAnotherRestore()
			s.apply().mustFail("Another job holds the database", `Restore "source" of database "`+s.database()+`"`,
				"CANCEL RESTORE FROM `"+s.database()+"`;")
			gate.Release()
			s.extra = ""
			s.reconfigure()
			s.mustEndWell(0)
		}},
		{name: "three_resources_on_one_database", tell: threeResources},
		{name: "two_states_at_once", bothNames: true, tell: twoStates},
		{name: "name_held_by_an_unfinished_job", kinds: onlyBackup, tell: func(s *story) {
			s.name = snapshot
			s.reconfigure()
			gate := s.sim.HoldState("backup", "UPLOADING")
			s.cluster.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", s.database(), snapshot, s.repository))
			<-gate.Reached
			s.sim.ResetStatements()
			p := s.apply()
			s.awaitStatement("SHOW BACKUP", 3)
			gate.Release()
			p.mustSucceed() // the same objects under the same name: one job, with a warning
			s.mustBeWell(0)
		}},
		{name: "name_held_by_a_part_of_the_database", kinds: onlyBackup, tell: func(s *story) {
			s.name = snapshot
			s.reconfigure()
			gate := s.sim.HoldState("backup", "UPLOADING")
			s.cluster.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s` ON (`%s`)", s.database(), snapshot, s.repository, s.shop.Customers))
			<-gate.Reached
			s.sim.ResetStatements()
			p := s.apply()
			s.awaitStatement("SHOW BACKUP", 3)
			gate.Release()
			// Tables could have been created since, so that this is no proof of another's job; but nobody shall miss it.
			p.mustSucceed("lacks objects of the database", s.shop.Orders)
			s.mustBeWell(0)
		}},
		{name: "name_held_by_other_objects", kinds: onlyBackup, extra: `tables = ["orders"]`, tell: func(s *story) {
			s.name = snapshot
			s.reconfigure()
			gate := s.sim.HoldState("backup", "UPLOADING")
			s.cluster.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s` ON (`%s`)", s.database(), snapshot, s.repository, s.shop.Customers))
			<-gate.Reached
			s.sim.ResetStatements()
			p := s.apply()
			s.awaitStatement("SHOW BACKUP", 3)
			gate.Release()
			p.mustFail("Another backup has this name")
			s.name = snapshot + "_mine"
			s.reconfigure()
			s.mustApply()
			s.mustNotBeTainted()
			s.mustHaveRun(2, 0) // theirs and ours
			s.mustHaveSnapshots(2)
			s.mustBeClean()
		}},
		{name: "name_used_up", kinds: onlyBackup, tell: func(s *story) {
			s.name = snapshot
			s.reconfigure()
			gate := s.sim.HoldState("backup", "UPLOADING")
			s.cluster.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", s.database(), snapshot, s.repository))
			<-gate.Reached
			s.cancelByHand()
			gate.Release()
			s.apply().mustFail("The snapshot name is used up", "__ss_"+snapshot)
			s.name = snapshot + "_again"
			s.reconfigure()
			s.mustEndWell(1)
		}},
		{name: "cancelled_by_somebody", bothNames: true, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.cancelByHand()
			gate.Release()
			p.mustFail("was cancelled", "user cancelled")
			if s.name != "" { // its first files have used the name up
				s.name = snapshot + "_again"
				s.reconfigure()
			}
			s.mustEndWell(1)
		}},
	}
}

// holdByAnother lets another's backup hold the database in a state until the gate is released.
func (s *story) holdByAnother(state string) *dorissim.Gate {
	s.t.Helper()
	if s.kind == "restore" {
		s.cluster.Exec("CREATE TABLE `" + s.target + "`.`bystander` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	}
	gate := s.sim.HoldState("backup", state)
	s.cluster.Exec("BACKUP SNAPSHOT `" + s.database() + "`.`another` TO `" + s.repository + "`")
	<-gate.Reached
	return gate
}

// holdByAnotherRestore lets another's restore, of a table that nobody else wants, hold the database.
func (s *story) holdByAnotherRestore() *dorissim.Gate {
	s.t.Helper()
	s.cluster.TakeSnapshot(s.t, s.repository, s.shop.Database, "source")
	row := s.cluster.Query(fmt.Sprintf("SHOW SNAPSHOT ON `%s` WHERE SNAPSHOT = \"source\"", s.repository))[0]
	gate := s.sim.HoldState("restore", "DOWNLOADING")
	s.cluster.Exec(fmt.Sprintf("RESTORE SNAPSHOT `%s`.`source` FROM `%s` ON (`%s` AS `theirs`) PROPERTIES(\"backup_timestamp\"=\"%s\",\"replication_num\"=\"1\")",
		s.database(), s.repository, s.shop.TmpImport, row[1]))
	<-gate.Reached
	return gate
}

// threeResources: three objects of one configuration queue in one apply. Equal backups take a snapshot each.
func threeResources(s *story) {
	s.name = ""
	configuration := s.cluster.Provider(s.providers...)
	for i, table := range []string{s.shop.Orders, s.shop.Customers, s.shop.TmpImport} {
		if s.kind == "restore" {
			s.extra = fmt.Sprintf("tables = [%q]", table)
		}
		configuration += s.resource(fmt.Sprintf("job%d", i))
	}
	s.write(configuration)
	s.mustApply()
	s.mustNotBeTainted()
	s.mustHaveRun(3, 0)
	if s.kind == "backup" {
		s.mustHaveSnapshots(3)
	}
	s.mustBeClean()
}

// twoStates: two pipelines apply the same configuration at the same moment. One job serves both.
func twoStates(s *story) {
	other := newWorkspace(s.t, s.cli.Program, s.configuration())
	gate := s.sim.HoldBefore(s.verb())
	first, second := s.apply(), other.apply()
	s.awaitStatement(s.verb(), 2)
	gate.Release()
	first.mustSucceed()
	second.mustSucceed()
	s.mustBeWell(0)
	other.mustNotBeTainted()
	other.mustBeClean()
}
