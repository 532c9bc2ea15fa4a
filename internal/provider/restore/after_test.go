// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/restore"
)

// richShop adds to shop what a restore does not bring back as it was.
func richShop(s *providertest.StandIn) {
	s.Exec("CREATE TABLE `shop`.`clicks` (`id` INT, `d` DATE) PARTITION BY RANGE(`d`)() DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" + oneReplica +
		",\"dynamic_partition.enable\"=\"true\",\"dynamic_partition.time_unit\"=\"DAY\",\"dynamic_partition.start\"=\"-7\",\"dynamic_partition.end\"=\"1\"," +
		"\"dynamic_partition.prefix\"=\"p\",\"dynamic_partition.buckets\"=\"1\")")
	s.Exec("CREATE DATABASE `crm`")
	s.Exec(customersTable("crm", "people", oneReplica))
	s.Exec("CREATE VIEW `shop`.`v_people` AS SELECT p.`id` FROM `crm`.`people` p JOIN `shop`.`customers` c ON p.`id` = c.`id`")
}

// TestAfterRestore shows the warnings after a run; the golden files hold the texts.
func TestAfterRestore(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandIn(t)
	richShop(s)
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
	for name, change := range map[string]providertest.Obj{
		"everything":      {"database": "all"},
		"dynamic_kept":    {"database": "kept", "reserve_dynamic_partition_enable": true, "exclude_tables": []string{"v_people"}},
		"views_alone":     {"database": "views", "tables": []string{"v_*"}},
		"nothing_to_warn": {"database": "plain", "tables": []string{"customers", "orders", "v_orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			compare.Golden(t, "after_restore_"+name, providertest.Plain(providertest.DiagnosticsText(s.Thing("doris_restore").Apply(t.Context(), providertest.With(providertest.StageRestore, change)))))
		})
	}
	t.Run("found finished", func(t *testing.T) {
		gate := s.Sim.HoldState("restore", "DOWNLOADING")
		x := s.Thing("doris_restore")
		config := providertest.With(providertest.StageRestore, providertest.Obj{"database": "late", "tables": []string{"clicks"}})
		x.ApplyUntil(gate, "SHOW RESTORE", config)
		gate.Release()
		s.Ended()
		compare.Golden(t, "after_restore_found_finished", providertest.Plain(providertest.DiagnosticsText(x.Refresh())))
	})
}

// TestTooFewBackends: a cluster with fewer backends than the snapshot has replicas. The error says how many fit.
func TestTooFewBackends(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandIn(t)
	s.Exec(customersTable("shop", "wide", `"replication_num"="3"`))
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "wide", "tables": []string{"wide"}}))
	small := s.Sibling(dorissim.Options{Tick: 5 * time.Millisecond, Backends: 2})
	wide := providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "wide", "replication_num": nil})
	compare.Golden(t, "after_restore_too_few_backends", cancelledAtOnce(small.Thing("doris_restore").Apply(t.Context(), wide)))
	_, result := small.Thing("doris_restore").Plan(providertest.With(wide, providertest.Obj{"database": "by_default", "reserve_replica": false}))
	compare.Golden(t, "look_restore_doris_s_replicas", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	small.WaitForNextSecond()
	small.Thing("doris_restore").Succeeds(providertest.With(wide, providertest.Obj{"replication_num": 2}))
}

// Where Doris does not say how many there are, the list of backends does.
func TestBackendsAreCounted(t *testing.T) {
	s := providertest.NewStandIn(t)
	var diags diag.Diagnostics
	client, err := doris.Open(doris.Config{Endpoints: []string{s.Sim.Addr()}, Username: "root", ConnectTimeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	in := &instance.Instance{Client: client}
	in.AddRunError(t.Context(), &diags, restore.CountRoom(in, t.Context(), providertest.RestoreError(job.CodeCancelled, func(e *job.Error) {
		e.Doris = "[COMMON_ERROR, msg: Failed to find enough backend, please check the replication num]"
	})))
	if got := compare.Shown(diags); !strings.Contains(got, "Set replication_num = 3, because so many backends are alive") {
		t.Error(got)
	}
}
