// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package doris is what Apache Doris understands: one file per noun, typed Go in, typed Go out.
//
// It opens connections to a list of frontends, builds every SQL statement with its own quoting,
// reads rows by column name and turns messages into typed errors. It knows nothing of Terraform
// and nothing of waiting.
package doris
