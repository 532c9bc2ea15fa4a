# A storage that only a broker process reaches. The names of its properties are the broker's.
resource "doris_repository" "bos" {
  name     = "dr_main"
  location = "bos://acme-doris/prod"

  broker = {
    name               = "broker_bos" # as SHOW BROKER lists it
    secrets_wo         = { bos_secret_accesskey = var.bos_secret_key }
    secrets_wo_version = 1
  }

  properties = {
    bos_endpoint  = "http://bj.bcebos.com"
    bos_accesskey = var.bos_access_key
  }
}

variable "bos_access_key" {
  type = string
}

variable "bos_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
