// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Runner runs jobs on one cluster and remembers, for the life of the configured provider, what was claimed and released.
type Runner struct{}

// Options of a Runner; zero values are the defaults.
type Options struct {
	Clock Clock         // nil = the machine's monotonic clock
	Poll  time.Duration // fixed interval between two looks; 0 = 2 % of the time waited, 1 s to 15 s
	Log   doris.LogFunc
}

// Clock is injected so that tests need not wait.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// New returns a runner for one cluster.
func New(cluster *doris.Client, options Options) *Runner { return &Runner{} }

// Backup takes a snapshot exactly once (Create). It returns *Error for everything that the lifecycle document names.
func (r *Runner) Backup(ctx context.Context, request BackupRequest) (BackupResult, error) {
	return BackupResult{}, nil
}

// ResumeBackup waits for the job in state and submits nothing (Update).
func (r *Runner) ResumeBackup(ctx context.Context, request BackupRequest, state BackupState) (BackupResult, error) {
	return BackupResult{}, nil
}

// Fate is what a read found out about an object in state.
type Fate string

// Fates of an object in state (lifecycle 3, Read).
const (
	Unchanged    Fate = "unchanged"
	Moved        Fate = "moved"        // a running job: Result holds its progress, or the full result
	Gone         Fate = "gone"         // deleted, cancelled or vanished: the object leaves the state, with a warning
	Unrestorable Fate = "unrestorable" // twins, or another's snapshot under the label
	Kept         Fate = "kept"         // repository missing or unreadable: nothing is concluded, a warning says so
)

// BackupRead is the outcome of ReadBackup.
type BackupRead struct {
	Fate    Fate
	Result  BackupResult // with Moved
	Notices []Notice
}

// ReadBackup looks at a backup in state; it never waits. Errors: no connection, no rights.
func (r *Runner) ReadBackup(ctx context.Context, state BackupState) (BackupRead, error) {
	return BackupRead{}, nil
}

// ImportBackup reads a snapshot that is to be managed: full from Details, or running.
func (r *Runner) ImportBackup(ctx context.Context, repository, label string) (BackupResult, error) {
	return BackupResult{}, nil
}

// ReleaseBackup notes that an object of this process gave the label up (Delete), before a Create of the same process.
func (r *Runner) ReleaseBackup(repository, label string) {}

// Restore restores a snapshot exactly once (Create).
func (r *Runner) Restore(ctx context.Context, request RestoreRequest) (RestoreResult, error) {
	return RestoreResult{}, nil
}

// RestoreAgain runs a restore on purpose (triggers changed), against the baseline in state (Update).
func (r *Runner) RestoreAgain(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	return RestoreResult{}, nil
}

// ResumeRestore waits for the job in state and submits nothing (Update).
func (r *Runner) ResumeRestore(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	return RestoreResult{}, nil
}

// RestoreRead is the outcome of ReadRestore. Present lists the targets that are still there.
type RestoreRead struct {
	Fate    Fate
	Result  RestoreResult
	Present []string
	Notices []Notice
}

// ReadRestore looks at a restore in state; it never waits and never asks for a new run.
func (r *Runner) ReadRestore(ctx context.Context, state RestoreState) (RestoreRead, error) {
	return RestoreRead{}, nil
}

// ImportRestore takes the newest FINISHED row of that snapshot in that database as the baseline (lifecycle 3, Import).
func (r *Runner) ImportRestore(ctx context.Context, repository, snapshot, database string) (RestoreResult, error) {
	return RestoreResult{}, nil
}

// ReleaseRestore notes that an object of this process gave its restore up (Delete).
func (r *Runner) ReleaseRestore(database, snapshot, timestamp string, created time.Time, droppedData bool) {
}

// PlanRestore says, without side effects, what a restore would meet now, for checks at plan: nil, or the *Error that
// Restore would return before it submits; notices for wait, adopt and queue.
func (r *Runner) PlanRestore(ctx context.Context, request RestoreRequest) ([]Notice, error) {
	return nil, nil
}
