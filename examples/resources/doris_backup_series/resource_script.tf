# Retention alone, over snapshots that a script makes: shop_20260911 and so on. Without paused, the series takes snapshots of
# its own when the newest one is older than due_after.
resource "doris_backup_series" "script" {
  repository       = "dr_main"
  database         = "shop"
  name_prefix      = "shop_"
  adopt_name_regex = "^shop_[0-9]{8}$"
  paused           = true

  retention {
    max_age       = "2160h" # 90 days
    keep_at_least = 3
  }
}
