// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A module offers arguments that exclude each other as variables whose default is null. Doris 4.1 refuses job_timeout.
const nullableModule = `
variable "role" {
  type    = string
  default = null
}
variable "access_key_wo" {
  type    = string
  default = null
}
variable "name" {
  type    = string
  default = null
}
variable "job_timeout" {
  type    = string
  default = null
}
variable "replicas" {
  type    = number
  default = null
}
variable "reserve" {
  type    = bool
  default = null
}
variable "tables" {
  type    = list(string)
  default = null
}
variable "exclude" {
  type    = list(string)
  default = null
}
variable "atomic" {
  type    = bool
  default = null
}
variable "existing" {
  type    = string
  default = null
}
variable "keep" {
  type    = number
  default = null
}
resource "doris_repository" "main" {
  name     = %[1]q
  location = %[2]q
  s3 = {
    endpoint              = %[3]q
    region                = "us-east-1"
    use_path_style        = true
    access_key            = %[4]q
    access_key_wo         = var.access_key_wo
    secret_key_wo         = %[5]q
    secret_key_wo_version = 1
    role_arn              = var.role
  }
}
resource "doris_backup" "b" {
  repository     = doris_repository.main.name
  database       = %[6]q
  name           = var.name
  name_prefix    = var.name == null ? "n_" : null
  tables         = var.tables
  exclude_tables = var.exclude
  job_timeout    = var.job_timeout
}
resource "doris_backup_series" "s" {
  repository     = doris_repository.main.name
  database       = %[6]q
  name_prefix    = "s_"
  tables         = var.tables
  exclude_tables = var.exclude
  job_timeout    = var.job_timeout
  dynamic "retention" {
    for_each = var.keep == null ? [] : [var.keep]
    content {
      keep_last = retention.value
    }
  }
}
resource "doris_restore" "r" {
  repository      = doris_repository.main.name
  snapshot        = doris_backup.b.name
  database        = %[6]q
  tables          = var.tables
  exclude_tables  = var.exclude
  replication_num = var.replicas
  reserve_replica = var.reserve
  atomic_restore  = var.atomic
  existing_tables = var.existing
  job_timeout     = var.job_timeout
}
`

func TestAccNullableVariables(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.Profile("4.1"))
	if acctest.Real() {
		t.Skip("needs Doris 4.1")
	}
	database := c.Name("shop")
	c.Exec("CREATE DATABASE `" + database + "`; CREATE TABLE `" + database + "`.`orders` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	tf := providertest.NewCLI(t, c.Provider()+fmt.Sprintf(nullableModule, c.Name("nullable"), c.Location("nullable"), c.Storage.Endpoint, c.Storage.AccessKey, c.Storage.SecretKey, database))
	tf.MustRun("validate", "-no-color")
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Plan: 4 to add")
	for _, test := range []struct {
		variables []string
		wants     []string
	}{
		{[]string{"-var=role=arn:aws:iam::1:role/r"}, []string{"Keys and a role exclude each other"}},
		{[]string{"-var=access_key_wo=AK"}, []string{"There are two access keys"}},
		{[]string{"-var=replicas=1", "-var=reserve=true"}, []string{"The replicas are given twice"}},
		{[]string{"-var=job_timeout=1h"}, []string{"This Doris does not have the argument"}},
		{[]string{`-var=tables=["orders"]`, `-var=exclude=["x"]`}, []string{"Two arguments exclude each other"}},
		{[]string{"-var=atomic=true"}, []string{"The argument needs existing_tables"}},
		{[]string{"-var=tables=[null]", "-var=existing=overwrite"}, []string{"An element is null", "tables = compact([var.a, var.b])"}},
		{[]string{`-var=exclude=["orders", null]`}, []string{"exclude_tables has an element that is null"}},
	} {
		output, code := tf.Run(append([]string{"plan", "-no-color"}, test.variables...)...)
		if code == 0 {
			t.Errorf("%v is planned:\n%s", test.variables, output)
		}
		providertest.WantSaid(t, output, test.wants...)
		providertest.WantNotSaid(t, output, "Value Conversion Error")
	}
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-var=replicas=1", "-var=keep=3", "-var=name=b", `-var=tables=["orders"]`), "Plan: 4 to add")
}
