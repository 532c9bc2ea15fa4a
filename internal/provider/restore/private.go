// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// restorePrivate is the private data of a doris_restore.
type restorePrivate struct {
	Level    job.Level `json:"level"`
	Created  time.Time `json:"created,omitzero"`   // CreateTime of the newest run: the baseline of the next one
	Imported bool      `json:"imported,omitempty"` // until the first update, triggers are recorded without a run
	Again    bool      `json:"again,omitempty"`    // the unfinished job is a run that triggers asked for

	CreatedTables   []string          `json:"created_tables,omitempty"`   // absent before the run that made them
	CreatedIDs      map[string]string `json:"created_ids,omitempty"`      // their ids, where they could be read
	CreatedDatabase bool              `json:"created_database,omitempty"` // absent before the run that made it

	Repository string `json:"repository"`
	Snapshot   string `json:"snapshot"`
	Database   string `json:"database"`
	Inputs     string `json:"inputs"`               // what tells this restore from others of the same snapshot
	OnDestroy  string `json:"on_destroy,omitempty"` // unless it is "keep": the planning call of a replacement sees no state
}

// moved is the private data after an operation or another look at the job; what it did not tell stays.
func (p restorePrivate) moved(result job.RestoreResult) restorePrivate {
	if result.Level != "" {
		p.Level = result.Level
	}
	if !result.Created.IsZero() {
		p.Created = result.Created
	}
	p.CreatedTables = tfvalue.Union(p.CreatedTables, result.CreatedTables)
	p.CreatedDatabase = p.CreatedDatabase || result.CreatedDatabase
	return p
}

// still is the private data after a look that found only these of the created tables. What was dropped may be made anew by
// somebody else, and is no longer this restore's; nor is a database that was dropped.
func (p restorePrivate) still(present []string, database bool) restorePrivate {
	p.CreatedTables = slices.DeleteFunc(slices.Clone(p.CreatedTables), func(name string) bool { return !slices.Contains(present, name) })
	p.CreatedDatabase = p.CreatedDatabase && database
	return p
}

// inputs are what Doris shows of a restore, and its new names.
func (m restoreModel) inputs(selection job.Selection) string {
	return tfvalue.InputsHash([]any{
		selection.Tables, selection.Partitions, selection.Exclude, tfvalue.StringMapOf(m.Rename),
		m.ReplicationNum.ValueInt64(), m.ReplicationAllocation.ValueString(), m.ReserveReplica.ValueBool(),
		m.ReserveDynamicPartitionEnable.ValueBool(), strings.EqualFold(tfvalue.StringMapOf(m.Properties)["allow_load"], "true"),
	})
}

// privateOf is what to remember of the object besides its job.
func (m restoreModel) privateOf(selection job.Selection, p restorePrivate) restorePrivate {
	p.Repository, p.Snapshot, p.Database = m.Repository.ValueString(), m.Snapshot.ValueString(), m.Database.ValueString()
	p.Inputs = m.inputs(selection)
	p.OnDestroy = ""
	if on := m.OnDestroy.ValueString(); on != group.DestroyKeep {
		p.OnDestroy = on
	}
	return p
}
