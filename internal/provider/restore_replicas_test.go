// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Doris puts one replica of a tablet on each host, and replication_num on the backends of tag default.
func TestRoomFor(t *testing.T) {
	backend := func(host, tag string, alive bool) doris.Backend {
		return doris.Backend{Host: host, Alive: alive, Tags: map[string]string{"location": tag}}
	}
	backends := []doris.Backend{
		backend("h1", "default", true), backend("h1", "default", true), backend("h2", "default", true), backend("h3", "default", false),
		backend("h1", "b", true),
	}
	for name, c := range map[string]struct {
		perHost bool
		want    map[string]int64
	}{
		"one replica on a host": {true, map[string]int64{"default": 2, "b": 1, "none": 0}},
		"all on one host":       {false, map[string]int64{"default": 3, "b": 1, "none": 0}},
	} {
		room := roomFor(backends, c.perHost)
		for tag, want := range c.want {
			if got := room[tag].replicas(); got != want {
				t.Errorf("%s: %d of tag %s, want %d", name, got, tag, want)
			}
		}
		if got := room["default"].onHosts(); got != c.perHost {
			t.Errorf("%s: hosts decide: %v", name, got)
		}
		if got := roomiest(room); got != "default" {
			t.Errorf("%s: roomiest %q", name, got)
		}
	}
	if got := roomiest(nil); got != "" {
		t.Errorf("roomiest of none: %q", got)
	}
}

func TestFewerReplicas(t *testing.T) {
	const few, counted = "Failed to find enough backend, please check", "replication num is 3, available backend num is 2"
	for name, c := range map[string]struct {
		e    job.Error
		text string
		want string
	}{
		"nothing known":     {job.Error{}, few, "such as replication_num = 1"},
		"as Doris counts":   {job.Error{}, counted, "Set replication_num = 2, because so many backends are alive"},
		"counted":           {job.Error{Backends: 2, Tag: "default"}, few, "Set replication_num = 2, because so many backends are alive"},
		"fewer of the tag":  {job.Error{Backends: 1, Tag: "default"}, counted, "Set replication_num = 1, because so many backends are alive"},
		"on one host":       {job.Error{Backends: 1, Tag: "default", OnHosts: true}, counted, "Set replication_num = 1, because so many hosts"},
		"only another tag":  {job.Error{Backends: 2, Tag: "zone_a"}, few, `set replication_allocation = "tag.location.zone_a: 2"`},
		"no backend at all": {job.Error{}, "available backend num is 0", "such as replication_num = 1"},
	} {
		if got := fewerReplicas(&c.e, c.text); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestRestorePlanMeta: with access to the bucket, a plan knows the replicas and the columns of the snapshot's tables.
func TestRestorePlanMeta(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.exec(customersTable("shop", "wide", `"replication_num"="3"`))
	s.exec(customersTable("shop", "wider", `"replication_num"="3"`))
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "wide"}))
	small := s.sibling(dorissim.Options{Tick: 5 * time.Millisecond, Backends: 2})
	small.exec("CREATE DATABASE `there`")
	small.exec(customersTable("there", "wide", oneReplica))
	small.exec("CREATE DATABASE `other`; CREATE TABLE `other`.`wide` (`id` BIGINT, `other` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" + oneReplica + ")")
	config := obj{"endpoints": []string{small.sim.Addr()}, "username": "root", "poll_interval": "100ms"}
	keys := obj{"access_key": s.store.AccessKey(), "secret_key": s.store.SecretKey()}
	snapshot := with(stageRestore, obj{"snapshot": "wide", "replication_num": nil})
	there := with(snapshot, overwriting(obj{"database": "there", "tables": []string{"wide"}}))
	for name, c := range map[string]struct {
		config, objects obj
	}{
		"all":           {snapshot, keys},
		"no_access":     {snapshot, nil},
		"wrong_keys":    {snapshot, with(keys, obj{"secret_key": "wrong_secret"})},
		"reserved":      {with(snapshot, obj{"reserve_replica": true}), keys},
		"not_reserved":  {with(snapshot, obj{"reserve_replica": false}), keys},
		"given_number":  {with(snapshot, obj{"replication_num": 2}), keys},
		"narrow_tables": {with(snapshot, obj{"exclude_tables": []string{"wid*"}}), keys},
		"over_existing": {there, keys},
		"other_columns": {with(there, obj{"database": "other", "replication_num": 1}), keys},
		"replaced":      {with(there, obj{"database": "other", "replication_num": 1, "atomic_restore": true, "force_replace": true}), keys},
		"same_columns":  {with(there, obj{"replication_num": 1}), keys},
		"swapped":       {with(there, obj{"atomic_restore": true}), keys},
	} {
		if c.objects == nil {
			wantText(t, small.configure(config))
		} else {
			wantText(t, small.configure(with(config, obj{"object_storage": c.objects})))
		}
		_, result := small.thing("doris_restore").plan(c.config)
		golden(t, "meta_restore_"+name, plain(diagnosticsText(result.diags)))
	}
	small.exec("ADMIN SET FRONTEND CONFIG (\"force_olap_table_replication_allocation\" = \"tag.location.default: 1\")")
	wantText(t, small.configure(with(config, obj{"object_storage": keys})))
	for name, change := range map[string]obj{"kept": snapshot, "asked for": with(snapshot, obj{"replication_num": 3}), "there": there} {
		if _, result := small.thing("doris_restore").plan(change); anyError(result.diags) {
			t.Errorf("%s: %s", name, diagnosticsText(result.diags))
		}
	}
}

// Of a wide table only what differs is said.
func TestOtherColumns(t *testing.T) {
	for name, c := range map[string]struct{ there, backedUp, want string }{
		"more":    {"id name since", "id name", "has 1 column (since) compared with what is"},
		"fewer":   {"id", "id name since", "lacks 2 columns (name, since) compared with what is"},
		"others":  {"id other", "ID name", "has 1 column (other) and lacks 1 column (name) compared with what is"},
		"swapped": {"name id", "id name", "has its columns in another order than"},
	} {
		if got := otherColumns(strings.Fields(c.there), strings.Fields(c.backedUp)); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestRestorePlanReplicas: backends that share a host, or have another tag.
func TestRestorePlanReplicas(t *testing.T) {
	t.Parallel()
	s := newSnapshots(t)
	for name, change := range map[string]obj{
		"two_zones":  {"replication_num": nil, "replication_allocation": "tag.location.default: 4, tag.location.b: 1"},
		"three_here": {"replication_num": 4},
	} {
		_, result := s.thing("doris_restore").plan(with(stageRestore, change))
		golden(t, "replicas_restore_"+name, plain(diagnosticsText(result.diags)))
	}
}
