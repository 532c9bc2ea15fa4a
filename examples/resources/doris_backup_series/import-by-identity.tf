import {
  to = doris_backup_series.nightly
  identity = {
    repository  = "dr_nightly"
    database    = "shop"
    name_prefix = "nightly_shop_"
  }
}
