# Two tables, one of them in part. A change of triggers takes a new snapshot; the old one stays in the repository.
resource "doris_backup" "release" {
  repository  = doris_repository.release.name
  database    = "shop"
  name_prefix = "release_"
  tables      = ["customers", "orders"]
  partitions  = { orders = ["p2026*"] }
  triggers    = { release = "2.7.0" }

  timeouts = {
    create = "2h" # waiting behind other jobs of the database included
  }
}

resource "doris_repository" "release" {
  name     = "dr_release"
  location = "s3://acme-doris/release"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
