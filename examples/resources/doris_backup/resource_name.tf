# Under a name that people must know beforehand. It must be free: a backup that failed may have used it up.
resource "doris_backup" "before_migration" {
  repository     = doris_repository.migration.name
  database       = "shop"
  name           = "before_migration"
  exclude_tables = ["tmp_*"]
}

resource "doris_repository" "migration" {
  name     = "dr_migration"
  location = "s3://acme-doris/migration"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
