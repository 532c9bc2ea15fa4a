import {
  to = doris_restore.copy
  id = "dr_copy/before_migration/shop_copy"
}
