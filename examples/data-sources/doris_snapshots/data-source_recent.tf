# A warning in every plan while the newest snapshot is older than 26 hours, or while there is none.
data "doris_snapshots" "recent" {
  repository  = "dr_main"
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
