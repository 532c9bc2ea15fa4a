# A disaster-recovery drill: a snapshot into a scratch database, and a look at the data. Data that is not as expected fails
# the apply; a destroy then drops the database all the same.
resource "doris_restore" "drill" {
  repository      = doris_backup.drill.repository
  snapshot        = doris_backup.drill.name
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

resource "doris_backup" "drill" {
  repository  = doris_repository.drill.name
  database    = "shop"
  name_prefix = "drill_"
}

resource "doris_repository" "drill" {
  name     = "dr_drill"
  location = "s3://acme-doris/drill"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
