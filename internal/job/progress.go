// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// BackupPhases are the phases of a backup that have ended, in whole seconds: snapshot, upload, save. The time in PENDING
// is part of the first one, because Doris does not write it down.
func BackupPhases(j doris.BackupJob) map[string]int64 { return row{Job: j.Job, backup: &j}.phases() }

// RestorePhases are those of a restore: prepare, snapshot, download, commit.
func RestorePhases(j doris.RestoreJob) map[string]int64 {
	return row{Job: j.Job, restore: &j}.phases()
}

// TasksLeft counts the tasks that backends have not finished. Doris lists at most 100 (since 2.1.8 and 3.0.4; DORIS.md
// "Values of columns"), so 100 means "100 or more". The column reads "[id=backend], ...".
func TasksLeft(j doris.Job) int { return strings.Count(j.UnfinishedTasks, "=") }

// stage is where a state begins and ends, in percent of the whole job. Moving the files takes nearly all of the time; the
// other states take a look of Doris's daemon each (DORIS.md "The job daemon").
type stage struct{ from, to int }

var backupStages = map[string]stage{
	"PENDING":           {0, 0},
	"SNAPSHOTING":       {1, 10},
	"UPLOAD_SNAPSHOT":   {10, 10},
	"UPLOADING":         {10, 95},
	"SAVE_META":         {95, 95},
	"UPLOAD_INFO":       {98, 98},
	doris.StateFinished: {100, 100},
}

var restoreStages = map[string]stage{
	"PENDING":           {0, 0},
	"CREATING":          {1, 1},
	"SNAPSHOTING":       {3, 10},
	"DOWNLOAD":          {10, 10},
	"DOWNLOADING":       {10, 85},
	"COMMIT":            {85, 85},
	"COMMITTING":        {85, 99},
	doris.StateFinished: {100, 100},
}

// BackupPercent estimates how far a backup is; known is false of a cancelled one and of a state that is new here.
func BackupPercent(j doris.BackupJob) (percent int, known bool) {
	return percentOf(backupStages, j.Job)
}

// RestorePercent does so of a restore.
func RestorePercent(j doris.RestoreJob) (percent int, known bool) {
	return percentOf(restoreStages, j.Job)
}

// percentOf places a job within its state by what its unfinished tasks have done. Doris lists no finished tasks, so it is
// a lower bound.
func percentOf(stages map[string]stage, j doris.Job) (int, bool) {
	s, known := stages[j.State]
	if !known {
		return 0, false
	}
	return s.from + int(float64(s.to-s.from)*tasksDone(j)), true
}

// taskProgress is one entry of the column Progress: "[10012: 3/8]" (DORIS.md "Values of columns").
var taskProgress = regexp.MustCompile(`(\d+)/(\d+)`)

// tasksDone is the mean over the unfinished tasks, between 0 and 1; a task that reports nothing has done nothing.
func tasksDone(j doris.Job) float64 {
	sum, reports := 0.0, 0
	for entry := range strings.SplitSeq(j.Progress, ",") {
		parts := taskProgress.FindStringSubmatch(entry)
		if parts == nil {
			continue
		}
		reports++
		done, _ := strconv.ParseFloat(parts[1], 64)
		if total, _ := strconv.ParseFloat(parts[2], 64); total > 0 {
			sum += min(done/total, 1)
		}
	}
	tasks := max(TasksLeft(j), reports)
	if tasks == 0 {
		return 0
	}
	return sum / float64(tasks)
}
