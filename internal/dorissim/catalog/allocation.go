// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// defaultTag is the location of every backend of the stand-in.
const defaultTag = "default"

// Allocation is how many replicas are on the backends of each location tag.
type Allocation map[string]int

// Replicated is n replicas on the default location.
func Replicated(n int) Allocation { return Allocation{defaultTag: n} }

// ParseAllocation reads "tag.location.default: 3, tag.location.ssd: 1". The error is Doris's text without code
// (recorded: restore_bad).
func ParseAllocation(text string) (Allocation, error) {
	invalid := fmt.Errorf("Invalid replication allocation property: %s", text)
	a := Allocation{}
	for _, part := range strings.Split(text, ",") {
		tag, count, ok := strings.Cut(part, ":")
		tag, found := strings.CutPrefix(strings.TrimSpace(tag), "tag.location.")
		n, err := strconv.Atoi(strings.TrimSpace(count))
		if !ok || !found || tag == "" || err != nil || n < 0 {
			return nil, invalid
		}
		a[tag] += n
	}
	return a, nil
}

// String is "tag.location.default: 3".
func (a Allocation) String() string {
	var parts []string
	for _, tag := range a.tags() {
		parts = append(parts, fmt.Sprintf("tag.location.%s: %d", tag, a[tag]))
	}
	return strings.Join(parts, ", ")
}

func (a Allocation) tags() []string {
	tags := make([]string, 0, len(a))
	for tag := range a {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// Total is the number of replicas.
func (a Allocation) Total() int {
	n := 0
	for _, count := range a {
		n += count
	}
	return n
}

func (a Allocation) clone() Allocation {
	if a == nil {
		return nil
	}
	b := Allocation{}
	for tag, n := range a {
		b[tag] = n
	}
	return b
}

// CheckAllocation says whether the alive backends can hold these replicas (recorded: restore_bad).
func (c *Catalog) CheckAllocation(a Allocation) error {
	for _, tag := range a.tags() {
		if tag != defaultTag {
			return c.errorf(profile.Analysis, "Failed to find enough backend, please check the replication num,replication tag and "+
				"storage medium and avail capacity of backends or maybe all be on same host. Backends details: backends with tag "+
				"{\"location\" : \"%s\"} is [], \nCreate failed replications:\nreplication tag: {\"location\" : \"%s\"}, replication num: %d, "+
				"storage medium: null", tag, tag, a[tag])
		}
	}
	if n := a.Total(); n > c.options.Backends {
		return c.errorf(profile.Analysis, "replication num should be less than the number of available backends. replication num is %d, "+
			"available backend num is %d", n, c.options.Backends)
	}
	return nil
}
