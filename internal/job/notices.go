// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"fmt"
	"strings"
	"time"
)

// describe names a job for a sentence.
func describe(kind, label, database string) string {
	if kind == kindBackup {
		return fmt.Sprintf("backup %q of database %q", label, database)
	}
	return fmt.Sprintf("the restore of %q into database %q", label, database)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return "an unknown time"
	}
	return t.UTC().Format(time.RFC3339)
}

// sentence begins with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// noticeWaited says that a job was waited for that another apply submitted.
func (o *operation) noticeWaited(label string) {
	detail := sentence(describe(o.kind, label, o.database)) + " was already running. It was waited for, and nothing was submitted."
	if o.kind == kindBackup && o.generated {
		detail += " It has the same inputs, as after an interrupted apply; if another resource or configuration submitted it, both now share it: a differing triggers keeps them apart."
	} else {
		detail += " It looks like this resource's own after an interrupted apply; if another resource or configuration submitted it, both now share it: " + o.apart()
	}
	o.notice("A running "+o.kind+" was taken over", detail)
}

// noticeAdopted says that a finished job was taken as ours.
func (o *operation) noticeAdopted(label string, finished time.Time) {
	o.notice("A finished "+o.kind+" was taken over",
		sentence(describe(o.kind, label, o.database))+" finished at "+instant(finished)+
			", within adopt_finished_within, and has the same inputs: an earlier apply was probably killed before it could say so. "+
			"Nothing was submitted. If another resource or configuration made it, both now share it: "+o.apart())
}

// noticeTakenBack says that a restore was taken over whose old object this apply deleted, and whose tables stayed.
func (o *operation) noticeTakenBack(finished time.Time) {
	o.notice("The finished restore was kept", sentence(describe(o.kind, o.label, o.database))+" finished at "+instant(finished)+
		" and its tables were not dropped with the object that is replaced. Nothing was submitted.")
}

// apart is how two configurations with equal inputs stop sharing a job.
func (o *operation) apart() string {
	if o.kind == kindBackup && !o.generated {
		return "use another name, or name_prefix."
	}
	return `a differing triggers, or adopt_finished_within = "0s", keeps them apart.`
}

// noticeQueued says once that the time was spent behind others.
func (o *operation) noticeQueued() {
	if o.queued > time.Minute {
		o.notice("The job had to wait for others",
			sentence(describe(o.kind, o.label, o.database))+" queued for "+o.queued.Round(time.Second).String()+
				" behind other jobs: Doris runs one backup or restore per database.")
	}
}

// listedUpTo lists names, the first ones only when they are many.
func listedUpTo(names []string) string {
	if len(names) <= lackingShown {
		return listed(names)
	}
	return fmt.Sprintf("%s and %d more", listed(names[:lackingShown]), len(names)-lackingShown)
}

func listed(names []string) string {
	text := ""
	for i, name := range names {
		if i > 0 {
			text += ", "
		}
		text += name
	}
	return text
}
