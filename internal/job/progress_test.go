// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"maps"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		state, tasks, progress string
		backup, restore        int // -1 = not known
	}{
		{"PENDING", "", "", 0, 0},
		{"CREATING", "", "", -1, 1},
		{"SNAPSHOTING", "[1=9], [2=9]", "", 1, 3},
		{"UPLOAD_SNAPSHOT", "", "", 10, -1},
		{"UPLOADING", "", "", 10, -1},
		{"UPLOADING", "1=9, 2=9", "", 10, -1},
		{"UPLOADING", "1=9, 2=9", "[1: 4/8]", 31, -1},               // 10 + 85 × (0.5 + 0) / 2
		{"UPLOADING", "[1=9], [2=9]", "[1: 4/8], [2: 8/8]", 73, -1}, // 10 + 85 × 0.75
		{"UPLOADING", "", "[1: 1/1]", 95, -1},
		{"UPLOADING", "[1=9]", "[1: 0/0]", 10, -1},
		{"UPLOADING", "[1=9]", "[1: 9/8]", 95, -1},
		{"SAVE_META", "", "", 95, -1},
		{"UPLOAD_INFO", "", "", 98, -1},
		{"DOWNLOAD", "", "", -1, 10},
		{"DOWNLOADING", "[1=9]", "[1: 1/3]", -1, 35}, // 10 + 75 / 3
		{"COMMIT", "", "", -1, 85},
		{"COMMITTING", "[1=9]", "", -1, 85},
		{"FINISHED", "", "", 100, 100},
		{"CANCELLED", "[1=9]", "[1: 1/3]", -1, -1},
		{"SOME_NEW_STATE", "", "", -1, -1},
	} {
		j := doris.Job{State: test.state, UnfinishedTasks: test.tasks, Progress: test.progress}
		for kind, want := range map[string]int{"backup": test.backup, "restore": test.restore} {
			percent, known := BackupPercent(doris.BackupJob{Job: j})
			if kind == "restore" {
				percent, known = RestorePercent(doris.RestoreJob{Job: j})
			}
			if known != (want >= 0) || known && percent != want {
				t.Errorf("%s %s with tasks %q, %q: %d, known %v, want %d", kind, test.state, test.tasks, test.progress, percent, known, want)
			}
		}
	}
}

func TestPhases(t *testing.T) {
	at := func(seconds int) time.Time { return time.Date(2026, 9, 11, 1, 0, seconds, 0, time.UTC) }
	for name, test := range map[string]struct{ got, want map[string]int64 }{
		"finished backup": {
			BackupPhases(doris.BackupJob{Job: doris.Job{Created: at(0), Finished: at(30)}, SnapshotFinished: at(4), UploadFinished: at(24)}),
			map[string]int64{"snapshot": 4, "upload": 20, "save": 6},
		},
		"backup that uploads": {
			BackupPhases(doris.BackupJob{Job: doris.Job{Created: at(0)}, SnapshotFinished: at(4)}), map[string]int64{"snapshot": 4},
		},
		"cancelled backup": {
			BackupPhases(doris.BackupJob{Job: doris.Job{Created: at(0), Finished: at(9)}, SnapshotFinished: at(4)}), map[string]int64{"snapshot": 4},
		},
		"finished restore": {
			RestorePhases(doris.RestoreJob{Job: doris.Job{Created: at(0), Finished: at(50)}, MetaPrepared: at(1), SnapshotFinished: at(3), DownloadFinished: at(40)}),
			map[string]int64{"prepare": 1, "snapshot": 2, "download": 37, "commit": 10},
		},
		"restore that waits": {RestorePhases(doris.RestoreJob{Job: doris.Job{Created: at(0)}}), map[string]int64{}},
	} {
		if !maps.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}

func TestTasksLeft(t *testing.T) {
	for tasks, want := range map[string]int{"": 0, "[1=9]": 1, "1=9, 2=9, 3=9": 3, "[1=9], [2=9]": 2} {
		if got := TasksLeft(doris.Job{UnfinishedTasks: tasks}); got != want {
			t.Errorf("%q: %d tasks, want %d", tasks, got, want)
		}
	}
}
