# The newest complete snapshot of a database; an error that says so when there is none.
data "doris_snapshots" "shop" {
  repository = "dr_main"
  database   = "shop"

  lifecycle {
    postcondition {
      condition     = self.most_recent != null
      error_message = "Repository dr_main holds no complete snapshot of shop."
    }
  }
}

output "newest" {
  value = data.doris_snapshots.shop.most_recent.name
}
