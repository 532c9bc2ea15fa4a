# Huawei Cloud OBS. OBS refuses use_path_style.
resource "doris_repository" "obs" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"

  s3 = {
    endpoint              = "https://obs.cn-north-4.myhuaweicloud.com"
    region                = "cn-north-4"
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
