// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// noStart is dynamic_partition.start when it was not given (recorded: skipped_objects).
const noStart = "-2147483648"

// dynamic says whether a table has dynamic_partition properties.
func (t *Table) dynamic() bool {
	_, ok := t.Properties.Get("dynamic_partition.enable")
	return ok
}

func (t *Table) dynamicProperty(name, value string) string {
	return t.Properties.or("dynamic_partition."+name, value)
}

// createDynamicPartitions makes the partitions of today and of the window ahead of it, as Doris's scheduler does right after
// CREATE TABLE (recorded: skipped_objects).
func (c *Catalog) createDynamicPartitions(t *Table) error {
	if !t.dynamic() || t.dynamicProperty("enable", "") != "true" || t.PartitionKind != Range || len(t.PartitionColumns) != 1 {
		return nil
	}
	unit := strings.ToUpper(t.dynamicProperty("time_unit", "DAY"))
	zone := c.options.Zone()
	if named, err := time.LoadLocation(t.dynamicProperty("time_zone", "")); err == nil && t.dynamicProperty("time_zone", "") != "" {
		zone = named
	}
	first, last := 0, number(t.dynamicProperty("end", "0"))
	if t.dynamicProperty("create_history_partition", "false") == "true" {
		first = max(number(t.dynamicProperty("start", noStart)), -500)
		if history := number(t.dynamicProperty("history_partition_num", "-1")); history >= 0 {
			first = max(first, -history)
		}
	}
	base := beginOf(c.options.Now().In(zone), unit)
	for i := first; i <= last; i++ {
		if err := c.createDynamicPartition(t, base, i, unit); err != nil {
			return err
		}
	}
	return nil
}

func (c *Catalog) createDynamicPartition(t *Table, base time.Time, i int, unit string) error {
	typ := t.partitionTypes()[0]
	lower, _ := addUnits(base, i, unit)
	upper, ok := addUnits(base, i+1, unit)
	if !ok {
		return nil
	}
	bounds := []string{}
	for _, at := range []time.Time{lower, upper} {
		if isDate(typ) {
			value, _ := canonical(typ, at.Format(time.DateTime))
			bounds = append(bounds, value)
			continue
		}
		bounds = append(bounds, at.Format("20060102"))
	}
	return c.addPartition(t, sql.PartitionDef{
		Name:        t.dynamicProperty("prefix", "p") + dynamicName(lower, unit),
		IfNotExists: true,
		Lower:       literal(bounds[0]),
		Upper:       literal(bounds[1]),
	}, false)
}

// beginOf is the begin of the hour, day, week, month or year.
func beginOf(at time.Time, unit string) time.Time {
	year, month, day := at.Date()
	switch unit {
	case "HOUR":
		return time.Date(year, month, day, at.Hour(), 0, 0, 0, time.UTC)
	case "WEEK":
		return time.Date(year, month, day-(int(at.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	case "MONTH":
		return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	case "YEAR":
		return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func dynamicName(at time.Time, unit string) string {
	switch unit {
	case "HOUR":
		return at.Format("2006010215")
	case "WEEK":
		year, week := at.ISOWeek()
		return fmt.Sprintf("%d_%02d", year, week)
	case "MONTH":
		return at.Format("200601")
	case "YEAR":
		return at.Format("2006")
	}
	return at.Format("20060102")
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
