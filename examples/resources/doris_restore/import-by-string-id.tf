import {
  to = doris_restore.copy
  id = "dr_main/before_migration/shop_copy"
}
