resource "doris_repository" "main" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    endpoint              = "https://s3.eu-central-1.amazonaws.com"
    region                = "eu-central-1"
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key # write-only: in no state and in no plan
    secret_key_wo_version = 1                 # raise it to send the secret again
  }
}
