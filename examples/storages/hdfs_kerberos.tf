# HDFS with Kerberos: the keytab lies at this path on every frontend and every backend.
resource "doris_repository" "hdfs" {
  name     = "dr_main"
  location = "hdfs://nn1.example.com:8020/doris/backup"

  hdfs = {
    default_fs         = "hdfs://nn1.example.com:8020"
    kerberos_principal = "doris@EXAMPLE.COM"
    kerberos_keytab    = "/etc/security/keytabs/doris.keytab"
  }
}
