import {
  to = doris_backup.before_migration
  id = "dr_migration/before_migration"
}
