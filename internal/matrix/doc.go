// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package matrix holds the proof of promise P1, exactly one job: the built provider runs under a real CLI, something is
// killed or breaks at every instant of a backup and of a restore, and `terraform apply` is simply run again. There is
// nothing in it but tests.
//
// The CLI is the one that the acceptance tests run (TF_ACC_TERRAFORM_PATH). DORIS_TEST_CLIS names further ones, newer
// Terraform or OpenTofu, separated as in PATH; the kill matrix runs under each.
package matrix
