# A snapshot a night, whenever the scheduler runs terraform apply. The plan names the snapshots that the retention deletes;
# it reaches the bucket through object_storage of the provider.
resource "doris_backup_series" "nightly" {
  repository     = doris_repository.nightly.name
  database       = "shop"
  name_prefix    = "nightly_shop_"
  exclude_tables = ["tmp_*"]

  retention {
    keep_last     = 7
    keep_daily    = 14
    keep_monthly  = 6
    keep_at_least = 2
  }
}

resource "doris_repository" "nightly" {
  name     = "dr_nightly"
  location = "s3://acme-doris/nightly"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
