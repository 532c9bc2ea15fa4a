// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package storagetest starts real storages for tests: those that `make storages` installed. Where one is not installed, the
// test is skipped with one sentence.
package storagetest
