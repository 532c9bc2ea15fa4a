# Google Cloud Storage through its S3 interface: an HMAC key of a service account (Settings > Interoperability), not its
# JSON key.
resource "doris_repository" "gcs" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    endpoint              = "https://storage.googleapis.com"
    region                = "us-east1"
    access_key            = var.gcs_hmac_access_id
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = 1
  }
}

variable "gcs_hmac_access_id" {
  type = string
}

variable "s3_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
