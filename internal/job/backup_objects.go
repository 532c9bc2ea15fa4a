// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// statement expands the selection now and chooses the label.
func (b *backup) statement(now time.Time) (doris.BackupSpec, error) {
	spec := doris.BackupSpec{
		Database: b.database, Label: b.label, Repository: b.repository,
		MetadataOnly: b.request.MetadataOnly, Timeout: b.wait.JobTimeout,
	}
	if b.generated {
		spec.Label = b.newLabel(now)
	}
	tables, err := b.tables()
	if err != nil {
		return spec, b.coded(err)
	}
	var present []string
	for _, t := range tables {
		present = append(present, t.Name)
	}
	selection := b.request.Selection
	taken, inVain := selection.Choose(present)
	if len(inVain) > 0 || (len(taken) == 0 && len(present) > 0) {
		return spec, b.selectionError(inVain, nil, selection, present)
	}
	if nothing, err := b.nothingIn(taken, tables); err != nil {
		return spec, err
	} else if nothing {
		return spec, b.failWith(CodeEmpty, NotBackedUp(taken))
	}
	b.asked, b.askedPartitions = taken, map[string][]string{}
	if selection.Tables == nil {
		spec.Exclude = without(present, taken)
		return spec, nil
	}
	for _, name := range taken {
		ref := doris.TableRef{Name: name}
		if len(selection.partitionsOf(name)) > 0 {
			if ref.Partitions, err = b.partitions(name); err != nil {
				return spec, err
			}
			b.askedPartitions[name] = ref.Partitions
		}
		spec.Tables = append(spec.Tables, ref)
	}
	return spec, nil
}

func (b *backup) partitions(table string) ([]string, error) {
	present, err := ask(b.operation, func(ctx context.Context) ([]string, error) { return b.r.cluster.Partitions(ctx, b.database, table) })
	if err != nil {
		return nil, b.coded(err)
	}
	taken, inVain := b.request.Selection.ChoosePartitions(table, present)
	if len(inVain) > 0 {
		return nil, b.partitionError(table, inVain, inVain, present)
	}
	return taken, nil
}
