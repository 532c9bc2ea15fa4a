# In a second cluster: the same name on the same location shows the same snapshots. This cluster cannot write to it.
resource "doris_repository" "prod" {
  name      = "dr_main"
  location  = "s3://acme-doris/prod"
  read_only = true

  s3 = {
    endpoint              = "https://s3.eu-central-1.amazonaws.com"
    region                = "eu-central-1"
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = 1
  }
}
