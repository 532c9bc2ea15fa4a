# A snapshot as another database, with one replica. It needs nothing else to be there and touches nothing that is.
resource "doris_restore" "copy" {
  repository      = doris_backup.copy.repository
  snapshot        = doris_backup.copy.name
  database        = "shop_copy"
  create_database = true
  replication_num = 1
}

resource "doris_backup" "copy" {
  repository  = doris_repository.copy.name
  database    = "shop"
  name_prefix = "copy_"
}

resource "doris_repository" "copy" {
  name     = "dr_copy"
  location = "s3://acme-doris/copy"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
