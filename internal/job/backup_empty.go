// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// nothingIn reports whether Doris backs up nothing of the objects: there are none, or asynchronous materialized views
// alone. It looks at their kinds until one is backed up, which is mostly the first.
func (b *backup) nothingIn(taken []string, tables []doris.Table) (bool, error) {
	views := map[string]bool{}
	for _, table := range tables {
		views[table.Name] = table.Kind == doris.View
	}
	for _, name := range taken {
		if views[name] {
			return false, nil
		}
	}
	for _, name := range taken {
		if leftOut, err := b.leftOut(name); err != nil || !leftOut {
			return false, err
		}
	}
	return true, nil
}

// leftOut reports whether Doris leaves the object out: it is an asynchronous materialized view, or gone by now. Where its
// kind cannot be read, Doris decides.
func (b *backup) leftOut(name string) (bool, error) {
	var kind string
	err := b.persist(func(ctx context.Context) (err error) {
		kind, err = b.r.cluster.ObjectKind(ctx, b.database, name)
		switch {
		case err == nil, lost(err):
			return err
		case doris.KindOf(err) == doris.KindUnknownTable:
			kind = materializedView
		}
		return nil
	})
	return kind == materializedView, b.coded(err)
}

// materializedView is the kind of an asynchronous materialized view, which Doris leaves out without a word (recorded:
// skipped_objects).
const materializedView = "MATERIALIZED VIEW"

// cancelledEmpty recognises a job that Doris cancelled because the objects went before it began.
func cancelledEmpty(message string) bool {
	return strings.Contains(message, "no valid tables found for backup")
}
