# Two tables, one of them in part. With name_prefix each snapshot gets a name of its own, such as
# release_20260912_011502_k3v7qm2a_x4f2, and a change of triggers takes a new one.
resource "doris_backup" "release" {
  repository  = "dr_main"
  database    = "shop"
  name_prefix = "release_"
  tables      = ["customers", "orders"]
  partitions  = { orders = ["p2026*"] }
  triggers    = { release = var.release }

  timeouts = {
    create = "2h" # waiting behind other jobs of the database included
  }
}
