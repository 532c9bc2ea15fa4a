// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command bench is what `make bench` runs: what the provider costs, measured through a real terraform or tofu against the
// stand-in, beside others. Every figure is a ratio of runs that alternate, so that a busy machine slows both alike; each is the
// median of at least five. It takes minutes and is no part of CI.
//
// It starts itself a second time in the place of a provider: to measure the process of the provider (see usage.go), and as a
// provider that does nothing but what the framework does for it (see floor.go).
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

type options struct {
	cli      string
	provider string // the built provider
	runs     int
	short    bool
}

func main() {
	if strings.HasPrefix(filepath.Base(os.Args[0]), providerName) {
		if err := inPlaceOfAProvider(); err != nil {
			log.Fatal(err)
		}
		return
	}
	var o options
	flag.StringVar(&o.cli, "cli", "terraform", "terraform or tofu to run, 1.11 or newer")
	flag.StringVar(&o.provider, "provider", "bin/"+providerName+"doris", "the built provider")
	flag.IntVar(&o.runs, "runs", 5, "runs of each contestant")
	flag.BoolVar(&o.short, "short", false, "a tenth of the sizes, to see that it works")
	only := flag.String("only", "", "regular expression of the scenarios to run")
	out := flag.String("json", "bench.json", "file for the figures")
	flag.Parse()
	chosen, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal(err)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := &bench{options: o, began: time.Now()}
	err = b.run(ctx, chosen)
	b.print(os.Stdout)
	if writeErr := b.write(*out); err == nil {
		err = writeErr
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "The bench stopped:", err)
		os.Exit(1)
	}
}

// scenario measures one thing and adds its figures.
type scenario struct {
	name string
	run  func(context.Context, *bench) error
}

var scenarios = []scenario{
	{"plan of backups", planOfBackups},
	{"plan of a restore", planOfRestore},
	{"backup of tables", backupOfTables},
	{"apply of backups", applyOfBackups},
	{"snapshots listed", listSnapshots},
	{"series", series},
	{"return after FINISHED", returnAfterFinished},
	{"kill and resume", killAndResume},
}

type bench struct {
	options
	began   time.Time
	figures []figure
	work    string // scratch directory
}

func (b *bench) run(ctx context.Context, chosen *regexp.Regexp) error {
	var err error
	if b.work, err = os.MkdirTemp("", "doris-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.work)
	for _, s := range scenarios {
		if !chosen.MatchString(s.name) {
			continue
		}
		began := time.Now()
		fmt.Fprintf(os.Stderr, "%s ...\n", s.name)
		if err := s.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s took %.0f s\n", s.name, time.Since(began).Seconds())
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// size is n, or a tenth of it in a short run.
func (b *bench) size(n int) int {
	if b.short {
		return max(n/10, 2)
	}
	return n
}
