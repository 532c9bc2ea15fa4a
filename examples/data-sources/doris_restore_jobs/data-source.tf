# How long the phases of the restores of one snapshot took.
data "doris_restore_jobs" "copy" {
  database = "shop_copy"
  snapshot = "before_migration"
}

output "phases" {
  value = [for job in data.doris_restore_jobs.copy.jobs : job.phase_seconds if job.state == "FINISHED"]
}
