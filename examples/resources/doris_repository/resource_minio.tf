# MinIO, and most servers that speak S3 under one host name, need the bucket in the path.
resource "doris_repository" "minio" {
  name     = "minio"
  location = "s3://backups/doris"

  s3 = {
    endpoint              = "http://minio.example.com:9000" # as frontends and backends reach it
    region                = "us-east-1"
    use_path_style        = true
    access_key            = var.minio_access_key
    secret_key_wo         = var.minio_secret_key
    secret_key_wo_version = 1
  }
}

variable "minio_access_key" {
  type = string
}

variable "minio_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
