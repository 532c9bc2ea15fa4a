import {
  to = doris_backup_series.nightly
  id = "dr_main/shop/nightly_shop_"
}
