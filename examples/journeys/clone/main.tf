# Clones a database of production into another cluster: the repository read-only, one replica, looked at when it is there.
# A change of refresh_id clones again, the newest snapshot then. `terraform destroy` drops the clone and forgets the repository.

terraform {
  required_version = ">= 1.11"
  required_providers {
    doris = {
      source  = "terraform-doris/doris"
      version = "~> 0.1"
    }
  }
}

provider "doris" {} # the cluster of the clone: DORIS_ENDPOINTS, DORIS_USERNAME and DORIS_PASSWORD in the environment

resource "doris_repository" "production" {
  name      = var.repository
  location  = var.location
  read_only = true # nothing in this cluster can write there

  s3 = {
    endpoint              = var.s3_endpoint
    region                = var.s3_region
    use_path_style        = var.s3_use_path_style
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = var.s3_secret_key_version
  }
}

data "doris_snapshots" "production" {
  repository = doris_repository.production.name
  database   = var.source_database
  limit      = 1

  lifecycle {
    postcondition {
      condition     = self.most_recent != null
      error_message = "Repository ${var.repository} holds no complete snapshot of ${var.source_database}."
    }
  }
}

resource "doris_restore" "clone" {
  repository      = doris_repository.production.name
  snapshot        = data.doris_snapshots.production.most_recent.name
  database        = var.database
  create_database = true
  tables          = var.tables
  exclude_tables  = var.exclude_tables
  rename          = var.rename
  replication_num = var.replication_num

  existing_tables = "overwrite" # for the next refresh
  atomic_restore  = var.swap    # readers keep the old rows until the new ones are there
  force_replace   = var.swap    # also where production has changed a table since, or rename gives it another name
  triggers        = { refresh = var.refresh_id }
  on_destroy      = "drop_database"

  verify = {
    count_rows = true
    queries    = var.queries
  }
}
