output "snapshot" {
  description = "The snapshot that was restored."
  value       = doris_restore.drill.snapshot
}

output "rpo_seconds" {
  description = "Age of the snapshot when the restore began: what would have been lost."
  value       = doris_restore.drill.rpo_seconds
}

output "rto_seconds" {
  description = "Time until the data was verified."
  value       = doris_restore.drill.rto_seconds
}

output "phase_seconds" {
  description = "Where the time went."
  value       = doris_restore.drill.phase_seconds
}

output "row_counts" {
  description = "Rows of the restored tables."
  value       = try(doris_restore.drill.verification.row_counts, null)
}
