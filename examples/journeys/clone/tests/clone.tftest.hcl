# Two clusters that may be used for it: the clone's in DORIS_ENDPOINTS, production's in TF_VAR_production_endpoints. The other
# variables come from TF_VAR_. What the runs register and restore is taken back at the end; the snapshots stay in the bucket.

run "first_night" {
  module {
    source = "./tests/production"
  }

  variables {
    night = "1"
  }
}

run "clone" {
  assert {
    condition     = output.snapshot == run.first_night.snapshot
    error_message = "The clone was made of ${output.snapshot}."
  }
  assert {
    condition     = doris_restore.clone.verification.passed
    error_message = "The clone was not verified."
  }
  assert {
    condition     = alltrue([for old, new in coalesce(doris_restore.clone.rename, {}) : contains(output.tables, new) && !contains(output.tables, old)])
    error_message = "The tables are ${jsonencode(output.tables)}."
  }
}

run "second_night" {
  module {
    source = "./tests/production"
  }

  variables {
    night = "2"
  }
}

# A newer snapshot alone changes nothing.
run "pinned" {
  command = plan

  assert {
    condition     = output.snapshot == run.first_night.snapshot && output.newest_snapshot == run.second_night.snapshot
    error_message = "The clone is of ${output.snapshot}, the newest snapshot is ${output.newest_snapshot}."
  }
}

run "refresh" {
  variables {
    refresh_id = "2"
  }

  assert {
    condition     = output.snapshot == run.second_night.snapshot
    error_message = "The clone was made of ${output.snapshot}."
  }
  assert {
    condition     = doris_restore.clone.verification.passed
    error_message = "The clone was not verified."
  }
}
