# A database that holds what the snapshot holds, and nothing else: the plan names the tables and partitions that go.
resource "doris_restore" "mirror" {
  repository       = "dr_main"
  snapshot         = "before_migration"
  database         = "shop_copy"
  create_database  = true
  existing_tables  = "overwrite"
  clean_tables     = true
  clean_partitions = true

  # Left as it was when it was backed up: dynamic partitioning stays on, tables can be loaded while they are restored.
  reserve_dynamic_partition_enable = true
  properties                       = { allow_load = "true" }
}
