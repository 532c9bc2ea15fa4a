import {
  to = doris_backup_series.nightly
  id = "dr_nightly/shop/nightly_shop_"
}
