// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package objectstore reaches the bucket of a repository from this machine, for what Doris itself cannot do: look before
// Doris is asked, and handle a snapshot's files. Buckets of S3 and of what speaks it, containers of Azure Blob Storage and
// file systems of Hadoop, all behind the operations of storage. It knows nothing of Terraform.
package objectstore
