// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"testing"
)

func TestCountRows(t *testing.T) {
	for name, test := range map[string]struct {
		answer fakeAnswer
		rows   int64
		kind   Kind
		fails  bool
	}{
		"rows":           {answer: table("count(*)", []any{"9000000001"}), rows: 9000000001},
		"no rows":        {answer: table("count(*)", []any{"0"})},
		"no result":      {answer: table("count(*)"), fails: true},
		"no number":      {answer: table("count(*)", []any{nil}), fails: true},
		"no backend":     {answer: refused(1105, "There is no scanNode Backend available.[10003: not alive]"), kind: KindNoBackend, fails: true},
		"being restored": {answer: refused(5015, "Partition state is not NORMAL: 'p1':'RESTORING'"), kind: KindPartitionBusy, fails: true},
	} {
		fe := startFrontend(t, func(string) fakeAnswer { return test.answer })
		rows, err := openClient(t, nil, fe.address()).CountRows(context.Background(), "shop", "my`orders")
		if (err != nil) != test.fails || KindOf(err) != test.kind || rows != test.rows {
			t.Errorf("%s: %d rows, %v", name, rows, err)
		}
		if fe.count("SELECT count(*) FROM `shop`.`my``orders`") != 1 {
			t.Errorf("%s: asked %q", name, fe.asked())
		}
	}
}
