// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// eachTablet pairs each tablet of the targets with the tablet of the snapshot at the same place, in the order of the info
// file.
func (j *restoreJob) eachTablet(do func(t *target, p *catalog.Partition, to *catalog.Tablet, from int64)) {
	j.view(func(d *catalog.Database) {
		for _, t := range j.targets {
			for _, info := range t.info.Partitions {
				p := t.partition(d, info.Name)
				if p == nil || len(info.Indexes) == 0 {
					continue
				}
				for i, from := range info.Indexes[0].Order {
					if i < len(p.Tablets) {
						do(t, p, p.Tablets[i], from)
					}
				}
			}
		}
	})
}

// partition is the partition that takes the data of a partition of the snapshot. A new table keeps the order of the
// snapshot's partitions; the one of an unpartitioned table changes its name with the table.
func (t *target) partition(d *catalog.Database, name string) *catalog.Partition {
	if t.fresh == nil {
		if local := d.Table(t.name); local != nil {
			return local.Partition(name)
		}
		return nil
	}
	i := slices.IndexFunc(t.source.Partitions, func(p *catalog.Partition) bool { return p.Name == name })
	if i < 0 || i >= len(t.fresh.Partitions) {
		return nil
	}
	return t.fresh.Partitions[i]
}

// download is what one backend has to fetch for one tablet.
type download struct {
	from   int64
	folder string
	files  []string
}

// addDownloads gives each backend its download tasks.
func (j *restoreJob) addDownloads() {
	if j.info.Content != bucket.ContentAll {
		return
	}
	layout := j.repository.files().Layout
	work := map[int64][]download{}
	var backends []int64
	j.eachTablet(func(t *target, p *catalog.Partition, to *catalog.Tablet, from int64) {
		backend := backendOf(to)
		if !slices.Contains(backends, backend) {
			backends = append(backends, backend)
		}
		work[backend] = append(work[backend], j.downloadOf(layout, t, from))
	})
	slices.Sort(backends)
	for _, backend := range backends {
		for _, batch := range batches(j.handler, work[backend], "restore_download_snapshot_batch_size") {
			j.add(backend, func(ctx context.Context) error { return j.fetch(ctx, batch) })
		}
	}
}

// downloadOf finds the files of a tablet in the info file.
func (j *restoreJob) downloadOf(layout bucket.Layout, t *target, from int64) download {
	for _, p := range t.info.Partitions {
		for _, index := range p.Indexes {
			if files := index.Files(from); files != nil {
				return download{from, layout.Tablet(j.label, j.info.ID, t.info.ID, p.ID, index.ID, from), files}
			}
		}
	}
	return download{from: from}
}

// fetch reads the data files of some tablets; every file of a tablet must be there and whole.
func (j *restoreJob) fetch(ctx context.Context, batch []download) error {
	store := j.repository.files().Store
	for _, one := range batch {
		for _, file := range one.files {
			content, err := store.Get(ctx, one.folder+"/"+file)
			if err != nil {
				return fmt.Errorf("failed to download: %w", err)
			}
			name, checksum, _ := bucket.SplitChecksum(file)
			if bucket.Checksum(content) != checksum {
				return fmt.Errorf("md5sum check failed: %s", file)
			}
			if strings.HasSuffix(name, ".dat") {
				_, rows, _ := bytes.Cut(content, []byte("\n"))
				j.rows[one.from] = rows
			}
		}
	}
	return nil
}

// addMoves gives one task for each tablet: it puts the downloaded rows into place.
func (j *restoreJob) addMoves() {
	if j.info.Content != bucket.ContentAll {
		return
	}
	j.eachTablet(func(_ *target, _ *catalog.Partition, to *catalog.Tablet, from int64) {
		j.add(backendOf(to), func(context.Context) error {
			var failed error
			j.update(func(*catalog.Database) { failed = to.DecodeRows(j.rows[from]) })
			return failed
		})
	})
}
