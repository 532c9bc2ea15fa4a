# From `terraform output -json` of the journeys nightly and drill to metrics in Prometheus's text format:
#   terraform output -json | jq -r --argjson code $? -f metrics.jq
def gauge($name; $help): "# HELP \($name) \($help)", "# TYPE \($name) gauge";
def escaped: gsub("\\\\"; "\\\\") | gsub("\""; "\\\"");

. as $o
| gauge("doris_backup_last_run_exit_code"; "Exit code of the last apply; anything but 0 is a failure."),
  "doris_backup_last_run_exit_code \($code)",
  gauge("doris_backup_last_run_timestamp_seconds"; "When the last apply ended."),
  "doris_backup_last_run_timestamp_seconds \(now | floor)",
  (if $o.newest_taken_at then
    gauge("doris_backup_newest_taken_timestamp_seconds"; "Instant of the newest snapshot of a series."),
    ($o.newest_taken_at.value | to_entries[] | select(.value != null)
      | "doris_backup_newest_taken_timestamp_seconds{database=\"\(.key | escaped)\"} \(.value | fromdateiso8601)")
  else empty end),
  (if $o.next_due_at then
    gauge("doris_backup_next_due_timestamp_seconds"; "When the next snapshot of a series is due."),
    ($o.next_due_at.value | to_entries[] | select(.value != null)
      | "doris_backup_next_due_timestamp_seconds{database=\"\(.key | escaped)\"} \(.value | fromdateiso8601)")
  else empty end),
  (if $o.rpo_seconds.value != null then
    gauge("doris_drill_rpo_seconds"; "Age of the snapshot when the restore of the last drill began."),
    "doris_drill_rpo_seconds{snapshot=\"\($o.snapshot.value | escaped)\"} \($o.rpo_seconds.value)"
  else empty end),
  (if $o.rto_seconds.value != null then
    gauge("doris_drill_rto_seconds"; "Seconds until the data of the last drill was verified."),
    "doris_drill_rto_seconds{snapshot=\"\($o.snapshot.value | escaped)\"} \($o.rto_seconds.value)"
  else empty end)
