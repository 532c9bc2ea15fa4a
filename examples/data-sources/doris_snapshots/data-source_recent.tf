# A warning in every plan while the newest snapshot is older than 26 hours, or while there is none.
data "doris_snapshots" "recent" {
  repository  = doris_repository.recent.name
  database    = "shop"
  taken_after = timeadd(plantimestamp(), "-26h")
  limit       = 1
}

check "fresh" {
  assert {
    condition     = length(data.doris_snapshots.recent.snapshots) > 0
    error_message = "No complete snapshot of shop in the last 26 hours."
  }
}

resource "doris_repository" "recent" {
  name      = "dr_recent"
  location  = "s3://acme-doris/recent"
  read_only = true
  s3        = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
