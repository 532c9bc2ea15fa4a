# What a backup of a database would not hold, and why.
data "doris_tables" "shop" {
  database = "shop"
}

output "not_backed_up" {
  value = { for t in data.doris_tables.shop.tables : t.name => t.reason if !t.backed_up }
}
