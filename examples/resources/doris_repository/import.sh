terraform import doris_repository.main dr_main
