# Encrypted, with a private authority. The frontend needs enable_ssl = true. Never falls back to plain text.
provider "doris" {
  endpoints = ["fe1.example.com:9030"]
  username  = "tf_backup"
  password  = var.doris_password

  tls = {
    ca_cert_pem = file("${path.module}/doris-ca.pem")
  }
}
