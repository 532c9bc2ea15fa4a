import {
  to = doris_backup.before_migration
  identity = {
    repository = "dr_main"
    name       = "before_migration"
  }
}
