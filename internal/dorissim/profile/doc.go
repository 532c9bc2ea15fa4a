// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package profile says in which points the Doris lines differ: one table of facts, and the form that an error takes.
//
// 3.0 and 4.1 are what the recorded frontends were (testdata/conformance); the other lines are what DORIS.md says of
// them. A comment at each field names the section ("DORIS.md "One job per database"") or the recorded scenario that it comes from. A profile
// stands for one release of its line: 2.0.9, 2.1.8, 3.0.3, 3.1, 4.0.1 and 4.1.
package profile
