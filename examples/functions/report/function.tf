resource "doris_backup" "drill" {
  repository  = doris_repository.drill.name
  database    = "shop"
  name_prefix = "drill_"
}

resource "doris_restore" "drill" {
  repository      = doris_backup.drill.repository
  snapshot        = doris_backup.drill.name
  database        = "shop_drill"
  create_database = true
  replication_num = 1
}

# In a pipeline: terraform output -raw summary >> "$GITHUB_STEP_SUMMARY"
output "summary" {
  value = provider::doris::report({
    backup = doris_backup.drill
    restore = merge(doris_restore.drill, {
      rpo_limit_seconds = 86400
      rto_limit_seconds = 2700
    })
  })
}

resource "doris_repository" "drill" {
  name     = "dr_drill"
  location = "s3://acme-doris/drill"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
