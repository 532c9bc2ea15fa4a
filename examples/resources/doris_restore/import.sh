# REPOSITORY/SNAPSHOT/DATABASE
terraform import doris_restore.copy dr_main/before_migration/shop_copy
