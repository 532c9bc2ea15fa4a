// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package profile

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func of(t *testing.T, name string) *Profile {
	t.Helper()
	p, err := Of(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOf(t *testing.T) {
	if got := of(t, "").Name; got != "4.1" {
		t.Errorf("the default profile is %s, want 4.1", got)
	}
	if _, err := Of("1.2"); err == nil {
		t.Error("a profile 1.2 exists")
	}
}

// A field in which no two lines differ, or that nobody asks for, says nothing.
func TestEveryFieldMatters(t *testing.T) {
	code := ""
	for _, text := range sources(t) {
		code += text
	}
	for field := range reflect.TypeFor[Profile]().Fields() {
		value := func(p Profile) any { return reflect.ValueOf(p).FieldByIndex(field.Index).Interface() }
		if !slices.ContainsFunc(profiles, func(p Profile) bool { return !reflect.DeepEqual(value(p), value(profiles[0])) }) {
			t.Errorf("all lines have %s = %v", field.Name, value(profiles[0]))
		}
		if !regexp.MustCompile(`\.` + field.Name + `\b`).MatchString(code) {
			t.Errorf("nobody asks for %s", field.Name)
		}
	}
}

// What differs between lines is a field: nobody else compares the names of lines.
func TestOnlyThisPackageComparesLines(t *testing.T) {
	line := regexp.MustCompile(`"(` + strings.ReplaceAll(strings.Join(Names(), "|"), ".", `\.`) + `)"`)
	for path, text := range sources(t) {
		for number, code := range strings.Split(text, "\n") {
			code, _, _ = strings.Cut(code, "//")
			if line.MatchString(code) && !strings.Contains(code, "flags.StringVar") { // the default of the command
				t.Errorf("%s:%d names a line of Doris: %s", path, number+1, strings.TrimSpace(code))
			}
		}
	}
}

// sources are the texts of the stand-in by path, without tests and this package, which says itself what a field is for.
func sources(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || slices.Contains(tables, path) {
			return err
		}
		text, err := os.ReadFile(path)
		texts[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// tables are the files that set the fields.
var tables = []string{"../profile/profile.go", "../profile/table.go"}

func TestErrorForms(t *testing.T) {
	tests := []struct {
		profile string
		got     func(*Profile) *Error
		want    Error
	}{
		{"3.0", func(p *Profile) *Error { return p.Denied("ADMIN") }, Error{
			1227, "42000",
			"errCode = 2, detailMessage = Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation",
		}},
		{"4.1", func(p *Profile) *Error { return p.Denied("LOAD") }, Error{
			1105, "HY000",
			"errCode = 2, detailMessage = Access denied; you need (at least one of) the (LOAD) privilege(s) for this operation",
		}},
		{"3.0", func(p *Profile) *Error { return p.DeniedDB("u", "d") }, Error{
			1044, "42000",
			"errCode = 2, detailMessage = Access denied for user 'u' to database 'd'",
		}},
		{"3.0", func(p *Profile) *Error { return p.UnknownDatabase("x") }, Error{
			1049, "42000",
			"errCode = 2, detailMessage = Unknown database 'x'",
		}},
		{"2.1", func(p *Profile) *Error { return p.NoDatabase() }, Error{
			1046, "3D000",
			"errCode = 2, detailMessage = No database selected",
		}},
		{"3.0", func(p *Profile) *Error { return p.Err(Common, "%s", "100% of %s") }, Error{
			5064, "42000",
			"errCode = 2, detailMessage = 100% of %s",
		}},
		{"4.0", func(p *Profile) *Error { return p.Syntax("mismatched input 'X'") }, Error{
			1105, "HY000",
			"errCode = 2, detailMessage = \nmismatched input 'X'\n",
		}},
		{"3.0", func(p *Profile) *Error { return p.Bare(Analysis, "Unexpected exception: x") }, Error{
			1105, "HY000",
			"Unexpected exception: x",
		}},
	}
	for _, test := range tests {
		if got := test.got(of(t, test.profile)); *got != test.want {
			t.Errorf("%s: got %v, want %v", test.profile, got, &test.want)
		}
	}
}

// The orders are those of the recorded SHOW CREATE REPOSITORY and SHOW BACKUP.
func TestHashOrder(t *testing.T) {
	properties := []string{"s3.endpoint", "s3.region", "s3.access_key", "s3.secret_key", "use_path_style"}
	tests := []struct {
		capacity int
		names    []string
		want     []string
	}{
		{8, properties, []string{"s3.access_key", "s3.region", "use_path_style", "s3.endpoint", "s3.secret_key"}},
		{
			16, append(slices.Clone(properties), "foo"),
			[]string{"s3.region", "s3.endpoint", "s3.secret_key", "foo", "s3.access_key", "use_path_style"},
		},
		{16, []string{"customers", "orders", "v_orders"}, []string{"v_orders", "orders", "customers"}},
	}
	for _, test := range tests {
		if got := HashOrder(test.names, test.capacity); !slices.Equal(got, test.want) {
			t.Errorf("capacity %d: got %q, want %q", test.capacity, got, test.want)
		}
	}
}
