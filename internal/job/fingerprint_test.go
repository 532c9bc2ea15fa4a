// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"regexp"
	"testing"
)

func TestFingerprint(t *testing.T) {
	four := regexp.MustCompile(`^[a-z2-7]{4}$`)
	place := Place("1733", "shop", "repo", "s3://b/p")
	for _, other := range []string{
		Place("1734", "shop", "repo", "s3://b/p"), Place("1733", "shop2", "repo", "s3://b/p"),
		Place("1733", "shop", "repo2", "s3://b/p"), Place("1733", "shop", "repo", "s3://b/q"),
	} {
		if other == place || !four.MatchString(other) {
			t.Errorf("place %q does not differ from %q", other, place)
		}
	}
	selection := Selection{Tables: []string{"b", "a*"}, Partitions: map[string][]string{"b": {"p2", "p1"}}}
	request := Request(false, selection, map[string]string{"k": "1"})
	same := Request(false, Selection{Tables: []string{"a*", "b"}, Partitions: map[string][]string{"b": {"p1", "p2"}}}, map[string]string{"k": "1"})
	if request != same || !four.MatchString(request) {
		t.Errorf("the order of a set changes the fingerprint: %s, %s", request, same)
	}
	if Request(false, Selection{}, nil) != Request(false, Selection{}, map[string]string{}) {
		t.Error("no triggers and empty triggers differ")
	}
	for _, other := range []string{
		Request(true, selection, map[string]string{"k": "1"}), Request(false, selection, map[string]string{"k": "2"}),
		Request(false, Selection{Tables: []string{"b", "a"}}, map[string]string{"k": "1"}), Request(false, Selection{Exclude: []string{"b"}}, nil),
	} {
		if other == request {
			t.Errorf("%s does not differ", other)
		}
	}
	if selection.Tables[0] != "b" {
		t.Error("hashing sorted the caller's list")
	}
	if nonce := newNonce(); !four.MatchString(nonce) {
		t.Errorf("nonce %q", nonce)
	}
}
