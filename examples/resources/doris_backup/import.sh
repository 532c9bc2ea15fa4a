# REPOSITORY/SNAPSHOT
terraform import doris_backup.before_migration dr_main/before_migration
