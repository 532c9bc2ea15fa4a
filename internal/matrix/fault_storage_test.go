// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// storageFaults are about the bucket and the repository.
func storageFaults() []fault {
	own := []acctest.Option{acctest.OwnS3()}
	return []fault{
		{name: "credentials_revoked_and_given_back", options: own, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.cluster.SimS3(s.t).Revoke(true)
			gate.Release()
			await(s.t, "the backends' tasks fail", func() bool { return strings.Contains(s.taskErrors(), "403") })
			s.cluster.SimS3(s.t).Revoke(false)
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "revoked_before_the_proof", kinds: onlyBackup, options: own, tell: func(s *story) {
			p := s.finishUnseen()
			s.cluster.SimS3(s.t).Revoke(true)
			s.sim.ResetStatements()
			p.gate.Release()
			s.awaitStatement(s.proof(), 1)
			time.Sleep(200 * time.Millisecond) // it is answered; nothing is concluded from that answer
			s.cluster.SimS3(s.t).Revoke(false)
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "revoked_before_the_submission", options: own, tell: func(s *story) {
			s.cluster.SimS3(s.t).Revoke(true)
			s.apply().mustFail("The repository cannot be read")
			s.cluster.SimS3(s.t).Revoke(false)
			s.mustEndWell(0)
		}},
		{name: "snapshot_deleted_outside", bothNames: true, kinds: onlyBackup, options: own, tell: func(s *story) {
			s.mustApply()
			s.deleteSnapshot()
			s.mustApply()
			s.mustNotBeTainted()
			s.mustHaveRun(2, 0)
			s.mustHaveSnapshots(1)
			s.mustBeClean()
		}},
		{name: "snapshot_deleted_after_the_restore", kinds: onlyRestore, options: own, tell: func(s *story) {
			s.mustApply()
			s.deleteSnapshot()
			s.mustNotBeTainted()
			s.mustHaveRun(1, 0)
			s.mustBeClean()
		}},
		{name: "snapshot_deleted_before_the_proof", bothNames: true, kinds: onlyBackup, options: own, tell: func(s *story) {
			p := s.finishUnseen()
			s.deleteSnapshot()
			p.gate.Release()
			p.mustFail("The snapshot is not in the repository")
			s.mustApply()
			s.mustNotBeTainted()
			s.mustHaveRun(2, 0)
			s.mustHaveSnapshots(1)
			s.mustBeClean()
		}},
		{name: "repository_dropped_before_the_proof", kinds: onlyBackup, tell: func(s *story) {
			p := s.finishUnseen()
			s.cluster.Exec("DROP REPOSITORY `" + s.repository + "`")
			p.gate.Release()
			p.mustFail("The repository cannot be read", "not registered")
			s.cluster.CreateRepository(s.t, s.repository, s.cluster.Location("repo"))
			s.mustEndWell(0)
		}},
		{name: "repository_dropped_outside", tell: func(s *story) {
			s.mustApply()
			s.cluster.Exec("DROP REPOSITORY `" + s.repository + "`")
			s.mustBeClean() // nothing is concluded from a repository that is not there
			s.cluster.CreateRepository(s.t, s.repository, s.cluster.Location("repo"))
			s.mustEndWell(0)
		}},
	}
}

// taskErrors are all columns of the jobs shown for the story's database.
func (s *story) taskErrors() string {
	var all []string
	for _, row := range s.cluster.Query(s.show() + " FROM `" + s.database() + "`") {
		all = append(all, row...)
	}
	return strings.Join(all, " ")
}

// deleteSnapshot removes our snapshots from the bucket, as somebody with a console does.
func (s *story) deleteSnapshot() {
	s.t.Helper()
	folder := strings.TrimPrefix(s.cluster.Location("repo"), "s3://"+s.cluster.Storage.Bucket+"/")
	server := s.cluster.SimS3(s.t)
	if server.Delete(s.cluster.Storage.Bucket, folder+"/__palo_repository_"+s.repository+"/__ss_"+snapshot) == 0 {
		s.t.Errorf("nothing to delete among %v", server.Objects(s.cluster.Storage.Bucket, folder))
	}
}
