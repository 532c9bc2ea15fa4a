# A copy that is read while it is refreshed: readers see the old rows until the new tables take their place. A change of
# triggers restores again, also when the schema has changed meanwhile.
resource "doris_restore" "refreshed" {
  repository      = "dr_main"
  snapshot        = "before_migration"
  database        = "shop_copy"
  create_database = true
  existing_tables = "overwrite"
  atomic_restore  = true
  force_replace   = true
  replication_num = 1
  triggers        = { refresh = "2026-09-11" }
}
