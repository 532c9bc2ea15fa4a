// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const theCustomers = "SELECT name FROM customers WHERE id = 1"

// verifying are the arguments of a restore whose first customer must have this name.
func verifying(name string, lines ...string) string {
	return strings.Join(append(lines, fmt.Sprintf("verify = { count_rows = true, queries = [{ sql = %q, expect = %q }] }", theCustomers, name)), "\n  ")
}

// TestVerificationStories: an apply that ends while it looks at the data, and data that is not what was expected: the one
// case in which a resource is tainted.
func TestVerificationStories(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	tell := func(name string, story func(s *story)) {
		t.Run(name, func(t *testing.T) {
			takeTurn(t)
			story(newStory(t, setting{cli: cli, kind: "restore"}))
		})
	}
	for _, blow := range blows {
		if blow.name == "double_SIGINT" || blow.name == "SIGTERM" {
			continue // the kill matrix has them
		}
		tell("killed/"+blow.name, func(s *story) { killedWhileVerifying(s, blow) })
	}
	tell("failed/keep", failedAndKept)
	tell("failed/drop_tables", failedAndDropped)
	tell("failed/drop_database", failedWithDatabase)
	tell("failed/overwrite", failedOverOthers)
	tell("failed/untaint", failedAndUntainted)
	tell("failed/destroy", failedAndDestroyed)
	tell("log", verificationLog)
}

// killedWhileVerifying: the job is done and the tables are there. The next apply looks again and restores nothing.
func killedWhileVerifying(s *story, blow blow) {
	s.extra = verifying("Ada")
	s.reconfigure()
	gate := s.sim.HoldBefore("SELECT COUNT")
	p := s.applyTo(gate)
	blow.strike(p)
	p.wait()
	gate.Release()
	s.mustNotBeTainted()
	s.mustEndWell(0)
	s.mustBeVerified(true)
}

func (s *story) mustBeVerified(passed bool) {
	s.t.Helper()
	verification, _ := s.state()[0].Values["verification"].(map[string]any)
	if verification["passed"] != passed {
		s.t.Errorf("the state says %v", verification)
	}
}

// mustFailVerification applies with a wrong expectation. After that nothing but a release of this restore in the apply
// itself makes the next one take it over: adopt_finished_within is "0s".
func (s *story) mustFailVerification(lines ...string) {
	s.t.Helper()
	s.extra = verifying("Alan", append(lines, `adopt_finished_within = "0s"`)...)
	s.reconfigure()
	s.apply().mustFail("The restored data failed verification", theCustomers+` gave "Ada", expected "Alan"`, "1 of 4 checks failed in database",
		"The data stays for inspection and terraform destroy follows on_destroy; try an older snapshot.")
	if objects := s.state(); len(objects) != 1 || objects[0].Status != "tainted" {
		s.t.Fatalf("the state holds %v, want one tainted restore", objects)
	}
	s.mustBeVerified(false)
	s.mustHaveRun(1, 0)
}

// correct writes the right expectation.
func (s *story) correct(lines ...string) {
	s.extra = verifying("Ada", append(lines, `adopt_finished_within = "0s"`)...)
	s.reconfigure()
}

// failedAndKept: the replacement takes the finished job over while its data is there, however old, and looks again.
func failedAndKept(s *story) {
	s.mustFailVerification()
	s.plan().mustEnd(2, []string{"is tainted, so", "A finished restore will be taken over"})
	s.apply().mustFail("The restored data failed verification") // nothing has changed
	s.mustHaveRun(1, 0)
	s.correct()
	if said := s.mustApply(); !strings.Contains(said, "The finished restore was kept") {
		s.t.Errorf("the apply does not say that nothing was restored:\n%s", said)
	}
	s.mustBeWell(0)
	s.mustBeVerified(true)
}

// failedAndDropped: the replacement restores anew what the destroy before it dropped.
func failedAndDropped(s *story) {
	const drop = `on_destroy = "drop_tables"`
	s.mustFailVerification(drop)
	s.correct(drop)
	s.plan().mustEnd(2, []string{"is tainted, so", "The restored tables will be dropped (" + s.target + ")", "customers, orders, tmp_import, v_orders"})
	s.mustApply()
	s.mustNotBeTainted()
	s.mustHaveRun(2, 0)
	s.mustBeVerified(true)
	s.mustBeClean()
	s.mustDestroy()
	s.mustHold()
}

// failedWithDatabase: the database stays for the replacement, which then counts it as its own.
func failedWithDatabase(s *story) {
	s.target = s.cluster.Name("drill")
	drop := []string{"create_database = true", `on_destroy = "drop_database"`}
	s.mustFailVerification(drop...)
	s.correct(drop...)
	s.mustApply()
	s.mustNotBeTainted()
	s.mustHaveRun(2, 0)
	s.mustBeClean()
	s.mustDestroy()
	if slices.ContainsFunc(s.cluster.Query("SHOW DATABASES"), func(row []string) bool { return row[0] == s.target }) {
		s.t.Errorf("database %s is still there", s.target)
	}
}

// failedOverOthers: which tables were there before is remembered where Terraform does not look when it replaces a tainted
// object. So none is dropped.
func failedOverOthers(s *story) {
	s.cluster.Exec("CREATE TABLE `" + s.target + "`.`customers` LIKE `" + s.shop.Database + "`.`customers`")
	lines := []string{`existing_tables = "overwrite"`, `on_destroy = "drop_tables"`}
	s.mustFailVerification(lines...)
	s.correct(lines...)
	if said := s.mustApply(); !strings.Contains(said, "The restored tables stay") {
		s.t.Errorf("the apply does not say that nothing was dropped:\n%s", said)
	}
	s.mustBeWell(0)
	s.mustDestroy()
	s.mustHold("customers", "orders", "tmp_import", "v_orders")
}

// failedAndUntainted: the way to look again without restoring anew.
func failedAndUntainted(s *story) {
	const drop = `on_destroy = "drop_tables"`
	s.mustFailVerification(drop)
	s.start("untaint", "-no-color", "doris_restore.job").mustSucceed()
	s.apply().mustFail("The restored data failed verification", "Another apply verifies again and restores nothing.")
	s.mustNotBeTainted()
	s.correct(drop)
	s.mustEndWell(0)
	s.mustDestroy()
	s.mustHold()
}

// failedAndDestroyed: a destroy knows what was there before.
func failedAndDestroyed(s *story) {
	s.cluster.Exec("CREATE TABLE `" + s.target + "`.`customers` LIKE `" + s.shop.Database + "`.`customers`")
	s.mustFailVerification(`existing_tables = "overwrite"`, `on_destroy = "drop_tables"`)
	s.mustDestroy()
	s.mustHold("customers")
}

func (s *story) mustDestroy() {
	s.t.Helper()
	s.start("destroy", "-auto-approve", "-input=false", "-no-color").mustSucceed()
}

// mustHold compares the tables and views of the target.
func (s *story) mustHold(want ...string) {
	s.t.Helper()
	var held []string
	for _, row := range s.cluster.Query("SHOW TABLES FROM `" + s.target + "`") {
		held = append(held, row[0])
	}
	slices.Sort(held)
	if !slices.Equal(held, want) {
		s.t.Errorf("%s holds %v, want %v", s.target, held, want)
	}
}

// verificationLog: neither the rows of the user's tables nor keys are logged.
func verificationLog(s *story) {
	s.extra = fmt.Sprintf("verify = { count_rows = true, queries = [{ sql = %q, expect = \"yes\" }] }", "SELECT concat('y', 'es')")
	s.reconfigure()
	s.environment = []string{"TF_LOG=TRACE"}
	said := s.mustApply()
	told := false
	for line := range strings.SplitSeq(said, "provider.terraform-provider-doris: ") {
		told = told || strings.HasPrefix(line, "looked at the restored data") && strings.Contains(line, "failed=0")
		if strings.HasPrefix(line, "Doris answered") && strings.Contains(line, "yes") {
			s.t.Errorf("an answer is logged: %s", line)
		}
	}
	if !told {
		s.t.Error("the log does not tell of the verification")
	}
	if secret := s.cluster.Storage.SecretKey; secret == "" || strings.Contains(said, secret) {
		s.t.Error("the secret key is logged")
	}
}
