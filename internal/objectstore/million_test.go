// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// million is a storage with so many objects below a label that nobody may hold all of them: it makes pages as they are
// asked for, and counts what was listed and is not deleted yet.
type million struct {
	mu                         sync.Mutex
	objects, deleted           int
	pages, batches, open, most int
}

func (m *million) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case query.Has("versioning"):
		_, _ = io.WriteString(w, `<VersioningConfiguration/>`)
	case query.Has("delete"):
		m.remove(w, r)
	default:
		m.list(w, query.Get("prefix"), query.Get("continuation-token"))
	}
}

func (m *million) list(w http.ResponseWriter, prefix, token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from, _ := strconv.Atoi(token)
	if token == "" {
		from = m.deleted
	}
	to := min(from+1000, m.objects)
	if prefix != root+"__ss_snap/" {
		from, to = 0, 0 // no info, no meta file
	}
	m.pages++
	m.open += to - from
	m.most = max(m.most, m.open)
	out := bufio.NewWriter(w)
	defer out.Flush()
	fmt.Fprintf(out, "<ListBucketResult><IsTruncated>%t</IsTruncated>", to < m.objects && to > from)
	if to < m.objects {
		fmt.Fprintf(out, "<NextContinuationToken>%d</NextContinuationToken>", to)
	}
	for i := from; i < to; i++ {
		fmt.Fprintf(out, "<Contents><Key>%s%d</Key><Size>1</Size></Contents>", prefix, i)
	}
	fmt.Fprint(out, "</ListBucketResult>")
}

func (m *million) remove(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	keys := bytes.Split(body, []byte("<Key>"))[1:]
	out := bufio.NewWriter(w)
	defer out.Flush()
	fmt.Fprint(out, "<DeleteResult>")
	for _, key := range keys {
		name, _, _ := bytes.Cut(key, []byte("<"))
		fmt.Fprintf(out, "<Deleted><Key>%s</Key></Deleted>", name)
	}
	fmt.Fprint(out, "</DeleteResult>")
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches++
	m.deleted += len(keys)
	m.open -= len(keys)
}

var wholeMillion = flag.Bool("million", false, "delete a million objects, which takes up to a minute, instead of 20,000")

// A page of a listing and a batch of deletes for each thousand objects, and never more than a few pages in memory.
func TestDeleteAMillionObjects(t *testing.T) {
	objects := 20_000
	if *wholeMillion {
		objects = 1_000_000
	}
	storage := &million{objects: objects}
	server := httptest.NewServer(storage)
	defer server.Close()
	b := open(t, objectstore.Access{Endpoint: server.URL, UsePathStyle: true, AccessKey: "k", SecretKey: "s"}, "backups")
	deleted, err := b.Repository("s3://backups/prod", "repo").Delete(t.Context(), "snap")
	if err != nil || deleted.Objects != objects || deleted.Bytes != int64(objects) {
		t.Fatalf("%+v, %v", deleted, err)
	}
	t.Logf("%d objects: %d pages listed, %d batches deleted, at most %d objects held", objects, storage.pages, storage.batches, storage.most)
	// On a busy machine a request may break and be sent again.
	if storage.batches < objects/1000 || storage.batches > objects/1000+5 || storage.pages < objects/1000+3 || storage.pages > objects/1000+8 {
		t.Errorf("%d batches, %d pages", storage.batches, storage.pages)
	}
	if storage.most > 6000 {
		t.Errorf("%d objects were listed and not deleted at a time", storage.most)
	}
}
