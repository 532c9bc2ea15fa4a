# What one snapshot holds, table by table.
data "doris_snapshot" "before_migration" {
  repository = doris_repository.contents.name
  name       = "before_migration"
}

output "tables" {
  value = { for t in data.doris_snapshot.before_migration.objects.tables : t.name => t.partitions }
}

resource "doris_repository" "contents" {
  name      = "dr_contents"
  location  = "s3://acme-doris/contents"
  read_only = true
  s3        = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
