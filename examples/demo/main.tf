# A database of one cluster, backed up and restored in another. `make demo` runs this on two stand-ins; to run it on
# your own clusters, see README.md beside this file.

terraform {
  required_version = ">= 1.11"
  required_providers {
    doris = {
      source = "terraform-doris/doris"
    }
  }
}

# ---- cluster A: where the database lives

resource "doris_repository" "a" {
  provider = doris.a
  name     = var.repository
  location = var.location
  s3       = local.s3
}

resource "doris_backup" "shop" {
  provider       = doris.a
  repository     = doris_repository.a.name
  database       = var.database
  name_prefix    = "demo_" # each run takes a snapshot of its own name
  exclude_tables = ["tmp_*"]
}

# ---- cluster B: sees the same bucket, and never writes to it

resource "doris_repository" "b" {
  provider  = doris.b
  name      = doris_repository.a.name # part of the path in the bucket: another name would show no snapshots
  location  = doris_repository.a.location
  read_only = true
  s3        = local.s3
}

data "doris_snapshots" "b" {
  provider   = doris.b
  repository = doris_repository.b.name
  database   = var.database
  depends_on = [doris_backup.shop]
}

resource "doris_restore" "shop" {
  provider        = doris.b
  repository      = doris_repository.b.name
  snapshot        = data.doris_snapshots.b.most_recent.name
  database        = var.restore_database
  create_database = true
  replication_num = 1
}

output "restored" {
  value = doris_restore.shop.objects
}
