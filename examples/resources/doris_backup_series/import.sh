# REPOSITORY/DATABASE/NAME_PREFIX
terraform import doris_backup_series.nightly dr_main/shop/nightly_shop_
