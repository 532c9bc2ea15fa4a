// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

// claimFound claims a found job. With existing_tables = "error" nothing can have been overwritten, so all targets count as
// created by it, and the database when it holds nothing else; with "overwrite" none (LIFECYCLE.md "Delete of a restore").
func (o *restore) claimFound(look restoreLook) {
	o.claim(look.row.Created)
	if o.request.Overwrite {
		return
	}
	o.created = o.objects.targets
	o.createdDatabase = o.request.CreateDatabase && len(look.others) == 0
}

// adopt takes a finished restore whose tables are all there as ours.
func (o *restore) adopt(look restoreLook) (RestoreResult, bool, error) {
	if look.facts.released {
		o.notice(Notice{Code: NoticeTakenBack, At: look.row.Finished})
	} else {
		o.notice(Notice{Code: NoticeFinishedAdopted, At: look.row.Finished})
	}
	o.claimFound(look)
	result := o.result(row{Job: look.row.Job, restore: look.row}.progress(0), Namesake)
	o.verifyResult(&result)
	return result, false, nil
}

func (o *restore) claim(created time.Time) {
	if !created.IsZero() {
		o.r.memory.claimRestore(o.operation, o.place(created), o.objects.targets)
	}
}

func (o *restore) place(created time.Time) restorePlace {
	return restorePlace{o.database, o.label, o.timestamp, created.Unix()}
}
