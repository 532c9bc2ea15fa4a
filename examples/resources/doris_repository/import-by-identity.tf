import {
  to = doris_repository.main
  identity = {
    name = "dr_main"
  }
}
