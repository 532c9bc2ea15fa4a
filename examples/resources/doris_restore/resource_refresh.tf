# A copy that is read while it is refreshed: readers see the old rows until the new tables take their place. A change of
# triggers restores again, also when the schema has changed meanwhile. Rows written into the copy meanwhile are lost.
resource "doris_restore" "refreshed" {
  repository      = doris_backup.refreshed.repository
  snapshot        = doris_backup.refreshed.name
  database        = "shop_refreshed"
  create_database = true
  existing_tables = "overwrite"
  atomic_restore  = true
  force_replace   = true
  replication_num = 1
  triggers        = { refresh = "2026-09-11" }
}

resource "doris_backup" "refreshed" {
  repository  = doris_repository.refreshed.name
  database    = "shop"
  name_prefix = "refreshed_"
}

resource "doris_repository" "refreshed" {
  name     = "dr_refreshed"
  location = "s3://acme-doris/refreshed"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
