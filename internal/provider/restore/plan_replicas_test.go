// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestRestorePlanMeta: with access to the bucket, a plan knows the replicas and the columns of the snapshot's tables.
func TestRestorePlanMeta(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandIn(t)
	s.Exec(customersTable("shop", "wide", `"replication_num"="3"`))
	s.Exec(customersTable("shop", "wider", `"replication_num"="3"`))
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "wide"}))
	small := s.Sibling(dorissim.Options{Tick: 5 * time.Millisecond, Backends: 2})
	small.Exec("CREATE DATABASE `there`")
	small.Exec(customersTable("there", "wide", oneReplica))
	small.Exec("CREATE DATABASE `other`; CREATE TABLE `other`.`wide` (`id` BIGINT, `other` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" + oneReplica + ")")
	config := providertest.Obj{"endpoints": []string{small.Sim.Addr()}, "username": "root", "poll_interval": "100ms"}
	keys := providertest.Obj{"access_key": s.Store.AccessKey(), "secret_key": s.Store.SecretKey()}
	snapshot := providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "wide", "replication_num": nil})
	there := providertest.With(snapshot, providertest.Overwriting(providertest.Obj{"database": "there", "tables": []string{"wide"}}))
	for name, c := range map[string]struct {
		config, objects providertest.Obj
	}{
		"all":           {snapshot, keys},
		"no_access":     {snapshot, nil},
		"wrong_keys":    {snapshot, providertest.With(keys, providertest.Obj{"secret_key": "wrong_secret"})},
		"reserved":      {providertest.With(snapshot, providertest.Obj{"reserve_replica": true}), keys},
		"not_reserved":  {providertest.With(snapshot, providertest.Obj{"reserve_replica": false}), keys},
		"given_number":  {providertest.With(snapshot, providertest.Obj{"replication_num": 2}), keys},
		"narrow_tables": {providertest.With(snapshot, providertest.Obj{"exclude_tables": []string{"wid*"}}), keys},
		"over_existing": {there, keys},
		"other_columns": {providertest.With(there, providertest.Obj{"database": "other", "replication_num": 1}), keys},
		"replaced":      {providertest.With(there, providertest.Obj{"database": "other", "replication_num": 1, "atomic_restore": true, "force_replace": true}), keys},
		"same_columns":  {providertest.With(there, providertest.Obj{"replication_num": 1}), keys},
		"swapped":       {providertest.With(there, providertest.Obj{"atomic_restore": true}), keys},
	} {
		if c.objects == nil {
			providertest.WantText(t, small.Configure(config))
		} else {
			providertest.WantText(t, small.Configure(providertest.With(config, providertest.Obj{"object_storage": c.objects})))
		}
		_, result := small.Thing("doris_restore").Plan(c.config)
		compare.Golden(t, "meta_restore_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	}
	small.Exec("ADMIN SET FRONTEND CONFIG (\"force_olap_table_replication_allocation\" = \"tag.location.default: 1\")")
	providertest.WantText(t, small.Configure(providertest.With(config, providertest.Obj{"object_storage": keys})))
	for name, change := range map[string]providertest.Obj{"kept": snapshot, "asked for": providertest.With(snapshot, providertest.Obj{"replication_num": 3}), "there": there} {
		if _, result := small.Thing("doris_restore").Plan(change); providertest.AnyError(result.Diags) {
			t.Errorf("%s: %s", name, providertest.DiagnosticsText(result.Diags))
		}
	}
}

// TestRestorePlanReplicas: backends that share a host, or have another tag.
func TestRestorePlanReplicas(t *testing.T) {
	t.Parallel()
	s := providertest.NewSnapshots(t)
	for name, change := range map[string]providertest.Obj{
		"two_zones":  {"replication_num": nil, "replication_allocation": "tag.location.default: 4, tag.location.b: 1"},
		"three_here": {"replication_num": 4},
	} {
		_, result := s.Thing("doris_restore").Plan(providertest.With(providertest.StageRestore, change))
		compare.Golden(t, "replicas_restore_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	}
}
