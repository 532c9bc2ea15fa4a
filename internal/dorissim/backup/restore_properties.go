// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// restoreOptions are the properties of RESTORE (DORIS.md "Properties of RESTORE").
type restoreOptions struct {
	replicas        catalog.Allocation
	allowLoad       bool
	reserveReplica  bool
	reserveColocate bool
	reserveDynamic  bool
	beingSynced     bool
	cleanTables     bool
	cleanPartitions bool
	atomic          bool
	force           bool
}

// restoreProperties reads the properties in Doris's order, so that the first wrong one is named (recorded: restore_bad).
func (h *Handler) restoreProperties(properties sql.Properties) (o restoreOptions, err *profile.Error) {
	known := []string{"timeout", "allow_load", "backup_timestamp", "meta_version"}
	if o.allowLoad, err = h.booleanProperty(properties, "allow_load"); err != nil {
		return o, err
	}
	var key string
	if o.replicas, key, err = h.replicaProperty(properties); err != nil {
		return o, err
	}
	known = append(known, key)
	if known, err = h.readFlags(properties, h.reserveFlags(&o), known); err != nil {
		return o, err
	}
	if _, given := properties.Get("backup_timestamp"); !given {
		return o, h.profile.Err(profile.Common, "Missing backup_timestamp property")
	}
	if text, given := properties.Get("meta_version"); given {
		if _, wrong := strconv.Atoi(text); wrong != nil {
			return o, h.profile.Err(profile.Common, "Invalid meta version format: %s", text)
		}
	}
	if known, err = h.readFlags(properties, h.otherFlags(&o), known); err != nil {
		return o, err
	}
	if h.profile.StorageVault {
		known = append(known, "storage_vault_name")
	}
	if unknown := unknownProperties(properties, known...); unknown != "" {
		return o, h.profile.Err(profile.Common, "Unknown restore job properties: %s", unknown)
	}
	return o, nil
}

type restoreFlag struct {
	key   string
	value *bool
}

// readFlags reads properties that are true or false and adds their keys to those known.
func (h *Handler) readFlags(properties sql.Properties, flags []restoreFlag, known []string) ([]string, *profile.Error) {
	for _, flag := range flags {
		var err *profile.Error
		if *flag.value, err = h.booleanProperty(properties, flag.key); err != nil {
			return nil, err
		}
		known = append(known, flag.key)
	}
	return known, nil
}

// reserveFlags are those that Doris reads before backup_timestamp.
func (h *Handler) reserveFlags(o *restoreOptions) []restoreFlag {
	flags := []restoreFlag{{"reserve_replica", &o.reserveReplica}}
	if h.profile.ReserveColocate {
		flags = append(flags, restoreFlag{"reserve_colocate", &o.reserveColocate})
	}
	return append(flags, restoreFlag{"reserve_dynamic_partition_enable", &o.reserveDynamic})
}

// otherFlags are those that it reads afterwards.
func (h *Handler) otherFlags(o *restoreOptions) []restoreFlag {
	flags := []restoreFlag{{"is_being_synced", &o.beingSynced}}
	if h.profile.CleanTables {
		flags = append(flags, restoreFlag{"clean_tables", &o.cleanTables}, restoreFlag{"clean_partitions", &o.cleanPartitions})
	}
	if h.profile.AtomicRestore {
		flags = append(flags, restoreFlag{"atomic_restore", &o.atomic})
	}
	if h.profile.ForceReplace {
		flags = append(flags, restoreFlag{"force_replace", &o.force})
	}
	return flags
}

// Bounds of replication_num, which are frontend configs (recorded: restore_bad).
const minReplicas, maxReplicas = 1, 32767

// replicaProperty reads replication_num, else replication_allocation; the one not read counts as unknown later. Without
// either it is three replicas, whatever the cluster's default (DORIS.md "Properties of RESTORE").
func (h *Handler) replicaProperty(properties sql.Properties) (replicas catalog.Allocation, read string, err *profile.Error) {
	if text, given := properties.Get("replication_num"); given {
		n, wrong := strconv.Atoi(text)
		if wrong != nil {
			return nil, "", h.profile.Err(profile.Analysis, "For input string: \"%s\"", text)
		}
		if n < minReplicas || n > maxReplicas {
			return nil, "", h.profile.Err(profile.Analysis, "Replication num should between %d and %d", minReplicas, maxReplicas)
		}
		return catalog.Replicated(n), "replication_num", nil
	}
	text, given := properties.Get("replication_allocation")
	if !given {
		return catalog.Replicated(3), "replication_num", nil
	}
	replicas, err = h.parseAllocation(text)
	if err != nil {
		return nil, "", err
	}
	if wrong := h.catalog.CheckAllocation(replicas); wrong != nil {
		return nil, "", h.profile.Err(profile.Analysis, "%s", detail(wrong))
	}
	return replicas, "replication_allocation", nil
}

// parseAllocation reads "tag.location.default: 3, tag.location.ssd: 1"; Doris drops the blanks before it complains.
func (h *Handler) parseAllocation(text string) (catalog.Allocation, *profile.Error) {
	replicas := catalog.Allocation{}
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " ", ""), ",") {
		tag, count, ok := strings.Cut(part, ":")
		if !ok || strings.Contains(count, ":") {
			return nil, h.profile.Err(profile.Analysis, "Invalid replication allocation property: %s", part)
		}
		location, ok := strings.CutPrefix(tag, "tag.location")
		if !ok {
			return nil, h.profile.Err(profile.Analysis, "Invalid replication allocation tag property: %s", part)
		}
		location = strings.ReplaceAll(location, ".", "")
		if location == "" {
			return nil, h.profile.Err(profile.Analysis, "Invalid replication allocation location tag property: %s", part)
		}
		n, err := strconv.Atoi(count)
		if err != nil {
			return nil, h.profile.Err(profile.Analysis, "For input string: \"%s\"", count)
		}
		replicas[location] += n
	}
	if total := replicas.Total(); total < minReplicas || total > maxReplicas {
		return nil, h.profile.Err(profile.Analysis, "Total replication num should between %d and %d", minReplicas, maxReplicas)
	}
	return replicas, nil
}

// detail is the text of an error after "detailMessage = ".
func detail(err error) string {
	text := err.Error()
	if failed, ok := errors.AsType[*profile.Error](err); ok {
		text = failed.Message
	}
	return strings.TrimPrefix(text, "errCode = 2, detailMessage = ")
}

// message is an error as a status shows it: with Doris's prefix.
func message(err error) string { return fmt.Sprintf("errCode = 2, detailMessage = %s", detail(err)) }
