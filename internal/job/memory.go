// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"sync"
	"time"
)

// memory is what one configured provider remembers: what was claimed (created, adopted or resumed) and released
// (deleted) here. Terraform calls the Delete and the Create of a replacement in one process (LIFECYCLE.md "Whose job is it").
type memory struct {
	mu               sync.Mutex
	backups          map[backupPlace]*operation
	releasedBackups  map[backupPlace]bool
	restores         map[restorePlace]restoreClaim
	releasedRestores map[restorePlace]bool // value: its data was dropped
	foreseen         map[restorePlace][]string
	inherited        map[string]bool
}

func newMemory() memory {
	return memory{
		backups: map[backupPlace]*operation{}, releasedBackups: map[backupPlace]bool{},
		restores: map[restorePlace]restoreClaim{}, releasedRestores: map[restorePlace]bool{},
		foreseen: map[restorePlace][]string{}, inherited: map[string]bool{},
	}
}

type backupPlace struct{ repository, label string }

type restorePlace struct {
	database, snapshot, timestamp string
	created                       int64 // seconds since the epoch
}

type restoreClaim struct {
	owner   *operation
	targets []string
}

// claimBackup makes the label the operation's own; false when another object of this process has it.
func (m *memory) claimBackup(o *operation, label string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := backupPlace{o.repository, label}
	if owner, taken := m.backups[key]; taken && owner != o {
		return false
	}
	m.backups[key] = o
	return true
}

// unclaimBackup takes the claim back: the operation ended without a snapshot.
func (m *memory) unclaimBackup(o *operation, label string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := backupPlace{o.repository, label}
	if m.backups[key] == o {
		delete(m.backups, key)
	}
}

// backupTaken reports whether a label is claimed by another operation or was released here.
func (m *memory) backupTaken(o *operation, label string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := backupPlace{o.repository, label}
	owner, taken := m.backups[key]
	return taken && owner != o || m.releasedBackups[key]
}

func (m *memory) backupReleased(repository, label string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.releasedBackups[backupPlace{repository, label}]
}

// restoreTaken reports whether another operation has the restore.
func (m *memory) restoreTaken(o *operation, key restorePlace) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	claim, taken := m.restores[key]
	return taken && claim.owner != o
}

// restoreOfOtherTargets reports whether another operation has the restore, under other new names: Doris does not show
// these, so its row looks like this one's.
func (m *memory) restoreOfOtherTargets(o *operation, key restorePlace, targets []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	claim, taken := m.restores[key]
	return taken && claim.owner != o && !sameSet(claim.targets, targets)
}

func (m *memory) claimRestore(o *operation, key restorePlace, targets []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.restores[key] = restoreClaim{owner: o, targets: targets}
}

// restoreReleased reports whether a Delete of this process gave the restore up, and whether it dropped the data.
func (m *memory) restoreReleased(key restorePlace) (released, dropped bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	dropped, released = m.releasedRestores[key]
	return released, dropped
}

// ReleaseBackup notes that an object of this process gave the label up (Delete), before a Create of the same process.
func (r *Runner) ReleaseBackup(repository, label string) {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	r.memory.releasedBackups[backupPlace{repository, label}] = true
}

// ReleaseRestore notes that an object of this process gave its restore up (Delete).
func (r *Runner) ReleaseRestore(database, snapshot, timestamp string, created time.Time, droppedData bool) {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	r.memory.releasedRestores[restorePlace{database, snapshot, timestamp, created.Unix()}] = droppedData
}

// BackupClaimed reports whether an object of this process made, adopted or resumed this snapshot: a Delete must then not
// touch its files (create_before_destroy, LIFECYCLE.md "What Terraform sees").
func (r *Runner) BackupClaimed(repository, label string) bool {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	_, claimed := r.memory.backups[backupPlace{repository, label}]
	return claimed
}

// ClaimedTables lists the targets in a database that restores of this process made or adopted, sorted: a Delete must
// not drop them (create_before_destroy, LIFECYCLE.md "What Terraform sees").
func (r *Runner) ClaimedTables(database string) []string {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	var tables []string
	for key, claim := range r.memory.restores {
		if key.database == database {
			tables = append(tables, claim.targets...)
		}
	}
	slices.Sort(tables)
	return slices.Compact(tables)
}
