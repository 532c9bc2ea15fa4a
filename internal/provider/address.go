// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

// Address is where Terraform finds this provider. It stands here and nowhere else in Go code.
const Address = "registry.terraform.io/terraform-doris/doris"
