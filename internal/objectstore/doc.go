// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package objectstore reaches the bucket of a repository from this machine, for what Doris itself cannot do: look before
// Doris is asked, and handle a snapshot's files. S3 and what speaks it only. It knows nothing of Terraform.
package objectstore
