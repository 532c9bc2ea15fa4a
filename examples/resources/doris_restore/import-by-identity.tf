import {
  to = doris_restore.copy
  identity = {
    repository = "dr_copy"
    snapshot   = "before_migration"
    database   = "shop_copy"
  }
}
