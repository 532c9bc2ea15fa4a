// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// eachLine runs a test on a stand-in of both recorded lines.
func eachLine(t *testing.T, options dorissim.Options, test func(t *testing.T, s *standIn)) {
	for _, line := range []string{"3.0", "4.1"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			options := options
			options.Profile, options.Tick = line, 5*time.Millisecond
			test(t, newStandInWith(t, options))
		})
	}
}

// readData reads a data source.
func (s *server) readData(name string, config obj) (obj, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	typ := s.dataType(name)
	resp, err := s.server.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: dynamic(s.t, typ, config)})
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.State == nil {
		return nil, resp.Diagnostics
	}
	state, err := resp.State.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	read, _ := simple(s.t, state).(obj)
	return read, resp.Diagnostics
}

// mustRead is readData without diagnostics.
func (s *server) mustRead(name string, config obj) obj {
	s.t.Helper()
	read, diagnostics := s.readData(name, config)
	wantText(s.t, diagnostics)
	if read == nil {
		s.t.Fatalf("%s was not read", name)
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
	out := obj{}
	for name, attribute := range attributes {
		out[name] = simple(t, attribute)
	}
	return out
}

// wantAttributes compares some attributes of an object; a func(any) bool checks one.
func wantAttributes(t *testing.T, got any, want obj) {
	t.Helper()
	object, ok := got.(obj)
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

// anInstant checks for RFC 3339 in UTC.
func anInstant(v any) bool {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339, text)
	return err == nil && text == at.UTC().Format(time.RFC3339)
}

func between(from, to int) func(any) bool {
	return func(v any) bool {
		n, ok := v.(int)
		return ok && from <= n && n <= to
	}
}
