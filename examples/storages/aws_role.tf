# Amazon S3 without keys: frontends and backends assume a role, with the credentials of their own instances (Doris 3.1
# and newer). The role's trust policy must allow the role of these instances.
resource "doris_repository" "aws" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    region      = "eu-central-1"
    role_arn    = "arn:aws:iam::123456789012:role/doris-backup"
    external_id = "doris-prod"
  }
}
