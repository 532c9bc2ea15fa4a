# A warning in every plan while the master cannot reach the storage of a repository.
data "doris_repositories" "all" {}

check "storage" {
  assert {
    condition     = alltrue([for r in data.doris_repositories.all.repositories : r.err_msg == null])
    error_message = "Not reachable: ${join(", ", [for r in data.doris_repositories.all.repositories : r.name if r.err_msg != null])}."
  }
}

output "locations" {
  value = { for r in data.doris_repositories.all.repositories : r.name => r.location }
}
