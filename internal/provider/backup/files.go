// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// snapshotFiles are the files of one repository's snapshots, as package job asks for them.
type snapshotFiles struct{ repository *objectstore.Repository }

// Look reads what lies under a label, and what its info files say.
func (f snapshotFiles) Look(ctx context.Context, label string) (job.FilesLook, error) {
	look, err := f.repository.Look(ctx, label)
	if err != nil {
		return job.FilesLook{}, err
	}
	found := job.FilesLook{Empty: look.Empty}
	for _, file := range look.Infos {
		info, err := f.repository.Info(ctx, label, file)
		if err != nil {
			return job.FilesLook{}, err
		}
		found.Infos = append(found.Infos, job.FilesInfo{Timestamp: file.Timestamp, Name: info.Name, Database: info.Database, BackupTime: info.BackupTime})
	}
	return found, nil
}

// Newest is when something under a label was last written.
func (f snapshotFiles) Newest(ctx context.Context, label string) (time.Time, error) {
	return f.repository.Newest(ctx, label)
}

// Delete deletes everything under a label.
func (f snapshotFiles) Delete(ctx context.Context, label string) (job.Removed, error) {
	deleted, err := f.repository.Delete(ctx, label)
	return job.Removed(deleted), err
}
