# Whether all files of the newest snapshot are still in the bucket.
data "doris_snapshots" "files" {
  repository = doris_repository.files.name
}

data "doris_snapshot" "files" {
  repository   = data.doris_snapshots.files.repository
  name         = data.doris_snapshots.files.most_recent.name
  verify_files = true
}

check "snapshot_is_whole" {
  assert {
    condition     = length(data.doris_snapshot.files.files.missing) == 0
    error_message = "Missing in the bucket: ${join(", ", data.doris_snapshot.files.files.missing)}"
  }
}

resource "doris_repository" "files" {
  name      = "dr_files"
  location  = "s3://acme-doris/files"
  read_only = true
  s3        = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
