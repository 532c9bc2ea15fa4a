# The newest snapshot of a repository. The restore stays at the snapshot that it restored, also when the data source finds
# a newer one: only a change of triggers runs it again.
data "doris_snapshots" "newest" {
  repository = doris_backup.newest.repository # or that of a doris_repository with read_only = true
  database   = "shop"
}

resource "doris_restore" "newest" {
  repository      = data.doris_snapshots.newest.repository
  snapshot        = data.doris_snapshots.newest.most_recent.name
  database        = "shop_newest"
  create_database = true
  replication_num = 1
}

resource "doris_backup" "newest" {
  repository  = doris_repository.newest.name
  database    = "shop"
  name_prefix = "newest_"
}

resource "doris_repository" "newest" {
  name     = "dr_newest"
  location = "s3://acme-doris/newest"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
