// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"container/list"
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"time"
)

// What a client remembers follows one rule. An answer is read once for all who ask for it at the same time, believed for its
// life, and forgotten at once when a write of our own may have changed it. Its life is as long as what it says stays true
// whatever others do, which its value may shorten. Errors are never remembered. What no longer fits goes oldest first.

// The lives of answers.
const (
	lifeOfLists       = 10 * time.Second         // what anybody may change at any moment
	lifeOfDefinitions = time.Minute              // those of tables: a plan over hundreds of them takes longer than lifeOfLists
	lifeOfClient      = time.Duration(1<<63 - 1) // what never changes: the cluster, the inside of a complete snapshot
)

// maxCacheWeight bounds the memory: the number of names in all answers, about.
const maxCacheWeight = 500_000

// mortal is a value that may have another life than its kind.
type mortal interface{ life() time.Duration }

// weighty is a value that holds many names.
type weighty interface{ weight() int }

// weightOf is about how many names a value holds.
func weightOf(value any) int {
	if value, ok := value.(weighty); ok {
		return value.weight()
	}
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		return 1 + list.Len()
	}
	return 1
}

// cache remembers answers. Keys are "noun name".
type cache struct {
	most    int // weight
	mu      sync.Mutex
	weight  int
	answers map[string]*cachedAnswer
	ages    *list.List // of *cachedAnswer: what is complete, oldest first
}

type cachedAnswer struct {
	key    string
	done   chan struct{} // closed when value and err are there
	value  any
	err    error
	until  time.Time
	weight int
	age    *list.Element // nil while the read runs
}

func newCache(most int) *cache {
	return &cache{most: most, answers: make(map[string]*cachedAnswer), ages: list.New()}
}

// cached is cache.read with the type of the answer.
func cached[T any](ctx context.Context, c *cache, key string, life time.Duration, read func() (T, error)) (T, error) {
	value, err := c.read(ctx, key, life, func() (any, error) { return read() })
	answer, _ := value.(T) // nil after an error
	return answer, err
}

// read returns what is remembered under key, joins a running read, or reads. Who joined a reader that was interrupted reads
// again.
func (c *cache) read(ctx context.Context, key string, life time.Duration, read func() (any, error)) (any, error) {
	for {
		answer, mine := c.find(key)
		if mine {
			return c.fill(answer, life, read)
		}
		select {
		case <-answer.done:
		case <-ctx.Done():
			return nil, &Error{Kind: KindCancelled, Message: "Interrupted while waiting for an answer of Doris.", cause: ctx.Err()}
		}
		if answer.err != nil && isContextError(answer.err) && ctx.Err() == nil {
			continue
		}
		return answer.value, answer.err
	}
}

// find returns the answer under key; mine = it is new and the caller must fill it.
func (c *cache) find(key string) (answer *cachedAnswer, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	answer, ok := c.answers[key]
	if ok && (answer.age == nil || time.Now().Before(answer.until)) {
		return answer, false
	}
	c.drop(key)
	answer = &cachedAnswer{key: key, done: make(chan struct{})}
	c.answers[key] = answer
	return answer, true
}

// fill reads for everyone who waits.
func (c *cache) fill(answer *cachedAnswer, life time.Duration, read func() (any, error)) (any, error) {
	answer.err = errors.New("the read ended without an answer") // stays only when read panics
	defer func() {
		c.mu.Lock()
		c.keep(answer, life)
		c.mu.Unlock()
		close(answer.done)
	}()
	answer.value, answer.err = read()
	return answer.value, answer.err
}

// keep remembers an answer that is complete, unless it was forgotten meanwhile: another one may stand in its place then.
func (c *cache) keep(answer *cachedAnswer, life time.Duration) {
	if c.answers[answer.key] != answer {
		return
	}
	if answer.err != nil {
		delete(c.answers, answer.key)
		return
	}
	if value, ok := answer.value.(mortal); ok {
		life = min(life, value.life())
	}
	answer.weight = weightOf(answer.value)
	if life <= 0 || answer.weight > c.most {
		delete(c.answers, answer.key)
		return
	}
	answer.until = time.Now().Add(life)
	answer.age = c.ages.PushBack(answer)
	for c.weight += answer.weight; c.weight > c.most; {
		c.drop(c.ages.Front().Value.(*cachedAnswer).key)
	}
}

func (c *cache) drop(key string) {
	if answer := c.answers[key]; answer != nil && answer.age != nil {
		c.ages.Remove(answer.age)
		c.weight -= answer.weight
	}
	delete(c.answers, key)
}

// forget drops what is remembered under the keys, also what is being read just now: it may be older than our write.
func (c *cache) forget(keys ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		c.drop(key)
	}
}

// forgetUnder drops what is remembered under all keys with a prefix.
func (c *cache) forgetUnder(prefix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.answers {
		if strings.HasPrefix(key, prefix) {
			c.drop(key)
		}
	}
}

// Keys of answers. Names hold no line breaks.
const (
	repositoriesKey = "repositories"
	databasesKey    = "databases"
	grantsKey       = "grants"
	backendsKey     = "backends"
	clusterKey      = "cluster"
	localFactsKey   = "cluster without its id"
	historyLimitKey = "history limit"
)

func snapshotsKey(repository string) string  { return "snapshots " + repository }
func definitionKey(repository string) string { return "definition " + repository }
func tablesKey(database string) string       { return "tables " + database }
func procKey(database string) string         { return "proc " + database }
func configKey(name string) string           { return "config " + name }

// detailsKey begins with the repository, tableKey with the database.
func detailsKey(repository, snapshot, timestamp string) string {
	return "details " + repository + "\n" + snapshot + "\n" + timestamp
}

func tableKey(database, table string) string { return "table " + database + "\n" + table }

// ForgetSnapshots drops what is remembered of a repository's snapshots, when a job on it has ended: one that is complete may
// have been replaced by another one of the same second.
func (c *Client) ForgetSnapshots(repository string) {
	c.cache.forget(snapshotsKey(repository))
	c.cache.forgetUnder("details " + repository + "\n")
}

// ForgetSnapshotList drops the remembered listing of a repository, when another cluster may have written to it. What is
// known of the inside of its snapshots stays true.
func (c *Client) ForgetSnapshotList(repository string) { c.cache.forget(snapshotsKey(repository)) }

// ForgetTables drops what is remembered of a database's tables, when a restore into it has ended.
func (c *Client) ForgetTables(database string) {
	c.cache.forget(tablesKey(database), procKey(database))
	c.cache.forgetUnder(tableKey(database, ""))
}

// ForgetDatabases drops the remembered list of databases, when another process may have created one.
func (c *Client) ForgetDatabases() { c.cache.forget(databasesKey) }

// ForgetRepositories drops the remembered list of repositories, when another frontend may have answered with an older one.
func (c *Client) ForgetRepositories() { c.cache.forget(repositoriesKey) }

// forgetRepository drops everything that a write to a repository may have changed.
func (c *Client) forgetRepository(name string) {
	c.cache.forget(repositoriesKey, definitionKey(name))
	c.ForgetSnapshots(name)
}
