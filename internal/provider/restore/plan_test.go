// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/restore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var restoreRunning = providertest.With(providertest.RestoreDone, providertest.Obj{
	"state": "DOWNLOADING", "finished_at": nil, "duration_seconds": nil, "phase_seconds": nil, "rto_seconds": nil, "objects": nil,
})

var restoreResults = []string{
	"duration_seconds?", "finished_at?", "job_id?", "objects?", "phase_seconds?", "rpo_seconds?", "rto_seconds?", "state?", "submitted_at?",
}

func results(more ...string) []string {
	return slices.Sorted(slices.Values(append(more, restoreResults...)))
}

var restored = restore.RestorePrivate{
	Level: job.Mine, Created: providertest.Taken, Repository: "dr_main", Snapshot: "monday", Database: "stage",
	Inputs: tfvalue.InputsHash([]any{[]string(nil), map[string][]string(nil), []string(nil), map[string]string(nil), int64(0), "", false, false, false}),
}

func TestRestorePlan(t *testing.T) {
	imported := restored
	imported.Imported = true
	const (
		pinned  = "WARNING: The configured snapshot will not be restored"
		resumed = "WARNING: A job will be resumed"
	)
	once := providertest.With(providertest.RestoreDone, providertest.Obj{"triggers": providertest.Obj{"run": "1"}})
	onceConfig := providertest.With(providertest.RestoreConfig, providertest.Obj{"triggers": providertest.Obj{"run": "1"}})
	again := providertest.With(providertest.RestoreConfig, providertest.Obj{"triggers": providertest.Obj{"run": "2"}})
	for name, c := range map[string]struct {
		prior, config providertest.Obj
		private       any
		changed       []string
		replaced      []string
		diags         []string
	}{
		"nothing changes": {prior: providertest.RestoreDone, config: providertest.RestoreConfig, private: restored},
		"create": {config: providertest.RestoreConfig, changed: results("adopt_finished_within", "atomic_restore", "backup_timestamp?", "clean_partitions", "clean_tables",
			"create_database", "database", "existing_tables", "force_replace", "id?", "on_destroy", "on_timeout", "repository", "reserve_colocate",
			"reserve_dynamic_partition_enable", "snapshot", "stall_timeout")},
		"the snapshot moved on":            {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday"}), private: restored, diags: []string{pinned}},
		"the repository moved on":          {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"repository": "other"}), private: restored, diags: []string{pinned}},
		"the snapshot is not known":        {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": providertest.NotKnown}), private: restored},
		"the timestamp is given":           {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"backup_timestamp": "2026-09-11-01-15-02"}), private: restored},
		"the timestamp moved on":           {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"backup_timestamp": "2026-09-12-01-15-02"}), private: restored, diags: []string{pinned}},
		"pinned beside another change":     {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday", "on_timeout": "cancel"}), private: restored, changed: []string{"on_timeout"}, diags: []string{pinned}},
		"what a destroy does":              {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"on_destroy": "drop_tables"}), private: restored, changed: []string{"on_destroy"}},
		"arguments of the next run":        {prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"tables": []string{"orders"}, "rename": providertest.Obj{"orders": "o2"}, "replication_num": 1, "create_database": true, "existing_tables": "overwrite"}), private: restored, changed: []string{"create_database", "existing_tables", "rename", "replication_num", "tables"}},
		"triggers":                         {prior: once, config: again, private: restored, changed: results("backup_timestamp?", "triggers")},
		"triggers and a new snapshot":      {prior: once, config: providertest.With(again, providertest.Obj{"snapshot": "tuesday"}), private: restored, changed: results("backup_timestamp?", "id", "snapshot", "triggers")},
		"triggers and a timestamp":         {prior: once, config: providertest.With(again, providertest.Obj{"backup_timestamp": "2026-09-11-01-15-02"}), private: restored, changed: results("triggers")},
		"triggers and an unknown snapshot": {prior: once, config: providertest.With(again, providertest.Obj{"snapshot": providertest.NotKnown}), private: restored, changed: results("backup_timestamp?", "id?", "snapshot?", "triggers")},
		"first triggers":                   {prior: providertest.RestoreDone, config: onceConfig, private: restored, changed: results("backup_timestamp?", "triggers")},
		"triggers removed":                 {prior: once, config: providertest.RestoreConfig, private: restored, changed: results("backup_timestamp?", "triggers")},
		"unknown triggers count":           {prior: once, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"triggers": providertest.Obj{"run": providertest.NotKnown}}), private: restored, changed: results("backup_timestamp?", "triggers?")},
		"triggers after an import":         {prior: providertest.RestoreDone, config: onceConfig, private: imported, changed: []string{"triggers"}},
		"another database": {
			prior: providertest.RestoreDone, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"database": "other"}), private: restored, changed: []string{"database"},
			replaced: []string{"database"}, diags: []string{"WARNING: The restored tables stay"},
		},
		"running": {prior: restoreRunning, config: providertest.RestoreConfig, private: restored, changed: results(), diags: []string{resumed}},
		"running, the snapshot moved on": {
			prior: restoreRunning, config: providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday"}), private: restored, changed: results(),
			diags: []string{pinned, resumed},
		},
		"cancelled":        {prior: providertest.With(restoreRunning, providertest.Obj{"state": "CANCELLED"}), config: providertest.RestoreConfig, private: restored, changed: results(), diags: []string{resumed}},
		"no row known":     {prior: providertest.With(providertest.RestoreDone, providertest.Obj{"state": nil, "job_id": nil}), config: providertest.RestoreConfig, private: imported},
		"destroy":          {prior: providertest.RestoreDone, private: restored, diags: []string{"WARNING: The restored tables stay"}},
		"destroy, running": {prior: restoreRunning, private: restored, diags: []string{"WARNING: The job goes on"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := providertest.NewProtocol(t, "doris_restore").Plan(c.prior, c.config, c.private)
			compare.Lists(t, "changed", result.Changed(), c.changed)
			compare.Lists(t, "replaced", result.Replaced, c.replaced)
			compare.Lists(t, "diagnostics", result.Summaries(), c.diags)
		})
	}
}

func TestRestorePlanErrors(t *testing.T) {
	once := providertest.With(providertest.RestoreDone, providertest.Obj{"triggers": providertest.Obj{"run": "1"}})
	for name, c := range map[string]struct {
		prior, config providertest.Obj
		want          string
	}{
		"unknown triggers and a new snapshot": {once, providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday", "triggers": providertest.Obj{"run": providertest.NotKnown}}), "The triggers must be known"},
		"replaced by itself":                  {nil, providertest.RestoreConfig, "The replacement would be the same restore"},
		"replaced by another snapshot":        {nil, providertest.With(providertest.RestoreConfig, providertest.Obj{"snapshot": "tuesday"}), ""},
		"replaced by another selection":       {nil, providertest.With(providertest.RestoreConfig, providertest.Obj{"tables": []string{"orders"}}), ""},
		"replaced in another database":        {nil, providertest.With(providertest.RestoreConfig, providertest.Obj{"database": "other"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			result := providertest.NewProtocol(t, "doris_restore").Plan(c.prior, c.config, restored)
			if c.want == "" {
				compare.Lists(t, "diagnostics", result.Summaries(), nil)
				return
			}
			compare.Lists(t, "diagnostics", result.Summaries(), []string{"ERROR: " + c.want})
			compare.Golden(t, "plan_restore_"+strings.ReplaceAll(name, " ", "_"), providertest.DiagnosticsText(result.Diags))
		})
	}
}

func TestRestoreValidation(t *testing.T) {
	for name, c := range map[string]struct {
		change providertest.Obj
		want   string
	}{
		"fine":                            {nil, ""},
		"everything":                      {providertest.Obj{"backup_timestamp": "2026-09-11-01-15-02", "tables": []string{"a", "b*"}, "rename": providertest.Obj{"a": "c"}, "replication_num": 1}, ""},
		"timestamp of another form":       {providertest.Obj{"backup_timestamp": "2026-09-11T01:15:02Z"}, "The timestamp is not valid"},
		"empty snapshot":                  {providertest.Obj{"snapshot": ""}, "The name is empty"},
		"two replica arguments":           {providertest.Obj{"replication_num": 1, "reserve_replica": false}, "The replicas are given twice"},
		"three replica arguments":         {providertest.Obj{"replication_num": 1, "reserve_replica": true, "replication_allocation": "tag.location.default: 1"}, "The replicas are given twice"},
		"no replica":                      {providertest.Obj{"replication_num": 0}, "The number of replicas is not valid"},
		"most replicas":                   {providertest.Obj{"replication_num": 32767}, ""},
		"too many replicas":               {providertest.Obj{"replication_num": 32768}, "The number of replicas is not valid"},
		"on_destroy of another word":      {providertest.Obj{"on_destroy": "drop"}, "The value is not valid"},
		"drops a database it never made":  {providertest.Obj{"on_destroy": "drop_database"}, "The database is not this restore's"},
		"drops the database it makes":     {providertest.Obj{"on_destroy": "drop_database", "create_database": true}, ""},
		"existing_tables of another word": {providertest.Obj{"existing_tables": "drop"}, "The value is not valid"},
		"allocation":                      {providertest.Obj{"replication_allocation": "tag.location.default: 2, tag.location.b:1"}, ""},
		"allocation without a number":     {providertest.Obj{"replication_allocation": "tag.location.default"}, "The replica allocation is not valid"},
		"allocation of one tag twice":     {providertest.Obj{"replication_allocation": "tag.location.a: 1, tag.location.a: 1"}, "The replica allocation is not valid"},
		"rename without tables":           {providertest.Obj{"rename": providertest.Obj{"a": "b"}}, "The table is not in tables"},
		"rename of what a pattern takes":  {providertest.Obj{"tables": []string{"a*"}, "rename": providertest.Obj{"ab": "b"}}, "The table is not in tables"},
		"rename, tables not known":        {providertest.Obj{"tables": providertest.NotKnown, "rename": providertest.Obj{"a": "b"}}, ""},
		"rename, new name not known":      {providertest.Obj{"tables": []string{"a"}, "rename": providertest.Obj{"a": providertest.NotKnown}}, ""},
		"renamed alike":                   {providertest.Obj{"tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "c", "b": "c"}}, "Two tables get the same name"},
		"renamed to one that is restored": {providertest.Obj{"tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "b"}}, "Two tables get the same name"},
		"names swapped":                   {providertest.Obj{"tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "b", "b": "a"}}, "The new name is another table's name"},
		"names passed on":                 {providertest.Obj{"tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "b", "b": "c"}}, "The new name is another table's name"},
		"renamed to its own name":         {providertest.Obj{"tables": []string{"a", "b"}, "rename": providertest.Obj{"a": "a", "b": "c"}}, ""},
		"renamed to a name with a dot":    {providertest.Obj{"tables": []string{"a"}, "rename": providertest.Obj{"a": "other.a"}}, ""},
		"renamed to a name with a star":   {providertest.Obj{"tables": []string{"a"}, "rename": providertest.Obj{"a": "a*"}}, ""},
		"rename of an escaped name":       {providertest.Obj{"tables": []string{`a\*`, `b\\c`}, "rename": providertest.Obj{`a\*`: "b", `b\\c`: "c"}}, ""},
		"rename of a plain name":          {providertest.Obj{"tables": []string{`a\*`, "a.b"}, "rename": providertest.Obj{"a*": "b", "a.b": "a`b"}}, ""},
		"rename of one table twice":       {providertest.Obj{"tables": []string{`a\*`}, "rename": providertest.Obj{`a\*`: "b", "a*": "c"}}, "The table is named twice"},
		"rename of a pattern":             {providertest.Obj{"tables": []string{"a*"}, "rename": providertest.Obj{"a*": "b"}}, "The table is not in tables"},
		"partitions of odd names":         {providertest.Obj{"tables": []string{`a\*`, "a.b", "a`b"}, "partitions": providertest.Obj{`a\*`: []string{"p1"}, "a.b": []string{"p*"}, "a`b": []string{"p?"}}}, ""},
		"partitions of a pattern":         {providertest.Obj{"tables": []string{"a*"}, "partitions": providertest.Obj{"a*": []string{"p1"}}}, "The table is not in tables"},
		"a table without a name":          {providertest.Obj{"tables": []string{""}}, "The table name is not valid"},
		"all options": {providertest.Obj{
			"existing_tables": "overwrite", "atomic_restore": true, "force_replace": true, "clean_tables": true, "clean_partitions": true, "reserve_colocate": true,
			"reserve_dynamic_partition_enable": true, "storage_vault_name": "v1", "properties": providertest.Obj{"allow_load": "true", "meta_version": "130", "some_new_one": "x"},
		}, ""},
		"no option":                          {providertest.Obj{"atomic_restore": false, "force_replace": false, "clean_tables": false, "clean_partitions": false, "tables": []string{"a"}}, ""},
		"atomic without overwrite":           {providertest.Obj{"atomic_restore": true}, "The argument needs existing_tables"},
		"clean_tables without overwrite":     {providertest.Obj{"clean_tables": true, "existing_tables": "error"}, "The argument needs existing_tables"},
		"clean_partitions without overwrite": {providertest.Obj{"clean_partitions": true}, "The argument needs existing_tables"},
		"atomic, existing_tables not known":  {providertest.Obj{"atomic_restore": true, "existing_tables": providertest.NotKnown}, ""},
		"atomic with partitions":             {providertest.Overwriting(providertest.Obj{"atomic_restore": true, "tables": []string{"a"}, "partitions": providertest.Obj{"a": []string{"p1"}}}), "Two arguments exclude each other"},
		"atomic of some tables":              {providertest.Overwriting(providertest.Obj{"atomic_restore": true, "tables": []string{"a"}}), ""},
		"atomic, renamed":                    {providertest.Overwriting(providertest.Obj{"atomic_restore": true, "tables": []string{"a"}, "rename": providertest.Obj{"a": "b"}}), ""},
		"force alone":                        {providertest.Overwriting(providertest.Obj{"force_replace": true}), "force_replace needs atomic_restore"},
		"force, atomic not known":            {providertest.Overwriting(providertest.Obj{"force_replace": true, "atomic_restore": providertest.NotKnown}), ""},
		"clean_tables with tables":           {providertest.Overwriting(providertest.Obj{"clean_tables": true, "tables": []string{"a"}}), "Two arguments exclude each other"},
		"clean_tables with exclude_tables":   {providertest.Overwriting(providertest.Obj{"clean_tables": true, "exclude_tables": []string{"a"}}), "Two arguments exclude each other"},
		"clean_tables with rename":           {providertest.Overwriting(providertest.Obj{"clean_tables": true, "tables": []string{"a"}, "rename": providertest.Obj{"a": "b"}}), "Two arguments exclude each other"},
		"clean_partitions of some":           {providertest.Overwriting(providertest.Obj{"clean_partitions": true, "tables": []string{"a"}, "partitions": providertest.Obj{"a": []string{"p1"}}}), ""},
		"clean_partitions with rename":       {providertest.Overwriting(providertest.Obj{"clean_partitions": true, "tables": []string{"a"}, "rename": providertest.Obj{"a": "b"}}), "Two arguments exclude each other"},
		"no vault":                           {providertest.Obj{"storage_vault_name": ""}, "The name is empty"},
		"no properties":                      {providertest.Obj{"properties": providertest.Obj{}}, "The argument is empty"},
		"property without a name":            {providertest.Obj{"properties": providertest.Obj{" ": "x"}}, "The property has no name"},
		"property without a value":           {providertest.Obj{"properties": providertest.Obj{"allow_load": nil}}, "The property has no value"},
		"property that is a secret":          {providertest.Obj{"properties": providertest.Obj{"s3.secret_key": "x"}}, "The property holds a secret"},
		"property of a replication":          {providertest.Obj{"properties": providertest.Obj{"is_being_synced": "false"}}, "The property is not for restores by hand"},
		"property in another case":           {providertest.Obj{"properties": providertest.Obj{"Clean_Tables": "true"}}, "The property has an argument"},
		"property with blanks":               {providertest.Obj{"properties": providertest.Obj{" timeout ": "600"}}, "The property has an argument"},
		"renamed to nothing":                 {providertest.Obj{"tables": []string{"a"}, "rename": providertest.Obj{"a": ""}}, "The new name is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.Validates(t, "doris_restore", providertest.With(providertest.RestoreConfig, c.change), c.want)
		})
	}
}

func TestRestoresOfOnePlan(t *testing.T) {
	p := providertest.NewProtocol(t, "doris_restore")
	orders := providertest.With(providertest.RestoreConfig, providertest.Obj{"tables": []string{"orders"}})
	compare.Lists(t, "first", p.Plan(nil, orders, nil).Summaries(), nil)
	compare.Lists(t, "other tables", p.Plan(nil, providertest.With(providertest.RestoreConfig, providertest.Obj{"tables": []string{"customers"}}), nil).Summaries(), nil)
	compare.Lists(t, "under a new name", p.Plan(nil, providertest.With(orders, providertest.Obj{"rename": providertest.Obj{"orders": "o2"}}), nil).Summaries(), nil)
	compare.Lists(t, "another database", p.Plan(nil, providertest.With(orders, providertest.Obj{"database": "other"}), nil).Summaries(), nil)
	compare.Lists(t, "again", p.Plan(nil, orders, nil).Summaries(), []string{"ERROR: Two objects make the same snapshot or restore"})
}

// Each argument of RESTORE has one way to be given: properties takes none of them.
func TestRestorePropertiesOfArguments(t *testing.T) {
	for _, name := range []string{
		"backup_timestamp", "timeout", "replication_num", "replication_allocation", "reserve_replica", "reserve_colocate", "reserve_dynamic_partition_enable",
		"atomic_restore", "force_replace", "clean_tables", "clean_partitions", "storage_vault_name",
	} {
		providertest.Validates(t, "doris_restore", providertest.With(providertest.RestoreConfig, providertest.Obj{"properties": providertest.Obj{name: "1"}}), "The property has an argument")
	}
}
