# One snapshot under a fixed name, taken again each week: the files of the old one go first. That needs the bucket to be
# reached from here; see object_storage of the provider.
resource "doris_backup" "golden" {
  repository = doris_repository.golden.name
  database   = "shop"
  name       = "golden"
  on_destroy = "delete"
  triggers   = { week = "2026-37" }
}

resource "doris_repository" "golden" {
  name     = "dr_golden"
  location = "s3://acme-doris/golden"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
