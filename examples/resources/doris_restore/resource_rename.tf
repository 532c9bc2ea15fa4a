# One table beside the live one, to compare them. Nothing that exists is touched: existing_tables is "error" unless set.
resource "doris_restore" "compare" {
  repository = doris_backup.compare.repository
  snapshot   = doris_backup.compare.name
  database   = "shop"
  tables     = ["customers"]
  rename     = { customers = "customers_before" }
}

resource "doris_backup" "compare" {
  repository  = doris_repository.compare.name
  database    = "shop"
  name_prefix = "compare_"
}

resource "doris_repository" "compare" {
  name     = "dr_compare"
  location = "s3://acme-doris/compare"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
