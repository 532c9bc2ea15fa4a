// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 3}, 2.5}} {
		if got := median(test.values); got != test.want {
			t.Errorf("%v: got %v, want %v", test.values, got, test.want)
		}
	}
}

func TestLeastRequests(t *testing.T) {
	for files, want := range map[int]int{8: 6, 1000: 6, 1001: 7, 1008: 8} {
		if got := leastRequests(files); got != want {
			t.Errorf("%d files: got %d, want %d", files, got, want)
		}
	}
}

// A missed target is seen in the table, and a figure without a target misses none.
func TestTableShowsMissedTargets(t *testing.T) {
	b := &bench{}
	b.compare("s", "a", "s", "x", []float64{3, 1, 2}, []float64{1, 1, 1}, 1.5)
	b.compare("s", "b", "s", "x", []float64{1}, []float64{2}, 1.5)
	b.against("s", "c", "", "one", []float64{9}, 1, 0)
	var out bytes.Buffer
	b.print(&out)
	if text := out.String(); strings.Count(text, "MISSED") != 1 || !strings.Contains(text, "1 targets missed") || b.figures[0].Ratio != 2 {
		t.Error(text)
	}
}

// The storage of the bench lists as S3 does: page by page, below a prefix, by folder.
func TestObjects(t *testing.T) {
	o := newObjects()
	var all []string
	for i := range 2500 {
		all = append(all, fmt.Sprintf("r/a/%04d", i), fmt.Sprintf("r/b%d/x", i))
	}
	o.add(nil, all...)
	type answer struct {
		IsTruncated           bool
		NextContinuationToken string
		Contents              []struct{ Key string }
		CommonPrefixes        []struct{ Prefix string }
	}
	list := func(prefix, delimiter string) (keys, folders []string, pages int) {
		token := ""
		for {
			pages++
			w := httptest.NewRecorder()
			query := url.Values{"list-type": {"2"}, "prefix": {prefix}, "delimiter": {delimiter}, "continuation-token": {token}}
			if !o.answer(w, httptest.NewRequest(http.MethodGet, "http://localhost/"+bucketName+"/?"+query.Encode(), nil)) {
				t.Fatal("not answered")
			}
			var a answer
			if err := xml.Unmarshal(w.Body.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			for _, c := range a.Contents {
				keys = append(keys, c.Key)
			}
			for _, c := range a.CommonPrefixes {
				folders = append(folders, c.Prefix)
			}
			if token = a.NextContinuationToken; !a.IsTruncated {
				return keys, folders, pages
			}
		}
	}
	if keys, _, pages := list("r/a/", ""); len(keys) != 2500 || pages != 3 || !slices.IsSorted(keys) {
		t.Errorf("%d keys in %d pages", len(keys), pages)
	}
	if keys, folders, pages := list("r/", "/"); len(keys) != 0 || len(slices.Compact(folders)) != 2501 || pages != 3 {
		t.Errorf("%d keys, %d folders in %d pages", len(keys), len(folders), pages)
	}
	body := "<Delete>"
	for i := range 1000 {
		body += fmt.Sprintf("<Object><Key>r/a/%04d</Key></Object>", i)
	}
	if !o.answer(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "http://localhost/"+bucketName+"/?delete", strings.NewReader(body+"</Delete>"))) {
		t.Fatal("not answered")
	}
	if keys, _, _ := list("r/a/", ""); len(keys) != 1500 || keys[0] != "r/a/1000" {
		t.Errorf("%d keys are left", len(keys))
	}
	if o.counted() != 9 {
		t.Error("requests of the provider are not counted")
	}
}
