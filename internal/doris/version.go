// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Version is a Doris release. The zero value means unknown.
type Version struct {
	Major, Minor, Patch int
	// Guessed is set when the build says 0.0.0 and the line was placed by what it answers.
	Guessed bool
}

// newest is the newest line that the capability table knows. Unknown and newer releases are taken for it.
var newest = Version{Major: 4, Minor: 1}

// String is "4.1.0", or "4.1" when it was given or guessed without a patch release.
func (v Version) String() string {
	if v.Patch == anyPatch {
		return fmt.Sprintf("%d.%d", v.Major, v.Minor)
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// Known reports whether the version was read, given or guessed.
func (v Version) Known() bool { return v.Major != 0 || v.Minor != 0 || v.Patch != 0 }

// atLeast compares releases. An unknown version counts as the newest line.
func (v Version) atLeast(major, minor, patch int) bool {
	if !v.Known() {
		v = newest
	}
	if v.Major != major {
		return v.Major > major
	}
	if v.Minor != minor {
		return v.Minor > minor
	}
	return v.Patch >= patch
}

var (
	release      = regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)`)
	givenVersion = regexp.MustCompile(`^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?$`)
)

// parseVersion reads what a user gives: "4.1" is the newest patch that we know to matter, "4.1.2" is exact.
func parseVersion(text string) (Version, error) {
	parts := givenVersion.FindStringSubmatch(text)
	if parts == nil || strings.HasPrefix(text, "0.") {
		return Version{}, fmt.Errorf("version %q is neither like 4.1 nor like 4.1.2", text)
	}
	version := Version{Major: number(parts[1]), Minor: number(parts[2]), Patch: anyPatch}
	if parts[3] != "" {
		version.Patch = number(parts[3])
	}
	return version, nil
}

// anyPatch stands for the newest patch of a line that was given without one.
const anyPatch = 9999

// parseRelease finds the release in @@version_comment or the column Version of SHOW FRONTENDS:
// "doris version doris-4.1.0-677147005f", "Doris version doris-2.1.7-rc03-...", "... (Cloud Mode)" (DORIS.md "The MySQL protocol").
// ok is false for builds without a number ("doris-0.0.0--55dbedffc9", recorded: identity) and other texts.
func parseRelease(comment string) (version Version, ok bool) {
	parts := release.FindStringSubmatch(comment)
	if parts == nil {
		return Version{}, false
	}
	version = Version{Major: number(parts[1]), Minor: number(parts[2]), Patch: number(parts[3])}
	return version, version.Known()
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// traits are what a build without a version number is placed by.
type traits struct {
	comment     string // @@version_comment
	readable    bool   // the configuration of the frontend could be read
	tickConfig  bool   // it has backup_handler_update_interval_millis: 2.1.8, 3.0.4 and newer (DORIS.md "Settings of frontends")
	cloudConfig bool   // it has cloud_unique_id: 3.0 and newer
}

// guess places a build by what it answers: the comment begins with "doris version" from 4.0 on and with "Doris version"
// before (recorded: identity). What is unclear is taken for the newest line.
func guess(t traits) Version {
	switch {
	case !strings.HasPrefix(t.comment, "Doris version"):
		return Version{Major: newest.Major, Minor: newest.Minor, Guessed: true}
	case t.readable && !t.cloudConfig && t.tickConfig:
		return Version{Major: 2, Minor: 1, Patch: 8, Guessed: true}
	case t.readable && !t.cloudConfig:
		return Version{Major: 2, Minor: 1, Guessed: true}
	case t.tickConfig:
		return Version{Major: 3, Minor: 0, Patch: 4, Guessed: true}
	}
	return Version{Major: 3, Minor: 0, Patch: 3, Guessed: true}
}

// cloudMode says whether a version comment is that of a storage-compute decoupled cluster (DORIS.md "Decoupled storage").
func cloudMode(comment string) bool { return strings.Contains(comment, "(Cloud Mode)") }
