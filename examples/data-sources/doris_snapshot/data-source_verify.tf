# Whether all files of the newest snapshot are still in the bucket.
data "doris_snapshots" "all" {
  repository = "dr_main"
}

data "doris_snapshot" "newest" {
  repository   = "dr_main"
  name         = data.doris_snapshots.all.most_recent.name
  verify_files = true
}

check "snapshot_is_whole" {
  assert {
    condition     = length(data.doris_snapshot.newest.files.missing) == 0
    error_message = "Missing in the bucket: ${join(", ", data.doris_snapshot.newest.files.missing)}"
  }
}
