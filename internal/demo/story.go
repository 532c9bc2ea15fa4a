// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// story prints what happens, for a person. Several goroutines tell it.
type story struct {
	mu  sync.Mutex
	out io.Writer
}

func (s *story) line(format string, arguments ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, format+"\n", arguments...)
}

func (s *story) title(format string, arguments ...any) {
	s.line(format, arguments...)
	s.line("Everything runs in this process but the CLI and the provider: the clusters are stand-ins for Doris 4.1.")
}

func (s *story) chapter(format string, arguments ...any) {
	s.line("\n"+format, arguments...)
}

func (s *story) introduce(w *world) {
	s.line("")
	s.line("  cluster A  %s  three backends, database %s: %s", w.a.Addr(), database, strings.Join(countedTables(w), ", "))
	s.line("  cluster B  %s  one backend, empty", w.b.Addr())
	s.line("  storage    %s  S3, bucket %s, seen by both", w.storage.Endpoint(), bucket)
}

func countedTables(w *world) []string {
	var found []string
	for _, table := range tables(w.a, database) {
		found = append(found, fmt.Sprintf("%s (%s)", table, rows(count(w.a, database, table))))
	}
	return found
}

func rows(number string) string {
	if number == "1" {
		return "1 row"
	}
	return number + " rows"
}
