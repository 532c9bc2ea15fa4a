# One snapshot under a fixed name, taken again each week: the files of the old one go first.
resource "doris_backup" "golden" {
  repository = "dr_main"
  database   = "shop"
  name       = "golden"
  on_destroy = "delete"
  triggers   = { week = "2026-37" }
}
