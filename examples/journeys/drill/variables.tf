variable "repository" {
  type        = string
  description = "Name of the repository, as it is registered in this cluster."
}

variable "database" {
  type        = string
  description = "Database whose newest snapshot is restored. It need not exist in this cluster."
}

variable "run_id" {
  type        = string
  description = "Tells this drill from others: the scratch database is drill_<run_id>. A number of the pipeline does."

  validation {
    condition     = can(regex("^[A-Za-z0-9_]{1,50}$", var.run_id))
    error_message = "Write letters, digits and underscores."
  }
}

variable "queries" {
  type = list(object({
    sql    = string
    expect = string
  }))
  default     = null
  description = "Queries on the restored data and what they must answer, such as { sql = \"SELECT count(*) > 0 FROM orders\", expect = \"1\" }. Rows of every table are counted in any case."
}

variable "max_rpo_seconds" {
  type        = number
  default     = 86400
  description = "How old the snapshot may be, in seconds: what would be lost. Older is a failed check, a warning of apply."
}

variable "max_rto_seconds" {
  type        = number
  default     = 2700
  description = "How long it may take until the data is verified, in seconds. Longer fails the apply."
}

variable "replication_num" {
  type        = number
  default     = 1
  description = "Replicas of the scratch tables; 1 is the fastest and needs the least room."
}

variable "timeout" {
  type        = string
  default     = "6h"
  description = "After this time the apply gives up waiting; the job runs on, and the next apply resumes the wait."
}
