# A disaster-recovery drill: the newest snapshot into a scratch database, and a look at the data. Data that is not as
# expected fails the apply; a destroy then drops the database all the same.
data "doris_snapshots" "shop" {
  repository = "dr_main"
  database   = "shop"
}

resource "doris_restore" "drill" {
  repository      = "dr_main"
  snapshot        = data.doris_snapshots.shop.most_recent.name
  database        = "shop_drill"
  create_database = true
  replication_num = 1
  on_destroy      = "drop_database"

  verify = {
    count_rows = true
    queries = [
      { sql = "SELECT count(*) > 0 FROM orders", expect = "1" },
      { sql = "SELECT count(*) FROM orders WHERE id IS NULL", expect = "0" },
    ]
  }
}

output "drill" {
  value = {
    rpo_seconds = doris_restore.drill.rpo_seconds
    rto_seconds = doris_restore.drill.rto_seconds
    row_counts  = doris_restore.drill.verification.row_counts
  }
}
