# A database that holds what the snapshot holds, and nothing else: what is not in the snapshot is dropped, and the plan names
# these tables and partitions.
resource "doris_restore" "mirror" {
  repository       = doris_backup.mirror.repository
  snapshot         = doris_backup.mirror.name
  database         = "shop_mirror"
  create_database  = true
  existing_tables  = "overwrite"
  clean_tables     = true
  clean_partitions = true

  # Left as it was when it was backed up: dynamic partitioning stays on, tables can be loaded while they are restored.
  reserve_dynamic_partition_enable = true
  properties                       = { allow_load = "true" }
}

resource "doris_backup" "mirror" {
  repository  = doris_repository.mirror.name
  database    = "shop"
  name_prefix = "mirror_"
}

resource "doris_repository" "mirror" {
  name     = "dr_mirror"
  location = "s3://acme-doris/mirror"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
