// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

const (
	batchSize   = 1000 // the most that one DeleteObjects takes
	inFlight    = 4    // batches under way at a time; so much of a listing is held, no more
	deletePass  = 5    // listings until nothing is left, before giving up on a folder that is written to
	retriedKeys = 4    // rounds for the keys of a batch that the storage was too busy for
)

// Deleted is what a deletion removed in this run.
type Deleted struct {
	Objects int
	Bytes   int64
	// Versioned tells that the bucket keeps old versions: the files are gone for Doris, but their space is freed only
	// when a lifecycle rule removes noncurrent versions (and, with Object Lock, when their retention ends).
	Versioned bool
}

// Delete deletes all files of a snapshot: its info files first, so that one whose deletion is cut short shows as
// unfinished and never as restorable, then its meta files, then the rest. It can be run again after any error, and does
// nothing when nothing is there. It holds a few pages of a listing at a time. Errors are of this package; what was
// deleted until then is returned as well.
func (r *Repository) Delete(ctx context.Context, label string) (Deleted, error) {
	folder, err := r.folder(label)
	if err != nil {
		return Deleted{}, err
	}
	d := &deletion{bucket: r.bucket, folder: folder}
	if found, err := d.inOrder(ctx); err != nil && !errors.Is(err, errUnordered) {
		return d.total, err
	} else if err == nil && !found {
		return d.ended(ctx), r.bucket.work.tidy(ctx, folder)
	} else if err != nil {
		for _, front := range []string{doris.InfoFile, doris.MetaFile} {
			if _, err := d.below(ctx, folder+front); err != nil {
				return d.total, err
			}
		}
	}
	for range deletePass {
		found, err := d.below(ctx, folder)
		if err != nil {
			return d.total, err
		}
		if !found {
			return d.ended(ctx), r.bucket.work.tidy(ctx, folder)
		}
	}
	return d.total, &Error{Kind: Busy, Operation: "delete", Bucket: r.bucket.name, Storage: r.bucket.kind, Message: "files keep appearing in " + folder}
}

// ended is the result of a whole deletion. Not every storage says of a deleted file that it kept a version.
func (d *deletion) ended(ctx context.Context) Deleted {
	if d.total.Objects > 0 && !d.total.Versioned {
		d.total.Versioned = d.bucket.Versioned(ctx)
	}
	return d.total
}

// deletion is one run of Delete.
type deletion struct {
	bucket *Bucket
	folder string
	single atomic.Bool // the storage cannot delete several objects with one request

	mu    sync.Mutex
	total Deleted
	err   error // the first one
}

// errUnordered: the storage lists files in another order than that of their names.
var errUnordered = errors.New("the listing is not in order")

// inOrder deletes the folder with one listing: in the order of their names info files come first, then meta files, then the
// rest, which is the order in which they must go. Where a page is not in order it ends with errUnordered, and none of that page
// was deleted.
func (d *deletion) inOrder(ctx context.Context) (found bool, err error) {
	last := ""
	return d.walk(ctx, d.folder, func(ctx context.Context, p *page) ([]object, error) {
		for _, file := range p.objects {
			key := file.key
			if key <= last || key < d.folder+doris.InfoFile {
				return nil, errUnordered // also where something stands before the info files: it must not go first
			}
			last = key
		}
		rest := p.objects
		for _, front := range []string{doris.InfoFile, doris.MetaFile} {
			var first, others []object
			for _, file := range rest {
				if strings.HasPrefix(file.key, d.folder+front) {
					first = append(first, file)
				} else {
					others = append(others, file)
				}
			}
			rest = others
			for len(first) > 0 {
				size := min(batchSize, len(first))
				if err := d.batch(ctx, first[:size]); err != nil {
					return nil, err
				}
				first = first[size:]
			}
		}
		return rest, nil
	})
}

// below deletes what begins with prefix; found tells whether there was anything.
func (d *deletion) below(ctx context.Context, prefix string) (found bool, err error) {
	return d.walk(ctx, prefix, func(_ context.Context, p *page) ([]object, error) { return p.objects, nil })
}

// walk deletes what first leaves of each page of a listing, a few batches at a time.
func (d *deletion) walk(ctx context.Context, prefix string, first func(context.Context, *page) ([]object, error)) (found bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, inFlight)
	var batches sync.WaitGroup
	send := func(batch []object) error {
		slots <- struct{}{}
		if err := d.failed(); err != nil {
			<-slots
			return err
		}
		batches.Go(func() {
			defer func() { <-slots }()
			if err := d.batch(ctx, batch); err != nil {
				d.fail(err)
				cancel(err)
			}
		})
		return nil
	}
	var waiting []object // less than a batch
	size := 0            // of a batch: that of a page, so that no more is held where pages are small
	listing := d.bucket.work.list(ctx, prefix, false, func(p *page) error {
		found = found || len(p.objects) > 0
		objects, err := first(ctx, p)
		if err != nil {
			return err
		}
		size = max(size, min(batchSize, len(p.objects)))
		for waiting = append(waiting, objects...); size > 0 && len(waiting) >= size; waiting = slices.Clone(waiting[size:]) {
			if err := send(waiting[:size:size]); err != nil {
				return err
			}
		}
		return nil
	})
	if listing == nil && len(waiting) > 0 {
		listing = send(waiting)
	}
	batches.Wait()
	if err := d.failed(); err != nil {
		return found, err
	}
	return found, listing
}

func (d *deletion) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err == nil {
		d.err = err
	}
}

func (d *deletion) failed() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// batch deletes at most a thousand objects.
func (d *deletion) batch(ctx context.Context, objects []object) error {
	sizes := make(map[string]int64, len(objects))
	for _, one := range objects {
		if !strings.HasPrefix(one.key, d.folder) {
			return &Error{Kind: Other, Operation: "list", Bucket: d.bucket.name, Storage: d.bucket.kind, Message: "the storage listed a file outside of the folder that was asked for; nothing of this page was deleted"}
		}
		sizes[one.key] = one.size
	}
	if !d.single.Load() {
		done, err := d.together(ctx, sizes)
		if done || err != nil {
			return err
		}
		d.single.Store(true)
	}
	return d.oneByOne(ctx, sizes)
}

// together deletes with one request, and those that the storage was too busy for with another one. done is false when
// the storage has no such request.
func (d *deletion) together(ctx context.Context, sizes map[string]int64) (done bool, err error) {
	for range retriedKeys {
		files, err := d.bucket.work.deleteBatch(ctx, slices.Sorted(maps.Keys(sizes)))
		if errors.Is(err, errNoBatches) {
			return false, nil
		}
		if err != nil {
			return true, err
		}
		if err := d.perKey(files, sizes); err != nil {
			return true, err
		}
		if len(sizes) == 0 {
			return true, nil
		}
	}
	return true, &Error{Kind: Throttled, Operation: "delete", Bucket: d.bucket.name, Storage: d.bucket.kind, Code: "SlowDown", Message: "the storage is too busy"}
}

// perKey notes what became of each file of a batch. Keys that are gone are done; those to be tried again stay in sizes.
func (d *deletion) perKey(files []deletedFile, sizes map[string]int64) error {
	var refused *Error
	count := 0
	for _, file := range files {
		switch {
		case file.err == nil:
			d.count(sizes, file.key, file.kept)
		case file.err.Kind == NoObject:
			delete(sizes, file.key)
		case file.err.Kind == Throttled:
		default:
			count++
			if refused == nil {
				refused = file.err
				refused.Key = file.key
			}
		}
	}
	if refused == nil {
		return nil
	}
	refused.Keys = count
	return refused
}

func (d *deletion) oneByOne(ctx context.Context, sizes map[string]int64) error {
	for _, key := range slices.Sorted(maps.Keys(sizes)) {
		kept, err := d.bucket.work.deleteOne(ctx, key)
		if err != nil {
			if KindOf(err) != NoObject {
				return keyed(err, key)
			}
			delete(sizes, key)
			continue
		}
		d.count(sizes, key, kept)
	}
	return nil
}

// count notes a deleted key and takes it off the list.
func (d *deletion) count(sizes map[string]int64, key string, kept bool) {
	size, ours := sizes[key]
	if !ours {
		return
	}
	delete(sizes, key)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.total.Objects++
	d.total.Bytes += size
	d.total.Versioned = d.total.Versioned || kept
}
