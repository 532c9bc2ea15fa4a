# A warning in every plan while a table is empty. The answer is kept in state: ask for counts, not for data.
data "doris_query" "customers" {
  database = "shop"
  sql      = "SELECT COUNT(*) AS n FROM customers"
}

check "customers" {
  assert {
    condition     = tonumber(data.doris_query.customers.rows[0].n) > 0
    error_message = "Table customers is empty."
  }
}
