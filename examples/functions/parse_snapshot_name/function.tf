data "doris_snapshots" "all" {
  repository = "dr_main"
}

# Which of the snapshots did this provider make, and under which prefix?
output "prefixes" {
  value = toset([
    for snapshot in data.doris_snapshots.all.snapshots :
    provider::doris::parse_snapshot_name(snapshot.name).prefix
    if provider::doris::parse_snapshot_name(snapshot.name) != null
  ])
}
