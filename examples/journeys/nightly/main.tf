# Nightly backups of some databases into one bucket, with a retention. A scheduler runs `terraform apply`: it takes what is due,
# deletes what has expired, and otherwise has nothing to do.

terraform {
  required_version = ">= 1.11"
  required_providers {
    doris = {
      source  = "terraform-doris/doris"
      version = "~> 0.1"
    }
  }
}

provider "doris" {   # DORIS_ENDPOINTS, DORIS_USERNAME and DORIS_PASSWORD in the environment
  object_storage = { # Doris cannot delete a snapshot: the provider deletes its files
    access_key = var.s3_access_key
    secret_key = var.s3_secret_key
  }
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
    secret_key_wo_version = var.s3_secret_key_version
  }
}

resource "doris_backup_series" "nightly" {
  for_each = var.databases

  repository       = doris_repository.main.name
  database         = each.key
  name_prefix      = "nightly_${each.key}_"
  exclude_tables   = var.exclude_tables
  due_after        = var.due_after
  adopt_name_regex = var.adopt_name_regex

  retention {
    keep_last     = var.keep_last
    keep_daily    = var.keep_daily
    keep_monthly  = var.keep_monthly
    keep_at_least = 1
  }

  timeouts = {
    create = var.timeout
    update = var.timeout
  }
}

# A warning of plan and apply, for the monitoring that reads them.
check "fresh" {
  assert {
    condition     = length(local.stale) == 0
    error_message = "No complete snapshot within ${var.max_age}: ${join(", ", local.stale)}."
  }
}

locals {
  oldest = timeadd(plantimestamp(), "-${var.max_age}")
  stale = [
    for database, series in doris_backup_series.nightly : database
    if try(timecmp(series.latest.taken_at, local.oldest) < 0, true)
  ]
}
