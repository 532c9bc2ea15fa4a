variable "repository" {
  type        = string
  description = "Name of production's repository. It must be the same here: it is part of the path in the bucket."
}

variable "location" {
  type        = string
  description = "Location of production's repository, such as s3://acme-doris/prod."
}

variable "s3_endpoint" {
  type        = string
  description = "Address of the object storage, as frontends and backends of this cluster reach it."
}

variable "s3_region" {
  type        = string
  description = "Region of the bucket; us-east-1 for MinIO."
}

variable "s3_use_path_style" {
  type        = bool
  default     = false
  description = "Whether the bucket is part of the path, as MinIO wants it."
}

variable "s3_access_key" {
  type        = string
  description = "Access key that may read the bucket."
}

variable "s3_secret_key" {
  type        = string
  ephemeral   = true
  description = "Its secret, which is in no plan and no state."
}

variable "s3_secret_key_version" {
  type        = number
  default     = 1
  description = "Raise it to send a new secret."
}

variable "source_database" {
  type        = string
  description = "Database of production whose newest snapshot is cloned."
}

variable "database" {
  type        = string
  description = "Database of the clone. It is created, and dropped again by destroy if nothing else is in it."
}

variable "tables" {
  type        = set(string)
  default     = null
  description = "Tables and views to clone, names or patterns. Default: all. Not together with exclude_tables."
}

variable "exclude_tables" {
  type        = set(string)
  default     = null
  description = "Tables and views that stay behind, such as pii_*."
}

variable "rename" {
  type        = map(string)
  default     = null
  description = "New names of tables, by the name in the snapshot; those tables must stand in var.tables."
}

variable "replication_num" {
  type        = number
  default     = 1
  description = "Replicas of the cloned tables."
}

variable "swap" {
  type        = bool
  default     = true
  description = "Whether a refresh loads beside the old tables and swaps at the end. It needs Doris 2.1.9 or 3.0.5; without it tables refuse reads during a refresh, and rename works only once."
}

variable "queries" {
  type = list(object({
    sql    = string
    expect = string
  }))
  default     = null
  description = "Queries on the clone and what they must answer. Rows of every table are counted in any case."
}

variable "refresh_id" {
  type        = string
  default     = "1"
  description = "Any change clones again: a date, a ticket, the number of the pipeline. Rows written into the clone meanwhile are lost."
}
