import {
  to = doris_backup_series.nightly
  identity = {
    repository  = "dr_main"
    database    = "shop"
    name_prefix = "nightly_shop_"
  }
}
