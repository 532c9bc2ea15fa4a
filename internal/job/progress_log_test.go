// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"
)

// One log line per change, never per look.
func TestProgressIsLoggedOncePerChange(t *testing.T) {
	f := newFake(t)
	f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"UPLOADING": time.Hour} }
	var lines []string
	r := newRunner(f, Options{Clock: f.clock, Log: func(_ context.Context, level, message string, fields map[string]any) {
		if level == "info" && fields["elapsed"] != nil {
			lines = append(lines, message)
		}
	}})
	_, err := r.Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if f.calls["BackupJobs"] < 100 || lines[0] != "submitted" || lines[len(lines)-1] != "verified in the repository" {
		t.Fatalf("%d looks, lines %v", f.calls["BackupJobs"], lines)
	}
	seen := map[string]int{}
	for _, line := range lines {
		seen[line]++
	}
	if seen["UPLOADING"] != 1 || seen["FINISHED"] != 1 || len(lines) != len(seen) {
		t.Errorf("lines %v", lines)
	}
}
