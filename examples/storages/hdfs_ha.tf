# HDFS with two name nodes behind a name service. All of it goes into properties, as in hdfs-site.xml.
resource "doris_repository" "hdfs" {
  name     = "dr_main"
  location = "hdfs://cluster/doris/backup"

  hdfs = {
    default_fs = "hdfs://cluster"
    username   = "doris"
  }

  properties = {
    "dfs.nameservices"                           = "cluster"
    "dfs.ha.namenodes.cluster"                   = "nn1,nn2"
    "dfs.namenode.rpc-address.cluster.nn1"       = "nn1.example.com:8020"
    "dfs.namenode.rpc-address.cluster.nn2"       = "nn2.example.com:8020"
    "dfs.client.failover.proxy.provider.cluster" = "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider"
  }
}
