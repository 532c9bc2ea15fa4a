// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// richShop adds to shop what a restore does not bring back as it was.
func (s *standIn) richShop() {
	s.exec("CREATE TABLE `shop`.`clicks` (`id` INT, `d` DATE) PARTITION BY RANGE(`d`)() DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" + oneReplica +
		",\"dynamic_partition.enable\"=\"true\",\"dynamic_partition.time_unit\"=\"DAY\",\"dynamic_partition.start\"=\"-7\",\"dynamic_partition.end\"=\"1\"," +
		"\"dynamic_partition.prefix\"=\"p\",\"dynamic_partition.buckets\"=\"1\")")
	s.exec("CREATE DATABASE `crm`")
	s.exec(customersTable("crm", "people", oneReplica))
	s.exec("CREATE VIEW `shop`.`v_people` AS SELECT p.`id` FROM `crm`.`people` p JOIN `shop`.`customers` c ON p.`id` = c.`id`")
}

// TestAfterRestore shows the warnings after a run; the golden files hold the texts.
func TestAfterRestore(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.richShop()
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
	for name, change := range map[string]obj{
		"everything":      {"database": "all"},
		"dynamic_kept":    {"database": "kept", "reserve_dynamic_partition_enable": true, "exclude_tables": []string{"v_people"}},
		"views_alone":     {"database": "views", "tables": []string{"v_*"}},
		"nothing_to_warn": {"database": "plain", "tables": []string{"customers", "orders", "v_orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "after_restore_"+name, plain(diagnosticsText(s.thing("doris_restore").apply(t.Context(), with(stageRestore, change)))))
		})
	}
	t.Run("found finished", func(t *testing.T) {
		gate := s.sim.HoldState("restore", "DOWNLOADING")
		x := s.thing("doris_restore")
		config := with(stageRestore, obj{"database": "late", "tables": []string{"clicks"}})
		x.applyUntil(gate, "SHOW RESTORE", config)
		gate.Release()
		s.ended()
		golden(t, "after_restore_found_finished", plain(diagnosticsText(x.refresh())))
	})
}

func TestReadBy(t *testing.T) {
	present := []doris.Table{{Name: "orders", Kind: doris.BaseTable}, {Name: "Customers", Kind: doris.BaseTable}}
	reads := []doris.ViewRead{
		{Database: "stage", Table: "orders"},
		{Database: "", Table: "customers"},
		{Database: "stage", Table: "gone"},
		{Database: "ods", Table: "raw"},
		{Database: "hive.raw", Table: "events"},
		{Database: "information_schema", Table: "tables"},
	}
	beyond, lacking := readBy(reads, "stage", present)
	expect(t, "beyond", beyond, []string{"hive.raw.events", "ods.raw"})
	expect(t, "lacking", lacking, []string{"gone"})
}

// TestTooFewBackends: a cluster with fewer backends than the snapshot has replicas. The error says how many fit.
func TestTooFewBackends(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.exec(customersTable("shop", "wide", `"replication_num"="3"`))
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "wide", "tables": []string{"wide"}}))
	small := s.sibling(dorissim.Options{Tick: 5 * time.Millisecond, Backends: 2})
	wide := with(stageRestore, obj{"snapshot": "wide", "replication_num": nil})
	golden(t, "after_restore_too_few_backends", cancelledAtOnce(small.thing("doris_restore").apply(t.Context(), wide)))
	_, result := small.thing("doris_restore").plan(with(wide, obj{"database": "by_default", "reserve_replica": false}))
	golden(t, "look_restore_doris_s_replicas", plain(diagnosticsText(result.diags)))
	small.waitForNextSecond()
	small.thing("doris_restore").succeeds(with(wide, obj{"replication_num": 2}))
}

// Where Doris does not say how many there are, the list of backends does.
func TestBackendsAreCounted(t *testing.T) {
	s := newStandIn(t)
	var diags diag.Diagnostics
	client, err := doris.Open(doris.Config{Endpoints: []string{s.sim.Addr()}, Username: "root", ConnectTimeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	(&restoreResource{in: &instance{client: client}}).addRunError(t.Context(), &diags, restoreError(job.CodeCancelled, func(e *job.Error) {
		e.Doris = "[COMMON_ERROR, msg: Failed to find enough backend, please check the replication num]"
	}))
	if got := shown(diags); !strings.Contains(got, "Set replication_num = 3, because so many backends are alive") {
		t.Error(got)
	}
}
