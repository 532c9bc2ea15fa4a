# Tencent Cloud COS. The bucket's name ends with the account's APPID. COS refuses use_path_style.
resource "doris_repository" "cos" {
  name     = "dr_main"
  location = "s3://acme-doris-1250000000/prod"

  s3 = {
    endpoint              = "https://cos.ap-guangzhou.myqcloud.com"
    region                = "ap-guangzhou"
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
