// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// objectRef is one object of a backup job; no partitions = all.
type objectRef struct {
	table      string
	partitions []string
}

// backup is BACKUP SNAPSHOT: it checks and submits (recorded: backup_bad, backup_selection).
func (h *Handler) backup(ctx context.Context, session Session, s *sql.Backup) *profile.Error {
	database, err := h.checkLabel(session, s.Database, s.Label)
	if err != nil {
		return err
	}
	listed, err := h.checkRefs(s.Objects)
	if err != nil {
		return err
	}
	for _, ref := range listed {
		if ref.Alias != "" {
			word := "Stmt"
			if h.profile.Nereids {
				word = "Command"
			}
			return h.profile.Err(profile.Analysis, "Can not set alias for table in Backup %s: %s", word, ref.Name.Table)
		}
	}
	timeout, err := h.checkTimeout(s.Properties, h.profile.BackupTimeoutBreaks)
	if err != nil {
		return err
	}
	kind, content, err := h.backupProperties(s.Properties)
	if err != nil {
		return err
	}
	given := submission{database: database, label: s.Label, timeout: timeout}
	return h.submit(ctx, given, s.Repository, func(given submission) (job, *profile.Error) {
		if given.repository.ReadOnly {
			return nil, h.profile.Err(profile.Common, "Repository %s is read only", given.repository.Name)
		}
		refs, err := h.backupObjects(given.database, s.Objects, listed)
		if err != nil {
			return nil, err
		}
		if err := h.checkLabelFree(ctx, given, kind); err != nil {
			return nil, err
		}
		return &backupJob{jobHead: h.newHead(kindBackup, given), refs: refs, content: content}, nil
	})
}

// backupProperties reads type and content (DORIS.md "Properties of BACKUP").
func (h *Handler) backupProperties(properties sql.Properties) (kind, content string, err *profile.Error) {
	kind, content = "full", bucket.ContentAll
	if text, given := properties.Get("type"); given {
		kind = strings.ToLower(text)
		if kind != "full" && kind != "incremental" {
			return "", "", h.profile.Err(profile.Common, "Invalid backup job type: %s", text)
		}
	}
	if text, given := properties.Get("content"); given {
		content = strings.ToUpper(text)
		if content != bucket.ContentAll && content != bucket.ContentMetadata {
			return "", "", h.profile.Err(profile.Common, "Invalid backup job content:%s", text)
		}
	}
	if unknown := unknownProperties(properties, "timeout", "type", "content"); unknown != "" {
		return "", "", h.profile.Err(profile.Common, "Unknown backup job properties: %s", unknown)
	}
	return kind, content, nil
}

// backupObjects lists what is to be backed up and checks it. EXCLUDE takes whole tables away, also with a partition list
// (DORIS.md "Lists of objects").
func (h *Handler) backupObjects(database string, list *sql.ObjectList, listed []sql.ObjectRef) ([]objectRef, *profile.Error) {
	var refs []objectRef
	var failed *profile.Error
	err := h.catalog.View(database, func(d *catalog.Database) error {
		if list != nil && !list.Exclude {
			refs, failed = h.checkListed(d, listed)
			return nil
		}
		for _, t := range d.Tables() {
			if !slices.ContainsFunc(listed, func(ref sql.ObjectRef) bool { return ref.Name.Table == t.Name }) {
				refs = append(refs, objectRef{table: t.Name})
			}
		}
		refs, failed = h.checkTables(d, refs)
		return nil
	})
	if err != nil {
		return nil, h.profile.UnknownDatabase(database)
	}
	return refs, failed
}

// checkListed turns the list after ON into objects.
func (h *Handler) checkListed(d *catalog.Database, listed []sql.ObjectRef) ([]objectRef, *profile.Error) {
	var refs []objectRef
	for _, ref := range listed {
		if t := d.Table(ref.Name.Table); ref.Temporary && t != nil && t.Kind == catalog.OLAP &&
			!h.configFlag("ignore_backup_tmp_partitions") {
			return nil, h.profile.Err(profile.Common, "Do not support backup temp partitions in table %s", ref.Name.Table)
		}
		refs = append(refs, objectRef{table: ref.Name.Table, partitions: ref.Partitions})
	}
	return h.checkTables(d, refs)
}

// checkTables refuses what cannot be backed up (DORIS.md "What a backup holds", "Lists of objects").
func (h *Handler) checkTables(d *catalog.Database, refs []objectRef) ([]objectRef, *profile.Error) {
	var kept []objectRef
	for _, ref := range refs {
		t := d.Table(ref.table)
		switch {
		case t == nil:
			return nil, h.profile.Err(profile.UnknownTable, "Unknown table '%s'", ref.table)
		case t.Kind == catalog.View || t.Kind == catalog.MaterializedView:
		case t.Temporary && (len(refs) > 1 || h.configFlag("ignore_backup_not_support_table_type")):
			continue // only 4.0 and newer have them (DORIS.md "What a backup holds")
		case t.Temporary:
			return nil, h.profile.Err(profile.Common, "Table %s is a temporary table, do not support backup", catalog.TemporaryDisplayName(t.Name))
		case t.Kind != catalog.OLAP && h.configFlag("ignore_backup_not_support_table_type"):
			continue
		case t.Kind != catalog.OLAP:
			return nil, h.profile.Err(profile.NotOLAP, "Table '%s' is not a OLAP table", ref.table)
		case len(t.TempPartitions) > 0 && !h.configFlag("ignore_backup_tmp_partitions"):
			return nil, h.profile.Err(profile.Common, "Do not support backup table %s with temp partitions", ref.table)
		default:
			for _, partition := range ref.partitions {
				if t.Partition(partition) == nil {
					return nil, h.profile.Err(profile.Common, "Unknown partition %s in table%s", partition, ref.table)
				}
			}
		}
		kept = append(kept, ref)
	}
	return kept, nil
}

// checkLabelFree asks the bucket whether the label was ever used, by whomever: its folder is there from the first uploaded
// file on (DORIS.md "One job per database").
func (h *Handler) checkLabelFree(ctx context.Context, s submission, kind string) *profile.Error {
	if s.repository == h.repos.local {
		return nil
	}
	files := s.repository.files()
	labels, err := files.Labels(ctx)
	if err != nil {
		return h.profile.Err(profile.Common, "%s", h.failureText(err, files.Snapshots()))
	}
	if !slices.Contains(labels, s.label) {
		return nil
	}
	if kind == "incremental" {
		return h.profile.Err(profile.Common, "Currently does not support incremental backup")
	}
	return h.profile.Err(profile.Common, "Snapshot with name '%s' already exist in repository", s.label)
}
