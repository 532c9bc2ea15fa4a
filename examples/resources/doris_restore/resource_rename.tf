# One table beside the live one, to compare them. Nothing that exists is touched: existing_tables is "error" unless set.
resource "doris_restore" "compare" {
  repository = "dr_main"
  snapshot   = "before_migration"
  database   = "shop"
  tables     = ["customers"]
  rename     = { customers = "customers_before" }
}
