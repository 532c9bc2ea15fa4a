# Everything that names a machine or a secret.

variable "endpoints_a" {
  description = "Frontends of the cluster that is backed up (host:port, MySQL port)."
  type        = list(string)
}

variable "endpoints_b" {
  description = "Frontends of the cluster that the snapshot is restored in."
  type        = list(string)
}

variable "username" {
  description = "User of both clusters, with ADMIN, and LOAD on the two databases."
  type        = string
  default     = "root"
}

variable "password" {
  type      = string
  default   = ""
  sensitive = true
  ephemeral = true
}

variable "poll_interval" {
  description = "Time between two looks at a job; null lets the provider choose."
  type        = string
  default     = null
}

variable "location" {
  description = "Bucket and path of the snapshots, such as s3://acme-doris/demo."
  type        = string
}

variable "s3_endpoint" {
  description = "As frontends and backends of both clusters reach it."
  type        = string
}

variable "s3_region" {
  type    = string
  default = "us-east-1"
}

variable "s3_use_path_style" {
  description = "True for MinIO and its like."
  type        = bool
  default     = true
}

variable "s3_access_key" {
  type = string
}

variable "s3_secret_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "repository" {
  type    = string
  default = "demo"
}

variable "database" {
  description = "Database to back up."
  type        = string
  default     = "shop"
}

variable "restore_database" {
  description = "Database to restore into; it is created."
  type        = string
  default     = "shop_restored"
}

locals {
  s3 = {
    endpoint              = var.s3_endpoint
    region                = var.s3_region
    use_path_style        = var.s3_use_path_style
    access_key            = var.s3_access_key
    secret_key_wo         = var.s3_secret_key
    secret_key_wo_version = 1
  }
}

provider "doris" {
  alias         = "a"
  endpoints     = var.endpoints_a
  username      = var.username
  password      = var.password
  poll_interval = var.poll_interval
}

provider "doris" {
  alias         = "b"
  endpoints     = var.endpoints_b
  username      = var.username
  password      = var.password
  poll_interval = var.poll_interval
}
