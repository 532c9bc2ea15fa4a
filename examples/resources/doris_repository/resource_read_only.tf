# In a second cluster: the same name on the same location shows the same snapshots. This cluster cannot write to it. Without
# keys, frontends and backends use the role of their instances (Doris 3.1 and newer).
resource "doris_repository" "production" {
  name      = "dr_production"
  location  = "s3://acme-doris/production"
  read_only = true
  s3        = { region = "eu-central-1" }
}
