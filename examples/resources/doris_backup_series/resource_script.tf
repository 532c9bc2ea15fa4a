# Retention alone, over snapshots that a script makes: shop_20260911 and so on. Without paused, the series takes snapshots of
# its own when the newest one is older than due_after.
resource "doris_backup_series" "script" {
  repository       = doris_repository.script.name
  database         = "shop"
  name_prefix      = "shop_"
  adopt_name_regex = "^shop_[0-9]{8}$"
  paused           = true

  retention {
    max_age       = "2160h" # 90 days
    keep_at_least = 3
  }
}

resource "doris_repository" "script" {
  name     = "dr_script"
  location = "s3://acme-doris/script"
  s3       = { region = "eu-central-1" } # with the role of the nodes; doris_repository shows the other ways
}
