// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestQueryReadsTexts(t *testing.T) {
	fe := startFrontend(t, func(string) fakeAnswer {
		return table("id name name", []any{"1", "a", nil}, []any{"2", "", "c"})
	})
	client := openClient(t, nil, fe.address())
	for _, test := range []struct {
		limit, rows int
		more        bool
	}{{0, 2, false}, {1, 1, true}, {2, 2, false}, {3, 2, false}} {
		answer, err := client.Query(context.Background(), "", "SELECT * FROM t;", test.limit)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(answer.Columns, []string{"id", "name", "name"}) || len(answer.Rows) != test.rows || answer.More != test.more {
			t.Errorf("limit %d: %d rows, more %v, columns %v", test.limit, len(answer.Rows), answer.More, answer.Columns)
		}
		if first := answer.Rows[0]; *first[0] != "1" || *first[1] != "a" || first[2] != nil {
			t.Errorf("limit %d: the first row is wrong", test.limit)
		}
	}
	if n := fe.count("SELECT * FROM t"); n != 4 || slices.Contains(fe.asked(), "SELECT * FROM t;") {
		t.Errorf("asked %q", fe.asked())
	}
}

// TestQueryKeepsItsDatabase makes sure that no other statement runs on a connection that chose a database.
func TestQueryKeepsItsDatabase(t *testing.T) {
	fe := startFrontend(t, func(sql string) fakeAnswer {
		switch {
		case sql == "USE `nope`":
			return refused(1049, "Unknown database 'nope'")
		case strings.HasPrefix(sql, "USE"):
			return fakeAnswer{}
		case strings.Contains(sql, "missing"):
			return refused(1105, "Unknown table 'missing'")
		}
		return table("n", []any{"1"})
	})
	client := openClient(t, nil, fe.address())
	ctx := context.Background()
	for range 2 {
		if _, err := client.Query(ctx, "", "SELECT 1", 0); err != nil {
			t.Fatal(err)
		}
	}
	if fe.logins != 1 {
		t.Fatalf("%d logins for two queries without a database", fe.logins)
	}
	for i, test := range []struct {
		database, sql string
		kind          Kind
	}{
		{"sh`op", "SELECT 2", KindOther},
		{"nope", "SELECT 3", KindUnknownDatabase},
		{"shop", "SELECT * FROM missing", KindUnknownTable},
	} {
		_, err := client.Query(ctx, test.database, test.sql, 0)
		if KindOf(err) != test.kind || (err == nil) != (i == 0) {
			t.Errorf("%s: %v", test.sql, err)
		}
		if _, err := client.Query(ctx, "", "SELECT 4", 0); err != nil {
			t.Fatal(err)
		}
		if fe.logins != 2+i {
			t.Errorf("after %s there were %d logins, want %d: a connection with a database was used again", test.sql, fe.logins, 2+i)
		}
	}
	if asked := fe.asked(); !slices.Contains(asked, "USE `sh``op`") || slices.Contains(asked, "SELECT 3") {
		t.Errorf("asked %q", asked)
	}
}

func TestQuerySendsOnlyWhatReads(t *testing.T) {
	fe := startFrontend(t, nil)
	client := openClient(t, nil, fe.address())
	if _, err := client.Query(context.Background(), "shop", "SELECT 1; DROP TABLE orders", 0); err == nil {
		t.Error("two statements were accepted")
	}
	if asked := fe.asked(); len(asked) > 0 {
		t.Errorf("asked %q", asked)
	}
}

func TestQueryGoesOnAtAnotherFrontend(t *testing.T) {
	broken := startFrontend(t, func(string) fakeAnswer { return fakeAnswer{cut: true} })
	healthy := startFrontend(t, func(string) fakeAnswer { return table("n", []any{"7"}) })
	client := openClient(t, nil, broken.address(), healthy.address())
	answer, err := client.Query(context.Background(), "shop", "SELECT n FROM t", 10)
	if err != nil || len(answer.Rows) != 1 || *answer.Rows[0][0] != "7" {
		t.Errorf("got %v, %v", answer.Rows, err)
	}
}

func TestQueryWithoutBackends(t *testing.T) {
	fe := startFrontend(t, func(string) fakeAnswer {
		return refused(1105, "There is no scanNode Backend available.[1: in black list(send fragments failed.)]")
	})
	client := openClient(t, nil, fe.address())
	_, err := client.Query(context.Background(), "", "SELECT COUNT(*) FROM t", 0)
	if KindOf(err) != KindNoBackend {
		t.Errorf("got kind %d: %v", KindOf(err), err)
	}
	var failure *Error
	if !errors.As(err, &failure) || failure.Statement != "SELECT" {
		t.Errorf("the statement is not the verb alone, it may show values: %+v", failure)
	}
}
