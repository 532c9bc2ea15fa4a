# MinIO, Ceph, SeaweedFS, an appliance: the bucket in the path, and a region although the server has none.
resource "doris_repository" "minio" {
  name     = "dr_main"
  location = "s3://backups/doris"

  s3 = {
    endpoint              = "http://minio.example.com:9000" # as frontends and backends reach it
    region                = "us-east-1"
    use_path_style        = true
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
