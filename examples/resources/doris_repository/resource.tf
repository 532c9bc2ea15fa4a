resource "doris_repository" "main" {
  name     = "dr_main" # part of the path in the bucket: another cluster sees the snapshots only under the same name
  location = "s3://acme-doris/prod"

  s3 = {
    endpoint              = "https://s3.eu-central-1.amazonaws.com" # as frontends and backends reach it
    region                = "eu-central-1"
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key # write-only: in no state and in no plan
    secret_key_wo_version = 1                 # raise it to send the secret again
  }
}

variable "s3_access_key" {
  type = string
}

variable "s3_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true # not in a saved plan either
}
