// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// New makes a catalog that holds the system databases only.
func New(options Options) *Catalog {
	return &Catalog{options: options, profile: options.Profile, databases: map[string]*Database{}}
}

// Execute runs a statement about databases, tables, views and rows: all DDL and DML of those, SELECT with FROM, and the SHOW
// kinds of the catalog. handled is false for what it does not know: that belongs to the caller. Errors are *profile.Error.
// Privileges are checked before, by the caller. A nil result is OK without rows.
func (c *Catalog) Execute(statement sql.Statement, session Session) (answer *result.Result, handled bool, err error) {
	return nil, false, nil
}

// ShowProc answers SHOW PROC '/dbs' and below; handled is false for other paths.
func (c *Catalog) ShowProc(path string, session Session) (answer *result.Result, handled bool, err error) {
	return nil, false, nil
}

// HasDatabase says whether a database is there.
func (c *Catalog) HasDatabase(name string) bool { return false }

// Databases lists the names, sorted, with the system databases.
func (c *Catalog) Databases() []string { return nil }

// DatabaseID is the id of a database; it changes when the database is dropped and created again.
func (c *Catalog) DatabaseID(name string) (int64, bool) { return 0, false }

// View reads a database under the lock. A missing database is profile.UnknownDatabase.
func (c *Catalog) View(database string, read func(*Database) error) error { return nil }

// Update changes a database under the lock.
func (c *Catalog) Update(database string, change func(*Database) error) error { return nil }

// Table is a table, view or materialized view of the database, or nil.
func (d *Database) Table(name string) *Table { return nil }

// Tables lists all tables and views in the order in which Doris walks its map of names: the order of BackupObjs and of
// olap_table_list (recorded: backup_database, skipped_objects).
func (d *Database) Tables() []*Table { return nil }

// Put adds a table or replaces the one of the same name.
func (d *Database) Put(t *Table) {}

// Remove drops a table without any check.
func (d *Database) Remove(name string) {}

// Clone is a deep copy with rows.
func (t *Table) Clone() *Table { return nil }

// Partition is a partition by its name, or nil.
func (t *Table) Partition(name string) *Partition { return nil }

// PartitionNames lists the names in the order Doris prints them.
func (t *Table) PartitionNames() []string { return nil }

// Keep is a deep copy with only these partitions; nil keeps all.
func (t *Table) Keep(partitions []string) *Table { return nil }

// Signature says whether two tables have the same schema for a restore: equal text, same schema (doris-reference 5.3). It
// holds the name, the keys, the columns, the kind of partitioning and distribution, and the items of the partitions given.
func (t *Table) Signature(partitions []string) string { return "" }

// SameItem says whether two partitions hold the same range or list.
func (p *Partition) SameItem(other *Partition) bool { return false }

// Overlaps says whether the range or list shares a value with the other's.
func (p *Partition) Overlaps(other *Partition) bool { return false }

// RestoreOptions say what ForRestore keeps of the snapshot's table.
type RestoreOptions struct {
	Name            string     // the new name; "" = the table's
	Partitions      []string   // nil = all
	Replicas        Allocation // nil = as in the snapshot (reserve_replica)
	ReserveDynamic  bool       // keep dynamic_partition.enable
	ReserveColocate bool       // keep colocate_with
	SourceDatabase  string     // views: names of this database ...
	TargetDatabase  string     // ... become names of this one
	KeepRows        bool       // false = empty partitions
}

// ForRestore makes the table that a restore creates: fresh ids for table, index, partitions, tablets and replicas, state
// RESTORE for tables (NORMAL for views), properties reset. The error is that of too few backends for the replicas.
// Each tablet of the result stands for the tablet at the same place of the snapshot's table.
func (c *Catalog) ForRestore(t *Table, options RestoreOptions) (*Table, error) { return nil, nil }

// PartitionForRestore is the same for one partition that an existing table lacks.
func (c *Catalog) PartitionForRestore(p *Partition, replicas Allocation) (*Partition, error) {
	return nil, nil
}

// Commit raises the visible version after data came in: of the partition, and of the table where the version does so
// (recorded: table_states shows 2 on 4.1 and 1 on 3.0).
func (c *Catalog) Commit(t *Table, p *Partition, version int64, at time.Time) {}

// ParseAllocation reads "tag.location.default: 3, tag.location.ssd: 1".
func ParseAllocation(text string) (Allocation, error) { return nil, nil }

// String is "tag.location.default: 3".
func (a Allocation) String() string { return "" }

// Total is the number of replicas.
func (a Allocation) Total() int { return 0 }

// EncodeRows is the content of the tablet's data file in a snapshot, and DecodeRows reads it.
func (t *Tablet) EncodeRows() []byte { return nil }

// DecodeRows puts the rows of EncodeRows into the tablet.
func (t *Tablet) DecodeRows(content []byte) error { return nil }

// Get is the value of a property and whether it is there.
func (p PropertyList) Get(key string) (string, bool) { return "", false }

// Set adds or replaces a property.
func (p *PropertyList) Set(key, value string) {}

// Delete removes a property.
func (p *PropertyList) Delete(key string) {}
