# Against a cluster and a bucket that may be used for it: DORIS_ENDPOINTS, and the variables from TF_VAR_. The databases must
# exist; the snapshots stay in the bucket.

run "first_night" {
  assert {
    condition     = alltrue([for database, series in doris_backup_series.nightly : startswith(series.latest.name, "nightly_${database}_")])
    error_message = "The newest snapshots are ${jsonencode(output.newest)}."
  }
  assert {
    condition     = alltrue([for at in output.next_due_at : timecmp(at, plantimestamp()) > 0])
    error_message = "The next ones are due at ${jsonencode(output.next_due_at)}."
  }
}

# An hour later nothing is due: the plan knows the newest snapshots, because no new ones are to come.
run "same_night" {
  command = plan

  assert {
    condition     = output.newest == run.first_night.newest
    error_message = "The newest snapshots are ${jsonencode(output.newest)}."
  }
  assert {
    condition     = alltrue([for names in output.pruned : length(names) == 0])
    error_message = "Deleted were ${jsonencode(output.pruned)}."
  }
}

run "stale" {
  command = plan

  variables {
    max_age = "0s"
  }

  expect_failures = [check.fresh]
}

# The snapshots of an earlier script come under the retention: one apply takes them over, the next plan names what goes.
run "take_over" {
  variables {
    adopt_name_regex = "^script_[0-9a-z_]+$"
    keep_last        = 1
    keep_daily       = 1
    keep_monthly     = 1
  }

  assert {
    condition     = output.newest == run.first_night.newest
    error_message = "The newest snapshots are ${jsonencode(output.newest)}."
  }
}

run "expired" {
  command = plan

  variables {
    adopt_name_regex = "^script_[0-9a-z_]+$"
    keep_last        = 1
    keep_daily       = 1
    keep_monthly     = 1
  }

  assert {
    condition     = anytrue([for names in output.pruned : length(names) > 0])
    error_message = "Nothing is to be deleted."
  }
}

# The apply deletes exactly what the plan named.
run "pruned" {
  variables {
    adopt_name_regex = "^script_[0-9a-z_]+$"
    keep_last        = 1
    keep_daily       = 1
    keep_monthly     = 1
  }

  assert {
    condition     = output.pruned == run.expired.pruned && output.newest == run.first_night.newest
    error_message = "Deleted were ${jsonencode(output.pruned)}."
  }
}
