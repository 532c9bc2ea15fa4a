output "newest" {
  description = "Newest snapshot of each database."
  value       = { for database, series in doris_backup_series.nightly : database => series.latest.name }
}

output "newest_taken_at" {
  description = "When it was taken."
  value       = { for database, series in doris_backup_series.nightly : database => try(series.latest.taken_at, null) }
}

output "next_due_at" {
  description = "When the next snapshot of each database is due."
  value       = { for database, series in doris_backup_series.nightly : database => series.next_due_at }
}

output "pruned" {
  description = "What was deleted last."
  value       = { for database, series in doris_backup_series.nightly : database => series.pruned }
}
