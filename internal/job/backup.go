// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
)

// backup is one Create or resumed wait of a snapshot.
type backup struct {
	*operation
	request  BackupRequest
	identity backupIdentity

	asked           []string            // tables and views that were asked for; nil = not known
	askedPartitions map[string][]string // of the tables whose partitions were selected; nil = not known
	wanted          Selection           // as written: what a snapshot adopted by its name is compared with
	refused         error               // Doris's refusal of the label: somebody's files hold it
	nonces          int                 // labels that Doris refused
	stale           int                 // lists of objects of which one was gone
	foreign         proof               // race 3: what appeared under our label
	claimed         bool                // a job is ours by now: the claim stays even after an error
}

// Backup takes a snapshot exactly once (Create). It returns *Error for everything that the lifecycle document names.
func (r *Runner) Backup(ctx context.Context, request BackupRequest) (BackupResult, error) {
	b := r.newBackup(ctx, modeRun, request)
	defer b.stop()
	if !b.generated && !r.memory.claimBackup(b.operation, request.Name) {
		return BackupResult{}, b.fail(CodeDuplicate)
	}
	result, err := b.create()
	if err != nil && !b.claimed {
		r.memory.unclaimBackup(b.operation, b.label)
	}
	return result, err
}

func (r *Runner) newBackup(ctx context.Context, mode mode, request BackupRequest) *backup {
	t := target{kindBackup, request.Database, request.Repository, request.Name}
	b := &backup{operation: r.begin(ctx, mode, t, request.Wait), request: request, wanted: request.Selection}
	b.generated = request.NamePrefix != ""
	b.identity = backupIdentity{
		generated: b.generated, label: request.Name, prefix: request.NamePrefix, selection: request.Selection,
		request: Request(request.MetadataOnly, request.Selection, request.Triggers),
		ignore:  func(label string) bool { return r.memory.backupTaken(b.operation, label) },
	}
	return b
}

func (b *backup) create() (BackupResult, error) {
	release, err := b.lock()
	if err != nil {
		return BackupResult{}, err
	}
	defer release()
	if err := b.readPlace(); err != nil {
		return BackupResult{}, err
	}
	for {
		look, err := b.look()
		if err != nil {
			return BackupResult{}, b.coded(err)
		}
		result, again, err := b.carryOut(decideBackup(look.facts), look)
		if !again {
			return result, err
		}
	}
}

// carryOut does what the table says. again: decide anew.
func (b *backup) carryOut(d decision, look backupLook) (result BackupResult, again bool, err error) {
	b.remark(d, look)
	switch d.action {
	case actQueue:
		job, kind := look.history.unfinished()
		err = b.queue(kind, *job)
		return BackupResult{}, err == nil, err
	case actWait:
		b.claimFound(look.row)
		b.notice(Notice{Code: NoticeRunningAdopted, Label: look.row.Label})
		return b.await(&waiter{
			op: b.operation, level: b.adoptedLevel(), mayUnblock: b.identity.generated,
			key: jobKey{kind: kindBackup, database: b.database, label: look.row.Label, created: look.row.Created},
		})
	case actAdopt:
		b.claimFound(look.row)
		return b.adopt(look)
	case actSubmit:
		return b.submit(look)
	default:
		return BackupResult{}, false, b.refusal(d, look)
	}
}
