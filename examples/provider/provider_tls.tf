# Encrypted, with a private authority. The frontend needs enable_ssl = true. Never falls back to plain text.
provider "doris" {
  endpoints = ["fe1.example.com:9030"]
  username  = "tf_backup" # DORIS_PASSWORD from the environment

  tls = {
    ca_cert_pem = file("${path.module}/doris-ca.pem")
  }
}
