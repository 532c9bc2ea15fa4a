# A storage that only a broker process reaches. What the storage needs stands in the broker's own configuration.
resource "doris_repository" "bos" {
  name     = "dr_main"
  location = "bos://acme-doris/prod"

  broker = {
    name = "broker_bos" # as SHOW BROKER lists it
  }
}
