// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command changelog puts the fragments of .changes/unreleased together, in the layout of changie (.changie.yaml), without
// a tool that has to be downloaded:
//
//	changelog ROOT                  shows what is not released
//	changelog -check ROOT           sees that every fragment can be read
//	changelog -version 0.2.0 ROOT   makes .changes/0.2.0.md of the fragments, removes them, and writes CHANGELOG.md anew
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	version := flag.String("version", "", "version that the fragments become")
	check := flag.Bool("check", false, "only see that every fragment can be read")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: changelog [-check | -version X.Y.Z] ROOT")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *version, *check, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "changelog:", err)
		os.Exit(1)
	}
}

func run(root, version string, check bool, now time.Time) error {
	fragments, err := readFragments(root)
	if err != nil {
		return err
	}
	switch {
	case check:
		fmt.Printf("changelog: %d fragments are good\n", len(fragments))
		return nil
	case version == "":
		fmt.Print(section("Unreleased", fragments))
		return nil
	}
	return release(root, version, now, fragments)
}
