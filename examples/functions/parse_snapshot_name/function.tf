data "doris_snapshots" "all" {
  repository = doris_repository.snapshots.name
}

# Which of the snapshots did this provider name, and under which prefixes?
output "prefixes" {
  value = toset([
    for snapshot in data.doris_snapshots.all.snapshots :
    provider::doris::parse_snapshot_name(snapshot.name).prefix
    if provider::doris::parse_snapshot_name(snapshot.name) != null
  ])
}

resource "doris_repository" "snapshots" {
  name      = "dr_snapshots"
  location  = "s3://acme-doris/snapshots"
  read_only = true
  s3        = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
