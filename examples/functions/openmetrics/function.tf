resource "doris_backup_series" "nightly" {
  repository  = doris_repository.nightly.name
  database    = "shop"
  name_prefix = "nightly_shop_"
}

# For the textfile collector of node_exporter: terraform output -raw metrics > /var/lib/node_exporter/doris.prom
# With for_each on the series, doris_backup_series.nightly is such a map already.
output "metrics" {
  value = provider::doris::openmetrics({ shop = doris_backup_series.nightly })
}

resource "doris_repository" "nightly" {
  name     = "dr_nightly"
  location = "s3://acme-doris/nightly"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
