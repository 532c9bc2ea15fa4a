import {
  to = doris_backup.before_migration
  identity = {
    repository = "dr_migration"
    name       = "before_migration"
  }
}
