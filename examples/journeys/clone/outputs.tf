output "snapshot" {
  description = "The snapshot that the clone was made of."
  value       = doris_restore.clone.snapshot
}

output "newest_snapshot" {
  description = "The newest snapshot now. Where it differs, a change of refresh_id takes it."
  value       = data.doris_snapshots.production.most_recent.name
}

output "tables" {
  description = "The tables of the clone, under their new names."
  value       = [for table in doris_restore.clone.objects.tables : table.name]
}

output "row_counts" {
  description = "Rows of these tables when the clone was made."
  value       = try(doris_restore.clone.verification.row_counts, null)
}
