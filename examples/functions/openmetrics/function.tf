resource "doris_backup_series" "nightly" {
  for_each    = toset(["shop"])
  repository  = "dr_main"
  database    = each.key
  name_prefix = "nightly_${each.key}_"
}

# For the textfile collector of node_exporter: terraform output -raw metrics > /var/lib/node_exporter/doris.prom
output "metrics" {
  value = provider::doris::openmetrics(doris_backup_series.nightly)
}
