// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// restore is RESTORE SNAPSHOT: it checks what can be known at once and submits (recorded: restore_bad). What depends on the
// tables that are there is found out by the job: see restore_prepare.go.
func (h *Handler) restore(ctx context.Context, session Session, s *sql.Restore) *profile.Error {
	if s.Repository == keepOnLocal {
		return h.profile.Err(profile.Common, "restore from the local repo via SQL call is not supported")
	}
	database, err := h.checkLabel(session, s.Database, s.Label)
	if err != nil {
		return err
	}
	listed, err := h.checkRefs(s.Objects)
	if err != nil {
		return err
	}
	if err := h.checkAliases(s.Objects); err != nil {
		return err
	}
	timeout, err := h.checkTimeout(s.Properties, h.profile.RestoreTimeoutBreaks)
	if err != nil {
		return err
	}
	options, err := h.restoreProperties(s.Properties)
	if err != nil {
		return err
	}
	timestamp, _ := s.Properties.Get("backup_timestamp")
	given := submission{database: database, label: s.Label, timeout: timeout}
	return h.submit(ctx, given, s.Repository, func(given submission) (job, *profile.Error) {
		files := given.repository.files()
		info, failed := files.DownloadInfo(ctx, s.Label, timestamp)
		if failed != nil {
			return nil, h.profile.Err(profile.Common, "Failed to get info of snapshot '%s' because: %s. Maybe specified wrong backup timestamp",
				s.Label, h.failureText(failed, files.Info(s.Label, timestamp)))
		}
		info.Aliases = bucket.Aliases{}
		if err := h.chooseObjects(info, s.Objects, listed); err != nil {
			return nil, err
		}
		j := &restoreJob{jobHead: h.newHead(kindRestore, given), restoreOptions: options, info: info}
		j.timestamp = timestamp
		return j, nil
	})
}

// checkAliases refuses an alias that is another listed table or another alias (DORIS.md "Names").
func (h *Handler) checkAliases(list *sql.ObjectList) *profile.Error {
	if list == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, ref := range list.Refs {
		seen[ref.Name.Table] = true
	}
	for _, ref := range list.Refs {
		if ref.Alias == "" {
			continue
		}
		if seen[ref.Alias] {
			return h.profile.Err(profile.Analysis, "Duplicated alias name: %s", ref.Alias)
		}
		seen[ref.Alias] = true
	}
	return nil
}

// chooseObjects leaves the objects of the statement in the info (DORIS.md "Lists of objects").
func (h *Handler) chooseObjects(info *bucket.Info, list *sql.ObjectList, listed []sql.ObjectRef) *profile.Error {
	if list == nil {
		return nil
	}
	if list.Exclude {
		return h.excludeObjects(info, listed)
	}
	tables, views := map[string]bool{}, map[string]bool{}
	for _, ref := range listed {
		name := ref.Name.Table
		table := info.Table(name)
		switch {
		case table != nil:
			if err := h.choosePartitions(table, ref); err != nil {
				return err
			}
			tables[name] = true
		case info.View(name):
			views[name] = true
		default:
			return h.profile.Err(profile.Common, "Table %s does not exist in snapshot %s", name, info.Name)
		}
		if ref.Alias != "" {
			info.Aliases[name] = ref.Alias
		}
	}
	info.Tables = slices.DeleteFunc(info.Tables, func(t *bucket.TableInfo) bool { return !tables[t.Name] })
	info.Objects.Views = slices.DeleteFunc(info.Objects.Views, func(v bucket.NamedID) bool { return !views[v.Name] })
	return nil
}

func (h *Handler) choosePartitions(table *bucket.TableInfo, ref sql.ObjectRef) *profile.Error {
	if ref.Partitions == nil {
		return nil
	}
	if ref.Temporary {
		return h.profile.Err(profile.Common, "Do not support restoring temporary partitions in table %s", table.Name)
	}
	for _, name := range ref.Partitions {
		if table.Partition(name) == nil {
			return h.profile.Err(profile.Common, "Partition %s of table %s does not exist in snapshot", name, table.Name)
		}
	}
	table.Partitions = slices.DeleteFunc(table.Partitions, func(p *bucket.PartitionInfo) bool {
		return !slices.Contains(ref.Partitions, p.Name)
	})
	return nil
}

// excludeObjects is EXCLUDE: it works for views and for partitions, and does nothing for a whole table, in every version
// (DORIS.md "Lists of objects"; recorded: restore_options).
func (h *Handler) excludeObjects(info *bucket.Info, listed []sql.ObjectRef) *profile.Error {
	for _, ref := range listed {
		table := info.Table(ref.Name.Table)
		view := info.View(ref.Name.Table)
		if table == nil && !view {
			continue
		}
		if ref.Alias != "" {
			return h.profile.Err(profile.Common, "The table alias in exclude clause does not make sense")
		}
		if view {
			info.Objects.Views = slices.DeleteFunc(info.Objects.Views, func(v bucket.NamedID) bool { return v.Name == ref.Name.Table })
			continue
		}
		if ref.Partitions != nil {
			table.Partitions = slices.DeleteFunc(table.Partitions, func(p *bucket.PartitionInfo) bool {
				return slices.Contains(ref.Partitions, p.Name)
			})
		}
	}
	return nil
}
