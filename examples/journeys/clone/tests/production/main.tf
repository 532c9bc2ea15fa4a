# What production does on its own: a repository and a snapshot.

terraform {
  required_providers {
    doris = {
      source = "terraform-doris/doris"
    }
  }
}

provider "doris" {
  endpoints = var.production_endpoints
}

variable "production_endpoints" {
  type        = list(string)
  description = "Frontends of the cluster that plays production."
}

variable "repository" { type = string }
variable "location" { type = string }
variable "s3_endpoint" { type = string }
variable "s3_region" { type = string }
variable "s3_use_path_style" { type = bool }
variable "s3_access_key" { type = string }

variable "s3_secret_key" {
  type      = string
  ephemeral = true
}

variable "source_database" { type = string }

variable "night" {
  type        = string
  description = "A snapshot is taken whenever it changes."
}

resource "doris_repository" "main" {
  name     = var.repository
  location = var.location

  s3 = {
    endpoint              = var.s3_endpoint
    region                = var.s3_region
    use_path_style        = var.s3_use_path_style
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = 1
  }
}

resource "doris_backup" "nightly" {
  repository  = doris_repository.main.name
  database    = var.source_database
  name_prefix = "nightly_"
  triggers    = { night = var.night }
}

output "snapshot" {
  value = doris_backup.nightly.name
}
