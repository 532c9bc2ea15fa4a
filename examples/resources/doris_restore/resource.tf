# The newest snapshot, as another database with one replica. The restore stays at the snapshot that it restored, also
# when the data source finds a newer one: only a change of triggers runs it again.
data "doris_snapshots" "shop" {
  repository = "dr_main"
  database   = "shop"
}

resource "doris_restore" "copy" {
  repository      = "dr_main"
  snapshot        = data.doris_snapshots.shop.most_recent.name
  database        = "shop_copy"
  create_database = true
  replication_num = 1
}
