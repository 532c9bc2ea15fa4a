# REPOSITORY/DATABASE/NAME_PREFIX
terraform import doris_backup_series.nightly dr_nightly/shop/nightly_shop_
