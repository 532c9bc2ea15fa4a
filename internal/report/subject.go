// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Kinds of subjects, by the attributes that only they have.
const (
	kindBackup   = "backup"
	kindSeries   = "series"
	kindRestore  = "restore"
	kindSnapshot = "snapshot"
)

// subject is one resource or data source with its attributes.
type subject struct {
	key    string // in the map or list that held it; "" when it came alone
	kind   string
	values map[string]any
}

// ErrSubject is returned for values that are none of the four.
var ErrSubject = errors.New("neither a doris_backup, doris_backup_series, doris_restore or doris_snapshot, nor a map or a list of them")

// subjectsOf takes one object, or a map, a list or a set of objects, as count and for_each make them. Maps give their
// subjects in the order of the keys.
func subjectsOf(value any) ([]subject, error) {
	switch value := value.(type) {
	case nil:
		return nil, nil
	case map[string]any:
		if kind := kindOf(value); kind != "" {
			return []subject{{kind: kind, values: value}}, nil
		}
		return subjectsIn(slices.Sorted(maps.Keys(value)), func(key string) any { return value[key] })
	case []any:
		keys := make([]string, len(value))
		for i := range value {
			keys[i] = strconv.Itoa(i)
		}
		return subjectsIn(keys, func(key string) any {
			i, _ := strconv.Atoi(key)
			return value[i]
		})
	}
	return nil, ErrSubject
}

func subjectsIn(keys []string, at func(key string) any) ([]subject, error) {
	var subjects []subject
	for _, key := range keys {
		switch values, ok := at(key).(map[string]any); {
		case at(key) == nil: // an element that a condition left out
		case !ok || kindOf(values) == "":
			return nil, fmt.Errorf("element %q: %w", key, ErrSubject)
		default:
			subjects = append(subjects, subject{key: key, kind: kindOf(values), values: values})
		}
	}
	return subjects, nil
}

func kindOf(values map[string]any) string {
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := values[name]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("snapshot", "database", "rto_seconds"):
		return kindRestore
	case has("name_prefix", "latest", "next_due_at"):
		return kindSeries
	case has("name", "taken_at", "age_seconds"):
		return kindSnapshot
	case has("name", "taken_at", "state"):
		return kindBackup
	}
	return ""
}

// text is an attribute as text, "" when it is null or absent.
func (s subject) text(name string) string { return textOf(s.values[name]) }

func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

// number is an attribute as a number; ok is false when it is null or absent.
func (s subject) number(name string) (number float64, ok bool) {
	number, ok = s.values[name].(float64)
	return number, ok
}

// instant is an attribute that holds a time in RFC 3339; the zero time when it does not.
func (s subject) instant(name string) time.Time {
	at, err := time.Parse(time.RFC3339, s.text(name))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// object is a nested object, nil when it is null or absent.
func (s subject) object(name string) map[string]any {
	inner, _ := s.values[name].(map[string]any)
	return inner
}

// list is a list or a set, nil when it is null or absent.
func (s subject) list(name string) []any {
	inner, _ := s.values[name].([]any)
	return inner
}

// counts are the numbers of tables and views that a subject holds; -1 where they are not known.
func (s subject) counts() (tables, views int) {
	if s.kind == kindSeries {
		latest := subject{values: s.object("latest")}
		return latest.count("table_count"), latest.count("view_count")
	}
	objects := s.object("objects")
	if objects == nil {
		return -1, -1
	}
	return lengthOf(objects["tables"]), lengthOf(objects["views"])
}

func (s subject) count(name string) int {
	if n, ok := s.number(name); ok {
		return int(n)
	}
	return -1
}

func lengthOf(value any) int {
	list, _ := value.([]any)
	return len(list)
}

// takenAt is when the snapshot of the subject was taken.
func (s subject) takenAt() time.Time {
	if s.kind == kindSeries {
		return subject{values: s.object("latest")}.instant("taken_at")
	}
	return s.instant("taken_at")
}

// title names the subject: by its key, else by what it is.
func (s subject) title() string {
	switch s.kind {
	case kindRestore:
		return s.text("database")
	case kindSeries:
		return s.text("name_prefix")
	}
	return s.text("name")
}

// phases are the phases of the job in the order in which they pass, those that Doris's releases add last.
func (s subject) phases() []phase {
	measured := s.object("phase_seconds")
	var phases []phase
	for _, name := range slices.SortedFunc(maps.Keys(measured), comparePhases) {
		if seconds, ok := measured[name].(float64); ok {
			phases = append(phases, phase{name, time.Duration(seconds) * time.Second})
		}
	}
	return phases
}

type phase struct {
	name string
	took time.Duration
}

var phaseOrder = []string{"queue", "prepare", "snapshot", "upload", "save", "download", "commit", "verify"}

func comparePhases(a, b string) int {
	place := func(name string) int {
		if i := slices.Index(phaseOrder, name); i >= 0 {
			return i
		}
		return len(phaseOrder)
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}
