# SHOW statements need no backend. Values are text, by the names of the columns.
data "doris_query" "backends" {
  sql = "SHOW BACKENDS"
}

output "alive_backends" {
  value = length([for row in data.doris_query.backends.rows : row if row.Alive == "true"])
}
