# MinIO, and most servers that speak S3 under one host name, need the bucket in the path.
resource "doris_repository" "minio" {
  name     = "minio"
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
