# The whole database, once. The apply returns when the snapshot is in the repository.
resource "doris_backup" "before_migration" {
  repository     = "dr_main"
  database       = "shop"
  name           = "before_migration" # unique in the repository; a failed backup may use it up
  exclude_tables = ["tmp_*"]
}
