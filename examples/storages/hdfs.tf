# HDFS with simple authentication: the user must be allowed to write below the path.
resource "doris_repository" "hdfs" {
  name     = "dr_main"
  location = "hdfs://nn1.example.com:8020/doris/backup"

  hdfs = {
    default_fs = "hdfs://nn1.example.com:8020"
    username   = "doris"
  }
}
