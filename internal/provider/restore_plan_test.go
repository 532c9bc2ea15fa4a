// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

var restoreConfig = obj{"repository": "dr_main", "snapshot": "monday", "database": "stage"}

var restoreDone = with(restoreConfig, obj{
	"id": "dr_main/monday/stage", "backup_timestamp": "2026-09-11-01-15-02", "create_database": false, "existing_tables": "error", "on_destroy": "keep",
	"adopt_finished_within": "1h", "stall_timeout": "15m", "on_timeout": "detach",
	"reserve_colocate": false, "reserve_dynamic_partition_enable": false, "atomic_restore": false, "force_replace": false,
	"clean_tables": false, "clean_partitions": false,
	"state": "FINISHED", "job_id": "20811", "finished_at": "2026-09-11T02:40:00Z", "duration_seconds": 300, "phase_seconds": obj{"download": 290},
	"submitted_at": "2026-09-11T02:35:00Z", "rpo_seconds": 4798, "rto_seconds": 300,
	"objects": obj{"tables": []any{obj{"name": "orders", "partition_count": 2}}, "views": []string{"v_orders"}},
})

var restoreRunning = with(restoreDone, obj{
	"state": "DOWNLOADING", "finished_at": nil, "duration_seconds": nil, "phase_seconds": nil, "rto_seconds": nil, "objects": nil,
})

var restoreResults = []string{
	"duration_seconds?", "finished_at?", "job_id?", "objects?", "phase_seconds?", "rpo_seconds?", "rto_seconds?", "state?", "submitted_at?",
}

func results(more ...string) []string {
	return slices.Sorted(slices.Values(append(more, restoreResults...)))
}

var restored = restorePrivate{
	Level: job.Mine, Created: taken, Repository: "dr_main", Snapshot: "monday", Database: "stage",
	Inputs: inputsHash([]any{[]string(nil), map[string][]string(nil), []string(nil), map[string]string(nil), int64(0), "", false, false, false}),
}

func TestRestorePlan(t *testing.T) {
	imported := restored
	imported.Imported = true
	const (
		pinned  = "WARNING: The configured snapshot will not be restored"
		resumed = "WARNING: A job will be resumed"
	)
	once := with(restoreDone, obj{"triggers": obj{"run": "1"}})
	onceConfig := with(restoreConfig, obj{"triggers": obj{"run": "1"}})
	again := with(restoreConfig, obj{"triggers": obj{"run": "2"}})
	for name, c := range map[string]struct {
		prior, config obj
		private       any
		changed       []string
		replaced      []string
		diags         []string
	}{
		"nothing changes": {prior: restoreDone, config: restoreConfig, private: restored},
		"create": {config: restoreConfig, changed: results("adopt_finished_within", "atomic_restore", "backup_timestamp?", "clean_partitions", "clean_tables",
			"create_database", "database", "existing_tables", "force_replace", "id?", "on_destroy", "on_timeout", "repository", "reserve_colocate",
			"reserve_dynamic_partition_enable", "snapshot", "stall_timeout")},
		"the snapshot moved on":            {prior: restoreDone, config: with(restoreConfig, obj{"snapshot": "tuesday"}), private: restored, diags: []string{pinned}},
		"the repository moved on":          {prior: restoreDone, config: with(restoreConfig, obj{"repository": "other"}), private: restored, diags: []string{pinned}},
		"the snapshot is not known":        {prior: restoreDone, config: with(restoreConfig, obj{"snapshot": notKnown}), private: restored},
		"the timestamp is given":           {prior: restoreDone, config: with(restoreConfig, obj{"backup_timestamp": "2026-09-11-01-15-02"}), private: restored},
		"the timestamp moved on":           {prior: restoreDone, config: with(restoreConfig, obj{"backup_timestamp": "2026-09-12-01-15-02"}), private: restored, diags: []string{pinned}},
		"pinned beside another change":     {prior: restoreDone, config: with(restoreConfig, obj{"snapshot": "tuesday", "on_timeout": "cancel"}), private: restored, changed: []string{"on_timeout"}, diags: []string{pinned}},
		"what a destroy does":              {prior: restoreDone, config: with(restoreConfig, obj{"on_destroy": "drop_tables"}), private: restored, changed: []string{"on_destroy"}},
		"arguments of the next run":        {prior: restoreDone, config: with(restoreConfig, obj{"tables": []string{"orders"}, "rename": obj{"orders": "o2"}, "replication_num": 1, "create_database": true, "existing_tables": "overwrite"}), private: restored, changed: []string{"create_database", "existing_tables", "rename", "replication_num", "tables"}},
		"triggers":                         {prior: once, config: again, private: restored, changed: results("backup_timestamp?", "triggers")},
		"triggers and a new snapshot":      {prior: once, config: with(again, obj{"snapshot": "tuesday"}), private: restored, changed: results("backup_timestamp?", "id", "snapshot", "triggers")},
		"triggers and a timestamp":         {prior: once, config: with(again, obj{"backup_timestamp": "2026-09-11-01-15-02"}), private: restored, changed: results("triggers")},
		"triggers and an unknown snapshot": {prior: once, config: with(again, obj{"snapshot": notKnown}), private: restored, changed: results("backup_timestamp?", "id?", "snapshot?", "triggers")},
		"first triggers":                   {prior: restoreDone, config: onceConfig, private: restored, changed: results("backup_timestamp?", "triggers")},
		"triggers removed":                 {prior: once, config: restoreConfig, private: restored, changed: results("backup_timestamp?", "triggers")},
		"unknown triggers count":           {prior: once, config: with(restoreConfig, obj{"triggers": obj{"run": notKnown}}), private: restored, changed: results("backup_timestamp?", "triggers?")},
		"triggers after an import":         {prior: restoreDone, config: onceConfig, private: imported, changed: []string{"triggers"}},
		"another database": {
			prior: restoreDone, config: with(restoreConfig, obj{"database": "other"}), private: restored, changed: []string{"database"},
			replaced: []string{"database"}, diags: []string{"WARNING: The restored tables stay"},
		},
		"running": {prior: restoreRunning, config: restoreConfig, private: restored, changed: results(), diags: []string{resumed}},
		"running, the snapshot moved on": {
			prior: restoreRunning, config: with(restoreConfig, obj{"snapshot": "tuesday"}), private: restored, changed: results(),
			diags: []string{pinned, resumed},
		},
		"cancelled":        {prior: with(restoreRunning, obj{"state": "CANCELLED"}), config: restoreConfig, private: restored, changed: results(), diags: []string{resumed}},
		"no row known":     {prior: with(restoreDone, obj{"state": nil, "job_id": nil}), config: restoreConfig, private: imported},
		"destroy":          {prior: restoreDone, private: restored, diags: []string{"WARNING: The restored tables stay"}},
		"destroy, running": {prior: restoreRunning, private: restored, diags: []string{"WARNING: The job goes on"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := newProtocol(t, "doris_restore").plan(c.prior, c.config, c.private)
			expect(t, "changed", result.changed(), c.changed)
			expect(t, "replaced", result.replaced, c.replaced)
			expect(t, "diagnostics", result.summaries(), c.diags)
		})
	}
}

func TestRestorePlanErrors(t *testing.T) {
	once := with(restoreDone, obj{"triggers": obj{"run": "1"}})
	for name, c := range map[string]struct {
		prior, config obj
		want          string
	}{
		"unknown triggers and a new snapshot": {once, with(restoreConfig, obj{"snapshot": "tuesday", "triggers": obj{"run": notKnown}}), "The triggers must be known"},
		"replaced by itself":                  {nil, restoreConfig, "The replacement would be the same restore"},
		"replaced by another snapshot":        {nil, with(restoreConfig, obj{"snapshot": "tuesday"}), ""},
		"replaced by another selection":       {nil, with(restoreConfig, obj{"tables": []string{"orders"}}), ""},
		"replaced in another database":        {nil, with(restoreConfig, obj{"database": "other"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			result := newProtocol(t, "doris_restore").plan(c.prior, c.config, restored)
			if c.want == "" {
				expect(t, "diagnostics", result.summaries(), nil)
				return
			}
			expect(t, "diagnostics", result.summaries(), []string{"ERROR: " + c.want})
			golden(t, "plan_restore_"+strings.ReplaceAll(name, " ", "_"), diagnosticsText(result.diags))
		})
	}
}

func TestRestoreValidation(t *testing.T) {
	for name, c := range map[string]struct {
		change obj
		want   string
	}{
		"fine":                            {nil, ""},
		"everything":                      {obj{"backup_timestamp": "2026-09-11-01-15-02", "tables": []string{"a", "b*"}, "rename": obj{"a": "c"}, "replication_num": 1}, ""},
		"timestamp of another form":       {obj{"backup_timestamp": "2026-09-11T01:15:02Z"}, "The timestamp is not valid"},
		"empty snapshot":                  {obj{"snapshot": ""}, "The name is empty"},
		"two replica arguments":           {obj{"replication_num": 1, "reserve_replica": false}, "The replicas are given twice"},
		"three replica arguments":         {obj{"replication_num": 1, "reserve_replica": true, "replication_allocation": "tag.location.default: 1"}, "The replicas are given twice"},
		"no replica":                      {obj{"replication_num": 0}, "The number of replicas is not valid"},
		"most replicas":                   {obj{"replication_num": 32767}, ""},
		"too many replicas":               {obj{"replication_num": 32768}, "The number of replicas is not valid"},
		"on_destroy of another word":      {obj{"on_destroy": "drop"}, "The value is not valid"},
		"drops a database it never made":  {obj{"on_destroy": "drop_database"}, "The database is not this restore's"},
		"drops the database it makes":     {obj{"on_destroy": "drop_database", "create_database": true}, ""},
		"existing_tables of another word": {obj{"existing_tables": "drop"}, "The value is not valid"},
		"allocation":                      {obj{"replication_allocation": "tag.location.default: 2, tag.location.b:1"}, ""},
		"allocation without a number":     {obj{"replication_allocation": "tag.location.default"}, "The replica allocation is not valid"},
		"allocation of one tag twice":     {obj{"replication_allocation": "tag.location.a: 1, tag.location.a: 1"}, "The replica allocation is not valid"},
		"rename without tables":           {obj{"rename": obj{"a": "b"}}, "The table is not in tables"},
		"rename of what a pattern takes":  {obj{"tables": []string{"a*"}, "rename": obj{"ab": "b"}}, "The table is not in tables"},
		"rename, tables not known":        {obj{"tables": notKnown, "rename": obj{"a": "b"}}, ""},
		"rename, new name not known":      {obj{"tables": []string{"a"}, "rename": obj{"a": notKnown}}, ""},
		"renamed alike":                   {obj{"tables": []string{"a", "b"}, "rename": obj{"a": "c", "b": "c"}}, "Two tables get the same name"},
		"renamed to one that is restored": {obj{"tables": []string{"a", "b"}, "rename": obj{"a": "b"}}, "Two tables get the same name"},
		"names swapped":                   {obj{"tables": []string{"a", "b"}, "rename": obj{"a": "b", "b": "a"}}, "The new name is another table's name"},
		"names passed on":                 {obj{"tables": []string{"a", "b"}, "rename": obj{"a": "b", "b": "c"}}, "The new name is another table's name"},
		"renamed to its own name":         {obj{"tables": []string{"a", "b"}, "rename": obj{"a": "a", "b": "c"}}, ""},
		"renamed to a name with a dot":    {obj{"tables": []string{"a"}, "rename": obj{"a": "other.a"}}, ""},
		"renamed to a name with a star":   {obj{"tables": []string{"a"}, "rename": obj{"a": "a*"}}, ""},
		"rename of an escaped name":       {obj{"tables": []string{`a\*`, `b\\c`}, "rename": obj{`a\*`: "b", `b\\c`: "c"}}, ""},
		"rename of a plain name":          {obj{"tables": []string{`a\*`, "a.b"}, "rename": obj{"a*": "b", "a.b": "a`b"}}, ""},
		"rename of one table twice":       {obj{"tables": []string{`a\*`}, "rename": obj{`a\*`: "b", "a*": "c"}}, "The table is named twice"},
		"rename of a pattern":             {obj{"tables": []string{"a*"}, "rename": obj{"a*": "b"}}, "The table is not in tables"},
		"partitions of odd names":         {obj{"tables": []string{`a\*`, "a.b", "a`b"}, "partitions": obj{`a\*`: []string{"p1"}, "a.b": []string{"p*"}, "a`b": []string{"p?"}}}, ""},
		"partitions of a pattern":         {obj{"tables": []string{"a*"}, "partitions": obj{"a*": []string{"p1"}}}, "The table is not in tables"},
		"a table without a name":          {obj{"tables": []string{""}}, "The table name is not valid"},
		"all options": {obj{
			"existing_tables": "overwrite", "atomic_restore": true, "force_replace": true, "clean_tables": true, "clean_partitions": true, "reserve_colocate": true,
			"reserve_dynamic_partition_enable": true, "storage_vault_name": "v1", "properties": obj{"allow_load": "true", "meta_version": "130", "some_new_one": "x"},
		}, ""},
		"no option":                          {obj{"atomic_restore": false, "force_replace": false, "clean_tables": false, "clean_partitions": false, "tables": []string{"a"}}, ""},
		"atomic without overwrite":           {obj{"atomic_restore": true}, "The argument needs existing_tables"},
		"clean_tables without overwrite":     {obj{"clean_tables": true, "existing_tables": "error"}, "The argument needs existing_tables"},
		"clean_partitions without overwrite": {obj{"clean_partitions": true}, "The argument needs existing_tables"},
		"atomic, existing_tables not known":  {obj{"atomic_restore": true, "existing_tables": notKnown}, ""},
		"atomic with partitions":             {overwriting(obj{"atomic_restore": true, "tables": []string{"a"}, "partitions": obj{"a": []string{"p1"}}}), "Two arguments exclude each other"},
		"atomic of some tables":              {overwriting(obj{"atomic_restore": true, "tables": []string{"a"}}), ""},
		"atomic, renamed":                    {overwriting(obj{"atomic_restore": true, "tables": []string{"a"}, "rename": obj{"a": "b"}}), ""},
		"force alone":                        {overwriting(obj{"force_replace": true}), "force_replace needs atomic_restore"},
		"force, atomic not known":            {overwriting(obj{"force_replace": true, "atomic_restore": notKnown}), ""},
		"clean_tables with tables":           {overwriting(obj{"clean_tables": true, "tables": []string{"a"}}), "Two arguments exclude each other"},
		"clean_tables with exclude_tables":   {overwriting(obj{"clean_tables": true, "exclude_tables": []string{"a"}}), "Two arguments exclude each other"},
		"clean_tables with rename":           {overwriting(obj{"clean_tables": true, "tables": []string{"a"}, "rename": obj{"a": "b"}}), "Two arguments exclude each other"},
		"clean_partitions of some":           {overwriting(obj{"clean_partitions": true, "tables": []string{"a"}, "partitions": obj{"a": []string{"p1"}}}), ""},
		"clean_partitions with rename":       {overwriting(obj{"clean_partitions": true, "tables": []string{"a"}, "rename": obj{"a": "b"}}), "Two arguments exclude each other"},
		"no vault":                           {obj{"storage_vault_name": ""}, "The name is empty"},
		"no properties":                      {obj{"properties": obj{}}, "The argument is empty"},
		"property without a name":            {obj{"properties": obj{" ": "x"}}, "The property has no name"},
		"property without a value":           {obj{"properties": obj{"allow_load": nil}}, "The property has no value"},
		"property that is a secret":          {obj{"properties": obj{"s3.secret_key": "x"}}, "The property holds a secret"},
		"property of a replication":          {obj{"properties": obj{"is_being_synced": "false"}}, "The property is not for restores by hand"},
		"property in another case":           {obj{"properties": obj{"Clean_Tables": "true"}}, "The property has an argument"},
		"property with blanks":               {obj{"properties": obj{" timeout ": "600"}}, "The property has an argument"},
		"renamed to nothing":                 {obj{"tables": []string{"a"}, "rename": obj{"a": ""}}, "The new name is not valid"},
	} {
		t.Run(name, func(t *testing.T) { validates(t, "doris_restore", with(restoreConfig, c.change), c.want) })
	}
}

func TestRestoreTargets(t *testing.T) {
	details := &doris.SnapshotDetails{
		Tables: []doris.SnapshotTable{{Name: "orders", Partitions: []string{"p1", "p2"}}, {Name: "customers", Partitions: []string{"customers"}}},
		Views:  []string{"v_orders"},
	}
	for name, c := range map[string]struct {
		selection job.Selection
		rename    map[string]string
		want      []string
	}{
		"all":        {job.Selection{}, nil, []string{"customers[customers]", "orders[p1 p2]", "v_orders[]"}},
		"some":       {job.Selection{Tables: []string{"o*"}}, nil, []string{"orders[p1 p2]"}},
		"partitions": {job.Selection{Tables: []string{"orders"}, Partitions: map[string][]string{"orders": {"*2"}}}, nil, []string{"orders[p2]"}},
		"excluded":   {job.Selection{Exclude: []string{"*_orders", "cust*"}}, nil, []string{"orders[p1 p2]"}},
		"renamed":    {job.Selection{Tables: []string{"orders"}}, map[string]string{"orders": "o2"}, []string{"o2[p1 p2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, target := range restoreTargets(details, c.selection, c.rename, false) {
				got = append(got, target.name+"["+strings.Join(target.partitions, " ")+"]")
			}
			expect(t, "targets", got, c.want)
			for _, target := range restoreTargets(details, job.Selection{}, map[string]string{"orders": "Orders_Old"}, true) {
				if target.name != strings.ToLower(target.name) {
					t.Errorf("%s is not in lower case", target.name)
				}
			}
		})
	}
}

func TestParseAllocation(t *testing.T) {
	replicas, ok := parseAllocation("tag.location.default: 2, tag.location.b:1")
	if !ok || len(replicas) != 2 || replicas["default"] != 2 || replicas["b"] != 1 {
		t.Errorf("%v, %v", replicas, ok)
	}
	for _, text := range []string{"", "3", "tag.location.: 1", "location.a: 1", "tag.location.a: 0", "tag.location.a: 40000"} {
		if _, ok := parseAllocation(text); ok {
			t.Errorf("%q passed", text)
		}
	}
}

func TestRestoresOfOnePlan(t *testing.T) {
	p := newProtocol(t, "doris_restore")
	orders := with(restoreConfig, obj{"tables": []string{"orders"}})
	expect(t, "first", p.plan(nil, orders, nil).summaries(), nil)
	expect(t, "other tables", p.plan(nil, with(restoreConfig, obj{"tables": []string{"customers"}}), nil).summaries(), nil)
	expect(t, "under a new name", p.plan(nil, with(orders, obj{"rename": obj{"orders": "o2"}}), nil).summaries(), nil)
	expect(t, "another database", p.plan(nil, with(orders, obj{"database": "other"}), nil).summaries(), nil)
	expect(t, "again", p.plan(nil, orders, nil).summaries(), []string{"ERROR: Two objects make the same snapshot or restore"})
}

// overwriting is a change of the configuration that also allows to overwrite.
func overwriting(change obj) obj { return with(change, obj{"existing_tables": "overwrite"}) }

// Each argument of RESTORE has one way to be given: properties takes none of them.
func TestRestorePropertiesOfArguments(t *testing.T) {
	for _, name := range []string{
		"backup_timestamp", "timeout", "replication_num", "replication_allocation", "reserve_replica", "reserve_colocate", "reserve_dynamic_partition_enable",
		"atomic_restore", "force_replace", "clean_tables", "clean_partitions", "storage_vault_name",
	} {
		validates(t, "doris_restore", with(restoreConfig, obj{"properties": obj{name: "1"}}), "The property has an argument")
	}
}
