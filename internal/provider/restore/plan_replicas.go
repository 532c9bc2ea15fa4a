// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// replicaRoom is what fits on the backends of a tag.
type replicaRoom struct {
	backends int64 // alive
	hosts    int64 // of these backends, where each host takes one replica; else 0
}

// replicas is how many replicas of a tablet fit.
func (r replicaRoom) replicas() int64 {
	if r.hosts > 0 {
		return min(r.hosts, r.backends)
	}
	return r.backends
}

func (r replicaRoom) onHosts() bool { return r.replicas() < r.backends }

// roomFor counts backends by tag. Doris puts the replicas of a tablet on different hosts, unless its frontends are told
// otherwise, which is only for tests (allow_replica_on_same_host).
func roomFor(backends []doris.Backend, perHost bool) map[string]replicaRoom {
	room, seen := map[string]replicaRoom{}, map[string]bool{}
	for _, backend := range backends {
		if !backend.Alive {
			continue
		}
		tag := backend.Tags["location"]
		r := room[tag]
		r.backends++
		if host := tag + " " + backend.Host; perHost && !seen[host] {
			seen[host] = true
			r.hosts++
		}
		room[tag] = r
	}
	return room
}

// roomAtHand reads what fits. The setting is only asked for where backends share a host.
func roomAtHand(in *instance.Instance, ctx context.Context) (map[string]replicaRoom, error) {
	backends, err := in.Client.Backends(ctx)
	if err != nil {
		return nil, err
	}
	room := roomFor(backends, true)
	for _, r := range room {
		if r.onHosts() {
			value, known, err := in.Client.FrontendConfig(ctx, "allow_replica_on_same_host")
			return roomFor(backends, err == nil && known && value == "false"), nil
		}
	}
	return room, nil
}

// forcesReplicas reports whether the frontends are told to give all tables the same replicas: then a restore keeps none and
// takes none that it asks for (DORIS.md "Properties of RESTORE"). It is only asked for where a restore would be refused.
func forcesReplicas(in *instance.Instance, ctx context.Context) bool {
	value, known, err := in.Client.FrontendConfig(ctx, "force_olap_table_replication_allocation")
	return err == nil && known && value != ""
}

// roomiest is the tag that holds the most replicas, "" when there is none.
func roomiest(room map[string]replicaRoom) (best string) {
	for _, tag := range slices.Sorted(maps.Keys(room)) {
		if room[tag].replicas() > room[best].replicas() {
			best = tag
		}
	}
	return best
}

// checkReplicas compares given numbers of replicas with the backends that are alive.
func (r *restoreResource) checkReplicas(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) {
	argument, wanted := plan.replicas()
	if len(wanted) == 0 {
		return
	}
	room, err := roomAtHand(r.instance, ctx)
	if err != nil {
		return // needs a right that a restore does not; Doris checks again
	}
	for _, tag := range slices.Sorted(maps.Keys(wanted)) {
		there := room[tag]
		if wanted[tag] <= there.replicas() || forcesReplicas(r.instance, ctx) {
			continue
		}
		next := "Add backends with this tag, or ask for fewer replicas."
		other := roomiest(room)
		switch {
		case there.replicas() > 0 && argument == "replication_allocation":
			next = fmt.Sprintf("Ask for tag.location.%s: %d.", tag, there.replicas())
		case there.replicas() > 0:
			next = plan.setReplicas(fmt.Sprintf("replication_num = %d", there.replicas())) + "."
		case other != "" && argument != "replication_allocation":
			next = "The backends have other tags: remove " + argument + " and set " + explain.AllocationFor(other, min(wanted[tag], room[other].replicas())) + "."
		case other != "":
			next = "Add backends with this tag, or ask for tags that backends have: " + explain.Names(slices.Sorted(maps.Keys(room))) + "."
		}
		diags.AddAttributeError(path.Root(argument), "There are not enough backends", explain.ThreeParts(
			fmt.Sprintf("The restore asks for %s; %s.", explain.Count(int(wanted[tag]), "replica"), there.alive(tag)), "", next))
	}
}

// alive is "1 backend is alive with tag location.default".
func (r replicaRoom) alive(tag string) string {
	verb := "are"
	if r.backends == 1 {
		verb = "is"
	}
	text := fmt.Sprintf("%s %s alive with tag location.%s", explain.Count(int(r.backends), "backend"), verb, tag)
	if r.onHosts() {
		text += fmt.Sprintf(", on %s, and Doris puts one replica of a tablet on each host", explain.Count(int(r.hosts), "host"))
	}
	return text
}

// fitting is the argument that asks for as many replicas as fit, "" when no backend is alive.
func fitting(room map[string]replicaRoom, tag string, wanted int64) string {
	if room[tag].replicas() == 0 {
		tag = roomiest(room)
	}
	switch fit := min(wanted, room[tag].replicas()); {
	case fit == 0:
		return ""
	case tag == explain.DefaultTag:
		return fmt.Sprintf("replication_num = %d", fit)
	default:
		return explain.AllocationFor(tag, fit)
	}
}

// setReplicas is "Set ...": only one argument may tell of replicas.
func (m restoreModel) setReplicas(argument string) string {
	if m.ReserveReplica.IsNull() {
		return "Set " + argument
	}
	return "Remove reserve_replica and set " + argument
}

// replicas are the replicas that the configuration asks for, by tag, and the argument that says so.
func (m restoreModel) replicas() (argument string, byTag map[string]int64) {
	switch {
	case m.ReplicationNum.ValueInt64() > 0:
		return "replication_num", map[string]int64{explain.DefaultTag: m.ReplicationNum.ValueInt64()}
	case m.ReplicationAllocation.ValueString() != "":
		byTag, _ = parseAllocation(m.ReplicationAllocation.ValueString())
		return "replication_allocation", byTag
	case !m.ReserveReplica.IsNull() && !m.ReserveReplica.IsUnknown() && !m.ReserveReplica.ValueBool():
		return "reserve_replica", map[string]int64{explain.DefaultTag: 3} // Doris's constant default (DORIS.md "Properties of RESTORE")
	}
	return "", nil
}

// CountRoom adds to an error about too many replicas how many fit.
func CountRoom(in *instance.Instance, ctx context.Context, err error) error {
	failure, ok := errors.AsType[*job.Error](err)
	if !ok || !explain.TooFewBackends.MatchString(explain.DorisWords(failure)) {
		return err
	}
	room, unreadable := roomAtHand(in, ctx)
	if unreadable != nil { // needs a right that a restore does not
		return err
	}
	tag := explain.DefaultTag
	if room[tag].replicas() == 0 {
		tag = roomiest(room)
	}
	counted := *failure
	counted.Detail = job.Replicas{Fit: int(room[tag].replicas()), Tag: tag, OnHosts: room[tag].onHosts()}
	return &counted
}
