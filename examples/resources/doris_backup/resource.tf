# A snapshot of the whole database. The apply returns when it is in the repository. Time and a fingerprint are appended to
# name_prefix, such as shop_20260912_011502_k3v7qm2a_x4f2, so a backup that failed uses up no name.
resource "doris_backup" "shop" {
  repository     = doris_repository.shop.name
  database       = "shop"
  name_prefix    = "shop_"
  exclude_tables = ["tmp_*"]
}

resource "doris_repository" "shop" {
  name     = "dr_shop"
  location = "s3://acme-doris/shop"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
