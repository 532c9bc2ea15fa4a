// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ImportRestore takes the newest FINISHED row of that snapshot in that database as the baseline (LIFECYCLE.md "Import").
// Without a row, but with all tables of the snapshot there, the baseline is the server's time now. Nothing counts as
// created by it.
func (r *Runner) ImportRestore(ctx context.Context, repository, snapshot, database string) (RestoreResult, error) {
	o := &restore{operation: r.begin(ctx, modeRead, target{kindRestore, database, repository, snapshot}, Wait{})}
	defer o.stop()
	if _, err := o.openRepository(); err != nil {
		return RestoreResult{}, err
	}
	var look restoreLook
	if err := o.lookAtSnapshot(&look); err != nil {
		return RestoreResult{}, o.coded(err)
	}
	if look.facts.snapshot == snapshotTwice {
		return RestoreResult{}, o.refusal(refuse(CodeTwice), look)
	}
	rows, err := r.rows(ctx, kindRestore, database)
	if err != nil {
		return RestoreResult{}, o.coded(err)
	}
	found := o.newestFinished(rows)
	if found == nil && o.details == nil {
		return RestoreResult{}, o.refusal(refuse(CodeNoSnapshot), look)
	}
	progress := Progress{Label: snapshot}
	if found != nil {
		o.timestamp, o.details, progress = found.timestamp, found.restore.Source, found.progress(0)
	}
	if _, err := o.expand(Selection{}, nil); err != nil {
		return RestoreResult{}, o.coded(err)
	}
	present, err := o.presentTargets()
	if err != nil {
		return RestoreResult{}, o.coded(err)
	}
	missing := without(o.objects.targets, present)
	if found == nil && len(missing) > 0 {
		return RestoreResult{}, o.failWith(CodePartly, MissingObjects{Names: missing, Of: len(o.objects.targets)})
	}
	if found == nil {
		if progress.Created, err = r.cluster.Now(ctx); err != nil {
			return RestoreResult{}, o.coded(err)
		}
	}
	if len(missing) > 0 {
		o.notice(Notice{Code: NoticeImportLacks, Names: missing})
	}
	o.objects.keep(present)
	return o.result(progress, Imported), nil
}

// RestoredObjects lists what of a restore's targets stands in the database, for an imported restore whose selection and
// new names became known. Only Tables and Views of the result are set. Errors: E-SELECTION, E-NO-SNAPSHOT, E-NO-DATABASE.
func (r *Runner) RestoredObjects(ctx context.Context, request RestoreRequest) (RestoreResult, error) {
	o := &restore{operation: r.begin(ctx, modeRead, target{kindRestore, request.Database, request.Repository, request.Snapshot}, Wait{}), request: request}
	defer o.stop()
	var look restoreLook
	if err := o.lookAtSnapshot(&look); err != nil {
		return RestoreResult{}, o.coded(err)
	}
	if o.details == nil {
		return RestoreResult{}, o.refusal(refuse(CodeNoSnapshot), look)
	}
	present, err := o.presentTargets()
	if err != nil {
		return RestoreResult{}, o.coded(err)
	}
	o.objects.keep(present)
	return RestoreResult{Tables: o.objects.tables, Views: o.objects.views}, nil
}

// newestFinished returns the newest FINISHED restore of the snapshot; of the one in the repository, when that is there.
func (o *restore) newestFinished(rows []row) *row {
	for i := len(rows) - 1; i >= 0; i-- {
		r := &rows[i]
		if r.Label != o.label || r.State != doris.StateFinished || r.restore.Source == nil {
			continue
		}
		if o.details != nil && !r.restore.Source.BackupTime.Equal(o.details.BackupTime) {
			continue
		}
		return r
	}
	return nil
}
