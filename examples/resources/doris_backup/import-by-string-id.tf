import {
  to = doris_backup.before_migration
  id = "dr_main/before_migration"
}
