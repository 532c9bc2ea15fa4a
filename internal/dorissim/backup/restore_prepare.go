// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// atomicPrefix is the name of a table while an atomic restore fills it (DORIS.md "Atomic restore").
const atomicPrefix = "__doris_atomic_restore_prefix__"

// stateRestoreWithLoad is the state of a table under a restore with allow_load (DORIS.md "Properties of RESTORE").
const stateRestoreWithLoad = "RESTORE_WITH_LOAD"

// prepare reads the meta file, checks it against the tables that are there and plans what to create; every text is a
// Status of DORIS.md "What a restore finds" (recorded: restore_bad, restore_over_existing, label_twins).
func (j *restoreJob) prepare(ctx context.Context) {
	j.id = j.handler.options.NextID()
	j.targets, j.views, j.rows, j.shown, j.misled = nil, nil, map[int64][]byte{}, false, nil
	tables, ok := j.readMeta(ctx)
	if !ok {
		return
	}
	there := j.update(func(d *catalog.Database) {
		j.lockTables(d)
		for _, info := range j.info.Tables {
			if j.status.ok() {
				j.planTable(d, tables[info.Name], info)
			}
		}
		for _, view := range j.info.Objects.Views {
			if j.status.ok() {
				j.planView(d, tables[view.Name], view.Name)
			}
		}
	})
	if !there {
		j.status = notFound("database %d does not exist", j.databaseID)
	}
	j.mislead()
}

// mislead: new tables get their new names only after all objects were looked at. When one is refused before, they are still
// called as in the snapshot, and the cancel drops by name. An atomic restore passes over names without its prefix
// (apache/doris#48820, apache/doris#41146).
func (j *restoreJob) mislead() {
	if j.status.ok() || j.atomic || !j.handler.profile.RenameLosesLive {
		return
	}
	for _, t := range j.targets {
		if t.fresh != nil && t.name != t.info.Name {
			j.misled = append(j.misled, t.info.Name)
		}
	}
}

// readMeta downloads the meta file of the snapshot.
func (j *restoreJob) readMeta(ctx context.Context) (map[string]*catalog.Table, bool) {
	files := j.repository.files()
	meta, err := files.DownloadMeta(ctx, j.label)
	var content *bucket.ErrContent
	switch {
	case errors.As(err, &content):
		j.status = commonError("Failed create backup meta from file: meta, msg: %s", content.Error())
		return nil, false
	case err != nil && strings.HasPrefix(err.Error(), "md5sum does not equal"):
		j.status = status{"BAD_FILE", err.Error()}
		return nil, false
	case err != nil:
		j.status = commonError("%s", j.handler.failureText(err, files.Meta(j.label)))
		return nil, false
	}
	tables := map[string]*catalog.Table{}
	for _, stored := range meta.Tables {
		t := &catalog.Table{}
		if err := json.Unmarshal(stored.Body, t); err != nil {
			j.status = commonError("failed to read meta of table %s: %s", stored.Name, err)
			return nil, false
		}
		tables[stored.Name] = t
	}
	for _, info := range j.info.Tables {
		if tables[info.Name] == nil {
			j.status = commonError("table %s is not in the meta of the snapshot", info.Name)
			return nil, false
		}
	}
	for _, view := range j.info.Objects.Views {
		if tables[view.Name] == nil {
			j.status = commonError("view %s is not in the meta of the snapshot", view.Name)
			return nil, false
		}
	}
	return tables, true
}

// alias is the name of an object in the target database.
func (j *restoreJob) alias(name string) string {
	if alias, ok := j.info.Aliases[name]; ok {
		return alias
	}
	return name
}

// lockTables puts the tables that are there into state RESTORE.
func (j *restoreJob) lockTables(d *catalog.Database) {
	for _, info := range j.info.Tables {
		t := d.Table(j.alias(info.Name))
		switch {
		case t == nil:
			continue
		case t.Kind != catalog.OLAP:
			j.status = commonError("%s: %s", j.handler.onlyOLAP(), t.Name)
			return
		case t.State != catalog.StateNormal:
			j.status = commonError("Table %s's state is not NORMAL: %s", t.Name, t.State)
			return
		case len(t.TempPartitions) > 0:
			j.status = commonError("Do not support restoring table with temp partitions")
			return
		}
		if j.atomic {
			t.InAtomicRestore = true
		} else {
			t.State = catalog.StateRestore
			for _, p := range info.Partitions {
				if local := t.Partition(p.Name); local != nil {
					local.State = catalog.StateRestore
				}
			}
		}
		j.targets = append(j.targets, &target{name: t.Name, id: t.ID, info: info})
	}
	for _, view := range j.info.Objects.Views {
		if t := d.Table(j.alias(view.Name)); t != nil && t.Kind != catalog.View {
			j.status = commonError("The local table %s with the same name but a different type of backup meta.", t.Name)
			return
		}
	}
}

func (h *Handler) onlyOLAP() string {
	if h.profile.MisspellsRestore {
		return "Only support retore OLAP table"
	}
	return "Only support restore OLAP table"
}

// restoring is the state of a new table while it is restored.
func (j *restoreJob) restoring() string {
	if j.allowLoad {
		return stateRestoreWithLoad
	}
	return catalog.StateRestore
}

// targetOf is the target of a table, made when lockTables found no table of its name.
func (j *restoreJob) targetOf(info *bucket.TableInfo) *target {
	for _, t := range j.targets {
		if t.info == info {
			return t
		}
	}
	t := &target{name: j.alias(info.Name), info: info}
	j.targets = append(j.targets, t)
	return t
}

// planTable decides between the table that is there and a new one.
func (j *restoreJob) planTable(d *catalog.Database, source *catalog.Table, info *bucket.TableInfo) {
	t := j.targetOf(info)
	t.source = source.Keep(info.Names())
	local := d.Table(t.name)
	if local != nil {
		j.checkLocal(t, source, local)
	}
	if j.status.ok() && (local == nil || j.atomic) {
		j.planFresh(t)
	}
}

// checkLocal compares the table that is there with the snapshot's, of which source has all partitions.
func (j *restoreJob) checkLocal(t *target, source, local *catalog.Table) {
	_, localColocated := local.Properties.Get("colocate_with")
	_, sourceColocated := t.source.Properties.Get("colocate_with")
	if localColocated || j.reserveColocate && sourceColocated {
		j.status = commonError("Not support to restore to local table %s with colocate group.", t.info.Name)
		return
	}
	forced := j.force && j.atomic
	if local.PartitionKind != source.PartitionKind && !forced {
		j.status = commonError("Table's partition type is different")
		return
	}
	var shared []string
	for _, p := range source.Partitions {
		if local.Partition(p.Name) != nil {
			shared = append(shared, p.Name)
		}
	}
	if local.Signature(shared) != source.Signature(shared) && !forced {
		j.status = commonError("Table %s already exist but with different schema", t.name)
		return
	}
	if forced {
		return
	}
	for _, p := range t.source.Partitions {
		if j.status.ok() {
			j.checkPartition(t, local, p)
		}
	}
}

// checkPartition compares one partition, or plans it when the table that is there lacks it.
func (j *restoreJob) checkPartition(t *target, local *catalog.Table, p *catalog.Partition) {
	here := local.Partition(p.Name)
	partitioned := local.PartitionKind == "RANGE" || local.PartitionKind == "LIST"
	replicas := j.replicas
	if j.reserveReplica {
		replicas = p.Replicas
	}
	switch {
	case here != nil && partitioned && !here.SameItem(p):
		j.status = commonError("Partition %s in table %s has different partition item with partition in repository", p.Name, local.Name)
	case here != nil && j.atomic && j.handler.profile.AtomicReplicas:
	case here != nil && here.Replicas.Total() != replicas.Total():
		j.status = commonError("Partition %s in table %s has different replication num '%d' with partition in repository, which is %d",
			p.Name, local.Name, here.Replicas.Total(), replicas.Total())
	case here != nil || j.atomic:
	case !partitioned:
		j.status = commonError("No partition exist in single partitioned table %s", local.Name)
	default:
		for _, other := range local.Partitions {
			if local.Overlaps(other, p) {
				j.status = commonError("Partition %s in table %s has conflict partition item with existing items", p.Name, local.Name)
				return
			}
		}
		added, err := j.handler.catalog.PartitionForRestore(p, replicas)
		if err != nil {
			j.status = commonError("%s", message(err))
			return
		}
		t.added = append(t.added, added)
	}
}

// planFresh makes the new table.
func (j *restoreJob) planFresh(t *target) {
	options := catalog.RestoreOptions{Name: t.name, ReserveDynamic: j.reserveDynamic, ReserveColocate: j.reserveColocate}
	if !j.reserveReplica {
		options.Replicas = j.replicas
	}
	fresh, err := j.handler.catalog.ForRestore(t.source, options)
	if err != nil {
		j.status = commonError("%s", message(err))
		return
	}
	t.place = t.name
	if j.atomic {
		t.place = atomicPrefix + t.name
	}
	if j.beingSynced {
		fresh.Properties.Set("is_being_synced", "true")
	}
	fresh.Name = t.place
	fresh.State = j.restoring()
	t.fresh, t.id = fresh, fresh.ID
}

// planView keeps an equal view, refuses another one, and creates a missing one with the target's database in its text. From
// 4.0 on an atomic restore swaps views as it does tables, and replaces another one when it is forced to (read from the
// source of Doris, not recorded).
func (j *restoreJob) planView(d *catalog.Database, source *catalog.Table, name string) {
	view, err := j.handler.catalog.ForRestore(source, catalog.RestoreOptions{
		Name:           j.alias(name),
		SourceDatabase: j.info.Database, TargetDatabase: j.database,
	})
	if err != nil {
		j.status = commonError("%s", message(err))
		return
	}
	swaps := j.atomic && j.handler.profile.AtomicViews
	local := d.Table(view.Name)
	differs := local != nil && (local.Kind != catalog.View || local.Query != view.Query || view.Name != name)
	switch {
	case differs && !(swaps && j.force):
		j.status = commonError("View %s already exist but with different schema", view.Name)
	case swaps:
		j.views = append(j.views, &freshView{view, view.Name})
		view.Name = atomicPrefix + view.Name
	case local == nil:
		j.views = append(j.views, &freshView{view, view.Name})
	}
}

// freshView is a view that is created; name is the one that it bears in the end.
type freshView struct {
	view *catalog.Table
	name string
}

// settle gives the view its name, in the place of the one that is there.
func (v *freshView) settle(d *catalog.Database) {
	d.Remove(v.view.Name)
	v.view.Name = v.name
	d.Put(v.view)
}
