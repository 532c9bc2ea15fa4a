// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// EachLine runs a test on a stand-in of both recorded lines.
func EachLine(t *testing.T, options dorissim.Options, test func(t *testing.T, s *StandIn)) {
	for _, line := range []string{"3.0", "4.1"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			options := options
			options.Profile, options.Tick = line, 5*time.Millisecond
			test(t, NewStandInWith(t, options))
		})
	}
}

// ReadData reads a data source.
func (s *Server) ReadData(name string, config Obj) (Obj, []*tfprotov6.Diagnostic) {
	s.T.Helper()
	typ := s.DataType(name)
	resp, err := s.Server.ReadDataSource(s.T.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: Dynamic(s.T, typ, config)})
	if err != nil {
		s.T.Fatal(err)
	}
	if resp.State == nil {
		return nil, resp.Diagnostics
	}
	state, err := resp.State.Unmarshal(typ)
	if err != nil {
		s.T.Fatal(err)
	}
	read, _ := simple(s.T, state).(Obj)
	return read, resp.Diagnostics
}

// MustRead is ReadData without diagnostics.
func (s *Server) MustRead(name string, config Obj) Obj {
	s.T.Helper()
	read, diagnostics := s.ReadData(name, config)
	WantText(s.T, diagnostics)
	if read == nil {
		s.T.Fatalf("%s was not read", name)
	}
	return read
}

// simple turns a value into obj, []any, string, int and bool; null is nil.
func simple(t *testing.T, v tftypes.Value) any {
	t.Helper()
	if !v.IsKnown() {
		t.Fatalf("%s is not known", v)
	}
	if v.IsNull() {
		return nil
	}
	read := func(target any) {
		t.Helper()
		if err := v.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch typ := v.Type(); {
	case typ.Is(tftypes.String):
		var text string
		read(&text)
		return text
	case typ.Is(tftypes.Bool):
		var yes bool
		read(&yes)
		return yes
	case typ.Is(tftypes.Number):
		var number big.Float
		read(&number)
		whole, _ := number.Int64()
		return int(whole)
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Set{}):
		var elements []tftypes.Value
		read(&elements)
		list := []any{}
		for _, element := range elements {
			list = append(list, simple(t, element))
		}
		return list
	}
	var attributes map[string]tftypes.Value
	read(&attributes)
	out := Obj{}
	for name, attribute := range attributes {
		out[name] = simple(t, attribute)
	}
	return out
}

// WantAttributes compares some attributes of an object; a func(any) bool checks one.
func WantAttributes(t *testing.T, got any, want Obj) {
	t.Helper()
	object, ok := got.(Obj)
	if !ok {
		t.Fatalf("no object: %v", got)
	}
	for name, expected := range want {
		value, there := object[name]
		if check, ok := expected.(func(any) bool); ok {
			if !there || !check(value) {
				t.Errorf("%s is %v", name, value)
			}
			continue
		}
		if !there || fmt.Sprintf("%#v", value) != fmt.Sprintf("%#v", expected) {
			t.Errorf("%s is %#v, want %#v", name, value, expected)
		}
	}
}

// AnInstant checks for RFC 3339 in UTC.
func AnInstant(v any) bool {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && text == at.UTC().Format(time.RFC3339)
}

func Between(from, to int) func(any) bool {
	return func(v any) bool {
		n, ok := v.(int)
		return ok && from <= n && n <= to
	}
}

// Await waits until the newest job of a data source has a state.
func (s *StandIn) Await(name, database, state string) Obj {
	s.T.Helper()
	var jobs []any
	if !Eventually(func() bool {
		jobs = s.MustRead(name, Obj{"database": database})["jobs"].([]any)
		return len(jobs) > 0 && jobs[0].(Obj)["state"] == state
	}) {
		s.T.Fatalf("no job of %s became %s", database, state)
	}
	return jobs[0].(Obj)
}

func AJobID(v any) bool {
	text, _ := v.(string)
	return text != "" && text != "-1"
}
