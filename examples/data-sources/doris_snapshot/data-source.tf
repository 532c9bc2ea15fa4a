# What one snapshot holds, table by table.
data "doris_snapshot" "before_migration" {
  repository = "dr_main"
  name       = "before_migration"
}

output "tables" {
  value = { for t in data.doris_snapshot.before_migration.objects.tables : t.name => t.partitions }
}
