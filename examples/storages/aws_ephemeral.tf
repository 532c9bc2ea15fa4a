# Both halves of the key come from an ephemeral value: neither is in state. Raise secret_key_wo_version after a rotation.
resource "doris_repository" "aws" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    region                = "eu-central-1"
    access_key_wo         = var.s3_credentials.access_key
    secret_key_wo         = var.s3_credentials.secret_key
    secret_key_wo_version = 1
  }
}

variable "s3_credentials" {
  type      = object({ access_key = string, secret_key = string })
  ephemeral = true
  sensitive = true
}
