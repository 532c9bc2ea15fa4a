// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"crypto/rand"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// backupPrivate is the private data of a doris_backup. Create, Read and Import always write it: the planning call of a
// replacement sees no state, but this, and so knows which name must not be used again.
type backupPrivate struct {
	Level     job.Level `json:"level"`               // how well the job is known to be ours
	Created   time.Time `json:"created,omitzero"`    // CreateTime of the job
	Submitted []string  `json:"submitted,omitempty"` // what was asked for; nil = not known
	Imported  bool      `json:"imported,omitempty"`  // until the first update, arguments are recorded in place
	Remains   bool      `json:"remains,omitempty"`   // only files without an info file are left: to be deleted before all else

	Object     string `json:"object,omitempty"` // tells objects apart that hold one snapshot
	Repository string `json:"repository"`
	Name       string `json:"name"`
	NamePrefix string `json:"name_prefix,omitempty"`
	Inputs     string `json:"inputs"`               // what a generated name's fingerprint depends on
	OnDestroy  string `json:"on_destroy,omitempty"` // "delete": the old files go before a new snapshot of the same name
}

// inputs are what the fingerprint of a generated name is made of, as far as the configuration decides it.
func (m backupModel) inputs(selection job.Selection) string {
	return tfvalue.InputsHash([]any{
		m.Repository.ValueString(), m.Database.ValueString(), m.Content.ValueString(),
		selection.Tables, selection.Partitions, selection.Exclude, tfvalue.StringMapOf(m.Triggers),
	})
}

// privateOf is what to remember of the object besides its job.
func (m backupModel) privateOf(selection job.Selection, p backupPrivate) backupPrivate {
	p.Repository, p.Name, p.NamePrefix = m.Repository.ValueString(), m.Name.ValueString(), m.NamePrefix.ValueString()
	p.Inputs = m.inputs(selection)
	p.OnDestroy = ""
	if m.deletes() {
		p.OnDestroy = destroyDelete
	}
	return p
}

func privateOfResult(result job.BackupResult) backupPrivate {
	return backupPrivate{Object: rand.Text(), Level: result.Level, Created: result.Created, Submitted: result.Submitted}
}

// moved is the private data after another look at the job; what the look did not tell stays.
func (p backupPrivate) moved(result job.BackupResult) backupPrivate {
	if result.Level != "" {
		p.Level = result.Level
	}
	if !result.Created.IsZero() {
		p.Created = result.Created
	}
	if result.Submitted != nil {
		p.Submitted = result.Submitted
	}
	return p
}
