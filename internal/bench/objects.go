// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// objects answers the requests of S3 that the bench needs, for buckets of a million objects: the embedded server walks over the
// whole bucket for each listing. It counts the requests of the provider, which reaches it by another name than the stand-in.
type objects struct {
	mu       sync.Mutex
	keys     []string // sorted
	content  map[string][]byte
	shared   []byte // content of keys that have none of their own
	requests int    // by way of providerHost
	listed   int
}

// providerHost is by what name the provider reaches the storage.
const providerHost = "localhost"

func newObjects() *objects { return &objects{content: map[string][]byte{}, shared: []byte("x")} }

// add adds keys; content is for one alone.
func (o *objects) add(content []byte, keys ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range keys {
		if content != nil {
			o.content[key] = content
		}
	}
	if len(keys) > 100 {
		o.keys = append(o.keys, keys...)
		slices.Sort(o.keys)
		o.keys = slices.Compact(o.keys)
		return
	}
	for _, key := range keys {
		if i, there := slices.BinarySearch(o.keys, key); !there {
			o.keys = slices.Insert(o.keys, i, key)
		}
	}
}

func (o *objects) remove(keys ...string) {
	gone := map[string]bool{}
	for _, key := range keys {
		gone[key] = true
		delete(o.content, key)
	}
	if len(keys) == 0 {
		return
	}
	// They lie together: all are of one page of a listing.
	first, _ := slices.BinarySearch(o.keys, slices.Min(keys))
	end, _ := slices.BinarySearch(o.keys, slices.Max(keys)+"\x00")
	kept := slices.DeleteFunc(slices.Clone(o.keys[first:end]), func(key string) bool { return gone[key] })
	o.keys = slices.Replace(o.keys, first, end, kept...)
}

// counted returns and forgets how many requests the provider sent.
func (o *objects) counted() float64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.requests
	o.requests = 0
	return float64(n)
}

// answer is for dorissim.S3.Before.
func (o *objects) answer(w http.ResponseWriter, r *http.Request) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.HasPrefix(r.Host, providerHost) {
		o.requests++
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	switch {
	case bucket != bucketName || query.Has("versioning"):
		return false
	case r.Method == http.MethodPost && query.Has("delete"):
		o.deleteAll(w, r)
	case key == "" && r.Method == http.MethodGet:
		o.list(w, query.Get("prefix"), query.Get("delimiter"), max(query.Get("continuation-token"), query.Get("start-after")), query.Get("max-keys"))
	case key == "":
		return false
	case r.Method == http.MethodPut:
		content, _ := io.ReadAll(r.Body)
		o.content[key] = content
		if i, there := slices.BinarySearch(o.keys, key); !there {
			o.keys = slices.Insert(o.keys, i, key)
		}
		w.Header().Set("ETag", `"0"`)
	case r.Method == http.MethodDelete:
		o.remove(key)
		w.WriteHeader(http.StatusNoContent)
	default:
		content, there := o.content[key]
		if _, listed := slices.BinarySearch(o.keys, key); !there && listed {
			content, there = o.shared, true
		}
		if !there {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>")
			return true
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(content)
		}
	}
	return true
}

func (o *objects) deleteAll(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Object []struct{ Key string }
	}
	content, _ := io.ReadAll(r.Body)
	if err := xml.Unmarshal(content, &request); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var keys []string
	for _, object := range request.Object {
		keys = append(keys, object.Key)
	}
	o.remove(keys...)
	w.Header().Set("Content-Type", "application/xml")
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`)
	for _, key := range keys {
		_, _ = fmt.Fprintf(w, "<Deleted><Key>%s</Key></Deleted>", key)
	}
	_, _ = io.WriteString(w, "</DeleteResult>")
}

func (o *objects) list(w http.ResponseWriter, prefix, delimiter, after, most string) {
	o.listed++
	limit := 1000
	if n, err := strconv.Atoi(most); err == nil && n < limit {
		limit = n
	}
	w.Header().Set("Content-Type", "application/xml")
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>%s</Name><Prefix>%s</Prefix><MaxKeys>%d</MaxKeys>`, bucketName, prefix, limit)
	i, _ := slices.BinarySearch(o.keys, prefix)
	if after >= prefix {
		i, _ = slices.BinarySearch(o.keys, after+"\x00")
	}
	count, token := 0, ""
	for i < len(o.keys) && strings.HasPrefix(o.keys[i], prefix) {
		key := o.keys[i]
		if count == limit {
			break
		}
		count++
		if at := strings.Index(key[len(prefix):], delimiter); delimiter != "" && at >= 0 {
			folder := key[:len(prefix)+at+1]
			_, _ = fmt.Fprintf(w, "<CommonPrefixes><Prefix>%s</Prefix></CommonPrefixes>", folder)
			token = folder + "~" // behind all that names of Doris hold
			i, _ = slices.BinarySearch(o.keys, token)
			continue
		}
		size := len(o.shared)
		if content, there := o.content[key]; there {
			size = len(content)
		}
		_, _ = fmt.Fprintf(w, `<Contents><Key>%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"0"</ETag><Size>%d</Size></Contents>`, key, size)
		token = key
		i++
	}
	more := i < len(o.keys) && strings.HasPrefix(o.keys[i], prefix)
	_, _ = fmt.Fprintf(w, "<KeyCount>%d</KeyCount><IsTruncated>%t</IsTruncated>", count, more)
	if more {
		_, _ = fmt.Fprintf(w, "<NextContinuationToken>%s</NextContinuationToken>", token)
	}
	_, _ = io.WriteString(w, "</ListBucketResult>")
}
