// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command dorissim runs the stand-in Doris as a program of its own: a test double, never a product.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

const intro = `dorissim is a stand-in for Apache Doris: a test double that answers as recorded frontends did. It keeps everything in
memory and is no database. Connect with: mysql -h 127.0.0.1 -P 9030 -u root

Two clusters that share a bucket:
  dorissim -name a
  dorissim -name b -listen 127.0.0.1:9130 -s3 ""

Usage: dorissim [flags]

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dorissim:", err)
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	options  dorissim.Options
	s3       string
	buckets  string
	seedFile string
	control  string
	quiet    bool
}

func readFlags(arguments []string, out io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("dorissim", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&s.options.Profile, "profile", "4.1", "Doris line to answer as: "+strings.Join(profile.Names(), ", "))
	flags.StringVar(&s.options.Listen, "listen", "127.0.0.1:9030", "MySQL address")
	flags.StringVar(&s.options.Name, "name", "doris", "cluster name, for the log")
	flags.DurationVar(&s.options.Tick, "tick", 3*time.Second, "period of the job daemon")
	flags.IntVar(&s.options.Backends, "backends", 3, "number of alive backends")
	flags.BoolVar(&s.options.NoQueries, "no-queries", false, "backends take the tasks of jobs and answer no queries, like those of the recordings")
	flags.BoolVar(&s.options.Cloud, "cloud", false, "storage and compute are decoupled, from profile 3.0 on")
	flags.StringVar(&s.seedFile, "seed", "", "SQL file that is run as root before the first connection is accepted")
	flags.StringVar(&s.s3, "s3", "127.0.0.1:9000", "address of the embedded S3 server (keys doriskey, dorissecret); empty for none: "+
		"then repositories name an S3 server that runs elsewhere")
	flags.StringVar(&s.buckets, "buckets", "backups", "buckets of the embedded S3 server, with commas between them")
	flags.StringVar(&s.control, "control", "", "HTTP address for faults, such as 127.0.0.1:9031; GET / there lists them")
	flags.BoolVar(&s.quiet, "quiet", false, "do not log statements")
	flags.Usage = func() {
		fmt.Fprint(out, intro)
		flags.PrintDefaults()
		fmt.Fprint(out, "\nThe control address knows:\n\n"+dorissim.ControlHelp())
	}
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("there are flags only, %q is none; see --help", flags.Arg(0))
	}
	return s, nil
}

func run(ctx context.Context, arguments []string, out io.Writer) error {
	s, err := readFlags(arguments, out)
	if err != nil {
		return err
	}
	if s.seedFile != "" {
		seed, err := os.ReadFile(s.seedFile)
		if err != nil {
			return fmt.Errorf("the seed file cannot be read: %w", err)
		}
		s.options.Seed = string(seed)
	}
	if !s.quiet {
		s.options.Log = func(line string) { fmt.Fprintln(out, line) }
	}
	var objects *dorissim.S3
	if s.s3 != "" {
		if objects, err = dorissim.StartS3(s.s3, strings.Split(s.buckets, ",")...); err != nil {
			return err
		}
		defer func() { _ = objects.Close() }()
		fmt.Fprintf(out, "S3 server on %s, buckets %s, access key %s\n", objects.Endpoint(), s.buckets, objects.AccessKey())
	}
	server, err := dorissim.Start(s.options)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	fmt.Fprintf(out, "dorissim, a test double and no database, answers as Doris %s on %s\n", s.options.Profile, server.Addr())
	if s.control != "" {
		stop, err := serveControl(s.control, dorissim.NewControl(server, objects), out)
		if err != nil {
			return err
		}
		defer stop()
	}
	<-ctx.Done()
	fmt.Fprintln(out, "dorissim ends")
	return nil
}

func serveControl(address string, handler http.Handler, out io.Writer) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("the control address cannot be opened: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	fmt.Fprintf(out, "control address http://%s\n", listener.Addr())
	return func() { _ = server.Close() }, nil
}
