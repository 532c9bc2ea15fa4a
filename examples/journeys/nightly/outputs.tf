output "newest" {
  description = "Newest snapshot of each database."
  value       = { for database, series in doris_backup_series.nightly : database => series.latest.name }
}

output "next_due_at" {
  description = "When the next snapshot of each database is due."
  value       = { for database, series in doris_backup_series.nightly : database => series.next_due_at }
}

output "pruned" {
  description = "What was deleted last."
  value       = { for database, series in doris_backup_series.nightly : database => series.pruned }
}
