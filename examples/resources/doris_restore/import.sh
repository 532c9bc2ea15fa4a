# REPOSITORY/SNAPSHOT/DATABASE
terraform import doris_restore.copy dr_copy/before_migration/shop_copy
