// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// restoreIdentity is what a restore row must show to be a match (LIFECYCLE.md "Creating a restore"). No nonce is possible: the label must be
// the snapshot's. Aliases, clean_*, atomic_restore and force_replace cannot be seen.
type restoreIdentity struct {
	snapshot   string
	timestamp  string
	source     string    // database in the snapshot
	backupTime time.Time // of the snapshot in our repository
	tables     map[string][]string
	views      []string
	options    restoreOptions
	ignore     func(j doris.RestoreJob) bool // released here and its data dropped; nil = none
}

// restoreOptions are the five columns of SHOW RESTORE that repeat the request.
type restoreOptions struct {
	allowLoad       bool
	reserveReplica  bool
	allocation      string // normalized; "" = not compared, because reserve_replica wins over it
	dynamicReserved bool
}

// optionsOf says what SHOW RESTORE will show for a request (recorded: restore_options).
func optionsOf(request RestoreRequest) restoreOptions {
	options := restoreOptions{
		allowLoad:       strings.EqualFold(request.Properties["allow_load"], "true"),
		dynamicReserved: request.ReserveDynamicPartitions,
		reserveReplica:  reservesReplica(request),
	}
	switch {
	case options.reserveReplica:
	case request.ReplicaAllocation != "":
		options.allocation = normalAllocation(request.ReplicaAllocation)
	case request.ReplicationNum != 0:
		options.allocation = normalAllocation("tag.location.default: " + strconv.FormatInt(request.ReplicationNum, 10))
	default:
		options.allocation = normalAllocation("tag.location.default: 3") // Doris's constant default (DORIS.md "Properties of RESTORE")
	}
	return options
}

// reservesReplica: with none of the three replica arguments reserve_replica = true is sent.
func reservesReplica(request RestoreRequest) bool {
	if request.ReserveReplica != nil {
		return *request.ReserveReplica
	}
	return request.ReplicationNum == 0 && request.ReplicaAllocation == ""
}

// normalAllocation makes "tag.location.a:1,tag.location.b: 2" comparable.
func normalAllocation(text string) string {
	parts := strings.Split(strings.ReplaceAll(text, " ", ""), ",")
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

func (o restoreOptions) equal(j doris.RestoreJob) bool {
	return o.allowLoad == j.AllowLoad && o.reserveReplica == j.ReserveReplica &&
		o.dynamicReserved == j.ReserveDynamicPartitionEnable &&
		(o.allocation == "" || o.allocation == normalAllocation(j.ReplicaAllocation))
}

// matches reports whether a row is this restore.
func (id restoreIdentity) matches(j doris.RestoreJob) bool {
	if j.Label != id.snapshot || j.Timestamp != id.timestamp || j.Source == nil {
		return false
	}
	if !j.Source.BackupTime.Equal(id.backupTime) || j.Source.Database != id.source || !id.options.equal(j) {
		return false
	}
	tables := map[string][]string{}
	for _, t := range j.Source.Tables {
		tables[t.Name] = t.Partitions
	}
	if !maps.EqualFunc(tables, id.tables, sameSet) || !sameSet(j.Source.Views, id.views) {
		return false
	}
	return id.ignore == nil || !id.ignore(j)
}

// classifyRestore finds the row that decides, in the order of LIFECYCLE.md "Creating a restore".
func classifyRestore(h history, id restoreIdentity) (restoreRow, *doris.RestoreJob) {
	var inWindow, newest *doris.RestoreJob
	for i := range h.restores {
		j := &h.restores[i]
		if !id.matches(*j) {
			continue
		}
		newest = j
		switch {
		case j.Unfinished():
			return r1Unfinished, j
		case j.State == doris.StateFinished && h.inWindow(j.Job):
			inWindow = j
		}
	}
	// A later match that was cancelled may have torn down what the finished one restored: the newest decides.
	if inWindow != nil && inWindow == newest {
		return r2InWindow, inWindow
	}
	if job, _ := h.unfinished(); job != nil {
		return r5OthersUnfinished, nil
	}
	switch {
	case newest == nil && h.covered():
		return r0None, nil
	case newest == nil:
		return r6NotCovered, nil
	case newest.State == doris.StateFinished:
		return r3BeforeWindow, newest
	default:
		return r4Cancelled, newest
	}
}

// newestAfter finds the newest match after the baseline, and whether a row with the baseline's CreateTime is still shown.
func newestAfter(h history, id restoreIdentity, baseline time.Time) (match againMatch, job *doris.RestoreJob, baselineShown bool) {
	for i := range h.restores {
		j := &h.restores[i]
		if j.Label == id.snapshot && j.Created.Equal(baseline) {
			baselineShown = true
		}
		if id.matches(*j) && j.Created.After(baseline) {
			job = j
		}
	}
	switch {
	case job == nil:
		return againNone, nil, baselineShown
	case job.Unfinished():
		return againUnfinished, job, baselineShown
	case job.State == doris.StateFinished:
		return againFinished, job, baselineShown
	default:
		return againCancelled, job, baselineShown
	}
}
