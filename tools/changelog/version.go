// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import "github.com/hashicorp/go-version"

// compareVersions orders as Semantic Versioning does: 0.10.0 after 0.9.0, 1.0.0-rc1 before 1.0.0.
func compareVersions(a, b string) int {
	return version.Must(version.NewSemver(a)).Compare(version.Must(version.NewSemver(b)))
}
