variable "databases" {
  type        = set(string)
  description = "Databases to back up, each in a series of its own."
}

variable "repository" {
  type        = string
  default     = "dr_main"
  description = "Name of the repository. It is part of the path in the bucket, so a second cluster must use the same."
}

variable "location" {
  type        = string
  description = "Bucket and path of the snapshots, such as s3://acme-doris/prod."
}

variable "s3_endpoint" {
  type        = string
  description = "Address of the object storage, as frontends, backends and this machine reach it."
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
  description = "Access key that may list, read, write and delete below the location."
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

variable "exclude_tables" {
  type        = set(string)
  default     = ["tmp_*", "*_bak"]
  description = "Tables and views that no snapshot needs. A pattern may match nothing."
}

variable "due_after" {
  type        = string
  default     = "20h"
  description = "A snapshot is taken when the newest one is older than this. Less than a day, so that the hour of the run may vary."
}

variable "max_age" {
  type        = string
  default     = "26h"
  description = "The check fails while the newest snapshot of a database is older than this."
}

variable "keep_last" {
  type        = number
  default     = 7
  description = "How many of the newest snapshots of each database stay."
}

variable "keep_daily" {
  type        = number
  default     = 14
  description = "Of how many days the newest snapshot stays."
}

variable "keep_monthly" {
  type        = number
  default     = 6
  description = "Of how many months the newest snapshot stays."
}

variable "adopt_name_regex" {
  type        = string
  default     = null
  description = "Snapshots of other names that the retention takes over, such as those of an earlier script: ^backup_[0-9]+$."
}

variable "timeout" {
  type        = string
  default     = "6h"
  description = "After this time an apply gives up waiting; the job runs on, and the next apply resumes the wait."
}
