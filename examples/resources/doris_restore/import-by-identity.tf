import {
  to = doris_restore.copy
  identity = {
    repository = "dr_main"
    snapshot   = "before_migration"
    database   = "shop_copy"
  }
}
