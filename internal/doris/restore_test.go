// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"testing"
	"time"
)

// What is not asked for is not sent: older releases answer "Unknown restore job properties" (recorded: restore_over_existing
// on 3.0).
func TestRestoreOptions(t *testing.T) {
	const begin, end = "RESTORE SNAPSHOT `clone`.`l` FROM `r` PROPERTIES(", ")"
	for name, c := range map[string]struct {
		spec RestoreSpec
		want string
	}{
		"none":                     {RestoreSpec{}, `"backup_timestamp"="ts"`},
		"colocate groups":          {RestoreSpec{RestoreOptions: RestoreOptions{ReserveColocate: true}}, `"backup_timestamp"="ts","reserve_colocate"="true"`},
		"dynamic partitions":       {RestoreSpec{RestoreOptions: RestoreOptions{ReserveDynamicPartitions: true}}, `"backup_timestamp"="ts","reserve_dynamic_partition_enable"="true"`},
		"atomic":                   {RestoreSpec{RestoreOptions: RestoreOptions{AtomicRestore: true}}, `"atomic_restore"="true","backup_timestamp"="ts"`},
		"atomic, of other schemas": {RestoreSpec{RestoreOptions: RestoreOptions{AtomicRestore: true, ForceReplace: true}}, `"atomic_restore"="true","backup_timestamp"="ts","force_replace"="true"`},
		"clean":                    {RestoreSpec{RestoreOptions: RestoreOptions{CleanTables: true, CleanPartitions: true}}, `"backup_timestamp"="ts","clean_partitions"="true","clean_tables"="true"`},
		"a storage vault":          {RestoreSpec{RestoreOptions: RestoreOptions{StorageVault: `the "best"`}}, `"backup_timestamp"="ts","storage_vault_name"="the ""best"""`},
		"beside other properties": {
			RestoreSpec{
				Properties: map[string]string{"replication_num": "1", "allow_load": "true"}, Timeout: time.Hour,
				RestoreOptions: RestoreOptions{CleanPartitions: true},
			},
			`"allow_load"="true","backup_timestamp"="ts","clean_partitions"="true","replication_num"="1","timeout"="3600"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.spec.Database, c.spec.Label, c.spec.Repository, c.spec.BackupTimestamp = "clone", "l", "r", "ts"
			given := len(c.spec.Properties)
			if got, want := restoreSnapshot(c.spec).text, begin+c.want+end; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if len(c.spec.Properties) != given {
				t.Errorf("the properties of the caller were changed: %v", c.spec.Properties)
			}
		})
	}
}
