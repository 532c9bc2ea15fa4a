# Disaster-recovery drill: restores the newest snapshot into a scratch database, looks at the data, and measures. Too old or
# too slow is a failure. `terraform destroy` drops the scratch database, after a failure as well.

terraform {
  required_version = ">= 1.11"
  required_providers {
    doris = {
      source  = "terraform-doris/doris"
      version = "~> 0.1"
    }
  }
}

provider "doris" {} # DORIS_ENDPOINTS, DORIS_USERNAME and DORIS_PASSWORD in the environment

data "doris_snapshots" "last" {
  repository = var.repository
  database   = var.database
  limit      = 1

  lifecycle {
    postcondition {
      condition     = self.most_recent != null
      error_message = "Repository ${var.repository} holds no complete snapshot of ${var.database}: there is nothing to restore."
    }
  }
}

resource "doris_restore" "drill" {
  repository      = var.repository
  snapshot        = data.doris_snapshots.last.most_recent.name
  database        = "drill_${var.run_id}"
  create_database = true
  replication_num = var.replication_num
  on_destroy      = "drop_database"

  verify = {
    count_rows = true
    queries    = var.queries
  }

  timeouts = {
    create = var.timeout
  }

  lifecycle {
    postcondition {
      condition     = try(self.verification.passed == true, false)
      error_message = "The data was not verified: the warnings of this apply say why. Apply again to verify it."
    }
    postcondition {
      condition     = try(self.rto_seconds <= var.max_rto_seconds, true) # null while it is not verified
      error_message = "RTO: it took ${coalesce(self.rto_seconds, 0)} s until the data was verified, the limit is ${var.max_rto_seconds} s. Phases: ${jsonencode(self.phase_seconds)}."
    }
  }
}

check "rpo" {
  assert {
    condition     = doris_restore.drill.rpo_seconds <= var.max_rpo_seconds
    error_message = "RPO: snapshot ${doris_restore.drill.snapshot} was ${doris_restore.drill.rpo_seconds} s old, the limit is ${var.max_rpo_seconds} s."
  }
}
