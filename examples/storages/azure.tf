# Azure Blob Storage (Doris 4.0 and newer). The container stands where a bucket would: s3://container/path.
resource "doris_repository" "azure" {
  name     = "dr_main"
  location = "s3://backups/prod"

  azure = {
    account_name           = "acmedoris"
    account_key_wo         = var.azure_account_key
    account_key_wo_version = 1
  }
}

variable "azure_account_key" {
  type      = string
  sensitive = true
  ephemeral = true
}
