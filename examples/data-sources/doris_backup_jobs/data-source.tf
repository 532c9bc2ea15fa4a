# How far the newest backup of a database is, whoever started it; null before the first one.
data "doris_backup_jobs" "shop" {
  database = "shop"
}

output "newest_job" {
  value = try({
    snapshot = data.doris_backup_jobs.shop.jobs[0].snapshot
    state    = data.doris_backup_jobs.shop.jobs[0].state
    percent  = data.doris_backup_jobs.shop.jobs[0].progress_percent
    message  = data.doris_backup_jobs.shop.jobs[0].task_err_msg
  }, null)
}
