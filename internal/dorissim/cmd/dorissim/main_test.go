// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestReadFlags(t *testing.T) {
	s, err := readFlags([]string{"-profile", "3.0", "-tick", "20ms", "-s3", "", "-name", "a"}, io.Discard)
	if err != nil || s.options.Profile != "3.0" || s.options.Tick != 20*time.Millisecond || s.s3 != "" || s.options.Name != "a" {
		t.Errorf("got %+v, %v", s, err)
	}
	var help strings.Builder
	if _, err := readFlags([]string{"--help"}, &help); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help gives %v", err)
	}
	for _, word := range []string{"test double", "-profile", "-seed", "POST /faults/restart"} {
		if !strings.Contains(help.String(), word) {
			t.Errorf("--help does not say %q", word)
		}
	}
	if _, err := readFlags([]string{"start"}, io.Discard); err == nil || !strings.Contains(err.Error(), "start") {
		t.Errorf("a word that is no flag gives %v", err)
	}
}

// lockedBuilder takes lines of several goroutines.
type lockedBuilder struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuilder) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// A signal ends the context; the program ends cleanly then.
func TestRunEnds(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.sql")
	if err := os.WriteFile(seed, []byte("CREATE DATABASE shop; CREATE DATABASE other;"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out lockedBuilder
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-listen", "127.0.0.1:0", "-s3", "127.0.0.1:0", "-control", "127.0.0.1:0", "-seed", seed}, &out)
	}()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
		if !strings.Contains(out.text.String(), "a test double and no database") {
			t.Errorf("at the start it says %q", out.text.String())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"-profile", "1.2", "-s3", "", "-listen", "127.0.0.1:0"}, `no profile "1.2"`},
		{[]string{"-seed", "/does/not/exist", "-s3", ""}, "the seed file cannot be read"},
		{[]string{"-listen", "nowhere:x", "-s3", ""}, "the MySQL port cannot be opened"},
	} {
		if err := run(context.Background(), append(test.arguments, "-quiet"), io.Discard); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.arguments, err, test.want)
		}
	}
}
