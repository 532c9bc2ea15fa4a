// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReadFlags(t *testing.T) {
	s, err := readFlags([]string{"-profile", "3.0", "-tick", "20ms", "-s3", "", "-name", "a"})
	if err != nil || s.options.Profile != "3.0" || s.options.Tick != 20*time.Millisecond || s.s3 != "" || s.options.Name != "a" {
		t.Errorf("got %+v, %v", s, err)
	}
	if _, err := readFlags([]string{"--help"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help gives %v", err)
	}
	if _, err := readFlags([]string{"start"}); err == nil || !strings.Contains(err.Error(), "start") {
		t.Errorf("a word that is no flag gives %v", err)
	}
}

// A signal ends the context; the program ends cleanly then.
func TestRunEnds(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.sql")
	if err := os.WriteFile(seed, []byte("CREATE DATABASE shop; CREATE DATABASE other;"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-listen", "127.0.0.1:0", "-s3", "127.0.0.1:0", "-control", "127.0.0.1:0", "-seed", seed, "-quiet"})
	}()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
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
		if err := run(context.Background(), append(test.arguments, "-quiet")); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.arguments, err, test.want)
		}
	}
}
