// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"encoding/binary"
	"reflect"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// Meta files that real frontends wrote.
func TestMetaOfRealFrontends(t *testing.T) {
	one := objectstore.Replicas{"default": 1}
	want := map[string]map[string]objectstore.Replicas{"orders": {"p1": one, "p2": one}, "customers": {"customers": one}}
	for _, line := range []string{"3.0", "4.1"} {
		b, look := withSample(t, line, "__meta.*")
		if len(look.Metas) != 1 {
			t.Fatalf("%+v", look)
		}
		meta, err := b.repository.Meta(t.Context(), look.Metas[0])
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(meta.Replicas, want) {
			t.Errorf("%s: %v", line, meta.Replicas)
		}
		if columns := map[string][]string{"orders": {"id", "d", "v"}, "customers": {"id", "name"}}; !reflect.DeepEqual(meta.Columns, columns) {
			t.Errorf("%s: %v", line, meta.Columns)
		}
	}
}

func TestMetaThatCannotBeRead(t *testing.T) {
	withLength := func(text string) string { return string(binary.BigEndian.AppendUint32(nil, uint32(len(text)))) + text }
	b := newBucket(t)
	for name, test := range map[string]struct {
		content string
		want    objectstore.Kind
	}{
		"no length":      {"{}", objectstore.BadContent},
		"another length": {withLength("{}") + " ", objectstore.BadContent},
		"no JSON":        {withLength("oops"), objectstore.BadContent},
		"other replicas": {withLength(`{"tblNameMap":{"t":{"itp":{"1":{"nm":"p"}},"pi":{"IdToReplicaAllocation":{"1":{"allocMap":[[3]]}}}}}}`), objectstore.BadContent},
		"gone":           {"", objectstore.NoObject},
	} {
		key := root + "__ss_snap/__meta." + sum(name)
		if test.content != "" {
			b.put(key, test.content)
		}
		if _, err := b.repository.Meta(t.Context(), key); objectstore.KindOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	key := root + "__ss_snap/__meta." + sum("unknown")
	b.put(key, withLength(`{"tblNameMap":{"t":{"itp":{"1":{"nm":"p"},"2":{"nm":"q"}},"pi":{"IdToReplicaAllocation":{"2":{"allocMap":[[{"type":"location","value":"a"},2],[{"type":"location","value":"b"},1]]}}}},"v":{"clazz":"View"},"u":{"bid":7,"itm":{"6":{"sc":[{"name":"r"}]},"7":{"sc":[{"name":"k"},{"name":"__DORIS_DELETE_SIGN__"}]}}}}}`))
	meta, err := b.repository.Meta(t.Context(), key)
	if err != nil || len(meta.Replicas) != 1 || len(meta.Replicas["t"]) != 1 || meta.Replicas["t"]["q"].Total() != 3 {
		t.Errorf("%+v, %v", meta, err)
	}
	if !reflect.DeepEqual(meta.Columns, map[string][]string{"u": {"k"}}) {
		t.Errorf("columns %v", meta.Columns)
	}
}
