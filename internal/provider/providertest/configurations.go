// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

var DeletedBackup = With(ShopBackup, Obj{"on_destroy": "delete"})

var ShopBackup = Obj{"repository": "dr_main", "database": "shop", "name": "before_migration"}

// s3 is a valid group s3 with changes; a nil value removes an argument.
func S3With(changes Obj) Obj {
	group := Obj{"endpoint": "http://minio:9000", "region": "us-east-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}
	for name, v := range changes {
		group[name] = v
	}
	return group
}

func RepositoryWith(changes Obj) Obj {
	config := Obj{"name": "dr_main", "location": "s3://acme-doris/prod", "s3": S3With(nil)}
	for name, v := range changes {
		config[name] = v
	}
	return config
}

var RestoreConfig = Obj{"repository": "dr_main", "snapshot": "monday", "database": "stage"}

var RestoreDone = With(RestoreConfig, Obj{
	"id": "dr_main/monday/stage", "backup_timestamp": "2026-09-11-01-15-02", "create_database": false, "existing_tables": "error", "on_destroy": "keep",
	"adopt_finished_within": "1h", "stall_timeout": "15m", "on_timeout": "detach",
	"reserve_colocate": false, "reserve_dynamic_partition_enable": false, "atomic_restore": false, "force_replace": false,
	"clean_tables": false, "clean_partitions": false,
	"state": "FINISHED", "job_id": "20811", "finished_at": "2026-09-11T02:40:00Z", "duration_seconds": 300, "phase_seconds": Obj{"download": 290},
	"submitted_at": "2026-09-11T02:35:00Z", "rpo_seconds": 4798, "rto_seconds": 300,
	"objects": Obj{"tables": []any{Obj{"name": "orders", "partition_count": 2}}, "views": []string{"v_orders"}},
})

// Overwriting is a change of the configuration that also allows to overwrite.
func Overwriting(change Obj) Obj { return With(change, Obj{"existing_tables": "overwrite"}) }

var StageRestore = Obj{"repository": "dr_main", "snapshot": "monday", "database": "stage", "create_database": true, "replication_num": 1}
