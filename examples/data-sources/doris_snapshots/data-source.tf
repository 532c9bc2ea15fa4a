# The newest complete snapshot of a database; an error that says so when there is none.
data "doris_snapshots" "shop" {
  repository = doris_repository.snapshots.name
  database   = "shop"

  lifecycle {
    postcondition {
      condition     = self.most_recent != null
      error_message = "Repository ${self.repository} holds no complete snapshot of ${self.database}."
    }
  }
}

output "newest" {
  value = data.doris_snapshots.shop.most_recent.name
}

resource "doris_repository" "snapshots" {
  name      = "dr_snapshots"
  location  = "s3://acme-doris/snapshots"
  read_only = true
  s3        = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
