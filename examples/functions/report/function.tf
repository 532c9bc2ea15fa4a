resource "doris_restore" "drill" {
  repository      = "dr_main"
  snapshot        = "before_migration"
  database        = "shop_drill"
  create_database = true
  replication_num = 1
  on_destroy      = "drop_database"
}

# In a pipeline: terraform output -raw summary >> "$GITHUB_STEP_SUMMARY"
output "summary" {
  value = provider::doris::report(merge(doris_restore.drill, {
    rpo_limit_seconds = 86400
    rto_limit_seconds = 2700
  }))
}
