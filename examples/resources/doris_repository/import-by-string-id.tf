import {
  to = doris_repository.main
  id = "dr_main"
}
