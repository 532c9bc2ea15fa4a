// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

// Reads that many resources share (SHOW REPOSITORIES, SHOW SNAPSHOT ON r, databases, tables, grants) are made once for
// all callers at the same time, remembered for at most ten seconds, and forgotten after a write of our own.

// rememberRead is how long a shared answer is believed.
const rememberRead = 10 * time.Second

// maxSharedAnswers bounds the memory; a configuration has a handful of repositories and databases.
const maxSharedAnswers = 256

// shared makes one read for everyone who asks for the same at the same time. Keys are "noun name".
type shared struct {
	most    int // answers that are remembered
	mu      sync.Mutex
	answers map[string]*sharedAnswer
}

type sharedAnswer struct {
	done  chan struct{} // closed when value and err are there
	value any
	err   error
	until time.Time // zero while the read runs
}

func newShared() *shared { return newSharedOf(maxSharedAnswers) }

func newSharedOf(most int) *shared {
	return &shared{most: most, answers: make(map[string]*sharedAnswer)}
}

// read returns what is remembered under key, joins a running read, or reads. Errors are never remembered. Who joined a
// reader that was interrupted reads again.
func (s *shared) read(ctx context.Context, key string, remember time.Duration, read func() (any, error)) (any, error) {
	for {
		answer, mine := s.find(key)
		if mine {
			return s.fill(key, answer, remember, read)
		}
		select {
		case <-answer.done:
		case <-ctx.Done():
			return nil, &Error{Kind: KindCancelled, Message: "Interrupted while waiting for an answer of Doris.", cause: ctx.Err()}
		}
		if answer.err != nil && (errors.Is(answer.err, context.Canceled) || errors.Is(answer.err, context.DeadlineExceeded)) && ctx.Err() == nil {
			continue
		}
		return answer.value, answer.err
	}
}

// sharedRead is shared.read with the type of the answer.
func sharedRead[T any](ctx context.Context, s *shared, key string, remember time.Duration, read func() (T, error)) (T, error) {
	value, err := s.read(ctx, key, remember, func() (any, error) { return read() })
	answer, _ := value.(T) // nil after an error
	return answer, err
}

// find returns the answer under key; mine = it is new and the caller must fill it.
func (s *shared) find(key string) (answer *sharedAnswer, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, ok := s.answers[key]
	if ok && (answer.until.IsZero() || time.Now().Before(answer.until)) {
		return answer, false
	}
	if len(s.answers) >= s.most {
		s.sweep()
	}
	answer = &sharedAnswer{done: make(chan struct{})}
	s.answers[key] = answer
	return answer, true
}

// fill reads for everyone who waits.
func (s *shared) fill(key string, answer *sharedAnswer, remember time.Duration, read func() (any, error)) (any, error) {
	answer.err = errors.New("the read ended without an answer") // stays only when read panics
	defer func() {
		s.mu.Lock()
		answer.until = time.Now().Add(remember)
		// It may have been forgotten meanwhile, and another one may stand in its place.
		if s.answers[key] == answer && (answer.err != nil || remember <= 0) {
			delete(s.answers, key)
		}
		s.mu.Unlock()
		close(answer.done)
	}()
	answer.value, answer.err = read()
	return answer.value, answer.err
}

// sweep drops answers that are not believed any more, or all that are complete when that is not enough.
func (s *shared) sweep() {
	now := time.Now()
	for key, answer := range s.answers {
		if !answer.until.IsZero() && now.After(answer.until) {
			delete(s.answers, key)
		}
	}
	if len(s.answers) < s.most {
		return
	}
	for key, answer := range s.answers {
		if !answer.until.IsZero() {
			delete(s.answers, key)
		}
	}
}

// forget drops what is remembered under the keys, also what is being read just now: it may be older than our write.
func (s *shared) forget(keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		delete(s.answers, key)
	}
}

// forgetUnder drops what is remembered under all keys with a prefix.
func (s *shared) forgetUnder(prefix string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key := range s.answers {
		if strings.HasPrefix(key, prefix) {
			delete(s.answers, key)
		}
	}
}

// Keys of shared answers.
const (
	repositoriesKey = "repositories"
	databasesKey    = "databases"
	grantsKey       = "grants"
	backendsKey     = "backends"
	clusterKey      = "cluster"

	factsOfClusterKey = "facts of the cluster"
	historyLimitKey   = "history limit"
)

func snapshotsKey(repository string) string  { return "snapshots " + repository }
func definitionKey(repository string) string { return "definition " + repository }
func tablesKey(database string) string       { return "tables " + database }
func configKey(name string) string           { return "config " + name }

// ForgetSnapshots drops what is remembered of a repository's snapshots, when a job on it has ended.
func (c *Client) ForgetSnapshots(repository string) {
	c.shared.forget(snapshotsKey(repository))
	c.details.forget(repository)
}

// ForgetSnapshotList drops the remembered listing of a repository, when another cluster may have written to it. What is
// known of the inside of its snapshots stays true.
func (c *Client) ForgetSnapshotList(repository string) { c.shared.forget(snapshotsKey(repository)) }

func procKey(database string) string { return "proc " + database }

// ForgetTables drops what is remembered of a database's tables, when a restore into it has ended.
func (c *Client) ForgetTables(database string) {
	c.shared.forget(tablesKey(database), procKey(database))
	c.tableFacts.forgetUnder(factsKey(database, ""))
}

// ForgetDatabases drops the remembered list of databases, when another process may have created one.
func (c *Client) ForgetDatabases() { c.shared.forget(databasesKey) }

// ForgetRepositories drops the remembered list of repositories, when another frontend may have answered with an older one.
func (c *Client) ForgetRepositories() { c.shared.forget(repositoriesKey) }

// forgetRepository drops everything that a write to a repository may have changed.
func (c *Client) forgetRepository(name string) {
	c.shared.forget(repositoriesKey, definitionKey(name))
	c.ForgetSnapshots(name)
}

// maxDetailsWeight bounds the remembered Details: the number of names in them.
const maxDetailsWeight = 200_000

// detailsCache remembers Details of snapshots, which never change once they are complete. The oldest go first.
type detailsCache struct {
	mu     sync.Mutex
	most   int
	weight int
	order  []string
	values map[string]*SnapshotDetails
}

func newDetailsCache(most int) *detailsCache {
	return &detailsCache{most: most, values: make(map[string]*SnapshotDetails)}
}

// detailsKey begins with the repository; names hold no line breaks.
func detailsKey(repository, snapshot, timestamp string) string {
	return repository + "\n" + snapshot + "\n" + timestamp
}

func (d *detailsCache) get(key string) *SnapshotDetails {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.values[key]
}

func (d *detailsCache) put(key string, details *SnapshotDetails) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, there := d.values[key]; there || details.weight() > d.most {
		return
	}
	d.values[key] = details
	d.order = append(d.order, key)
	d.weight += details.weight()
	for d.weight > d.most {
		d.remove(d.order[0])
		d.order = d.order[1:]
	}
}

func (d *detailsCache) remove(key string) {
	d.weight -= d.values[key].weight()
	delete(d.values, key)
}

// forget drops the Details of one repository: a job that ended may have replaced a snapshot of the same second.
func (d *detailsCache) forget(repository string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.order[:0]
	for _, key := range d.order {
		if strings.HasPrefix(key, repository+"\n") {
			d.remove(key)
			continue
		}
		kept = append(kept, key)
	}
	d.order = kept
}
