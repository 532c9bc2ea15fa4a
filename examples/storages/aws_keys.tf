# Amazon S3 with keys. The endpoint follows from the region.
resource "doris_repository" "aws" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    region                = "eu-central-1"
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = 1
  }
}

variable "s3_access_key" {
  type = string
}

variable "s3_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
