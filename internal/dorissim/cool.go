// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// Cool does what a storage policy does some day: it moves the data of all partitions of a table to remote storage. From
// then on Doris cancels every backup that takes them (DORIS.md "How jobs fail", not recorded). A table without a storage policy
// is an error.
func (s *Server) Cool(database, table string) error {
	return s.catalog.Update(database, func(d *catalog.Database) error {
		t := d.Table(table)
		if t == nil {
			return fmt.Errorf("no table %s.%s", database, table)
		}
		if _, policy := t.Properties.Get("storage_policy"); !policy {
			return fmt.Errorf("table %s.%s has no storage policy", database, table)
		}
		for _, p := range t.Partitions {
			p.Cooled = true
		}
		return nil
	})
}
