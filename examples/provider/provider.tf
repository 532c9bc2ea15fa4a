terraform {
  required_version = ">= 1.11" # OpenTofu: the same
  required_providers {
    doris = {
      source  = "terraform-doris/doris"
      version = "~> 0.1"
    }
  }
}

variable "doris_password" {
  type      = string
  sensitive = true
  ephemeral = true # never in a plan file
}

provider "doris" {
  endpoints = ["fe1.example.com:9030", "fe2.example.com:9030"] # MySQL port of the frontends
  username  = "tf_backup"
  password  = var.doris_password # or DORIS_PASSWORD in the environment
}
