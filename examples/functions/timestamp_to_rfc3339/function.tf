output "taken_at" {
  value = provider::doris::timestamp_to_rfc3339("2026-09-11-01-15-02", "Asia/Shanghai") # 2026-09-10T17:15:02Z
}
