# Against a cluster that may be used for it: repository and database come from TF_VAR_repository and TF_VAR_database, the
# cluster from DORIS_ENDPOINTS. What the runs restore is dropped at the end.

variables {
  run_id = "test"
}

run "in_time" {
  assert {
    condition     = output.rpo_seconds >= 0 && output.rpo_seconds <= 86400
    error_message = "RPO is ${output.rpo_seconds} s."
  }
  assert {
    condition     = output.rto_seconds > 0 && output.rto_seconds <= 2700
    error_message = "RTO is ${output.rto_seconds} s."
  }
  assert {
    condition     = output.snapshot == data.doris_snapshots.last.most_recent.name
    error_message = "The newest snapshot was not restored."
  }
  assert {
    condition     = doris_restore.drill.verification.passed
    error_message = "The data was not verified."
  }
  assert {
    condition     = length(output.row_counts) > 0
    error_message = "No rows were counted."
  }
}

# Another drill replaces the scratch database of the last one. A limit that no restore keeps fails the apply.
run "too_slow" {
  variables {
    run_id          = "test_slow"
    max_rto_seconds = 0
  }

  expect_failures = [doris_restore.drill]
}

run "too_old" {
  variables {
    run_id          = "test_old"
    max_rpo_seconds = 0
  }

  expect_failures = [check.rpo]
}
