// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

import java.io.File;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real NameNode and a real DataNode in one process, until standard input ends. Usage: Cluster DIRECTORY [KEY=VALUE...] */
public class Cluster {
	public static void main(String[] args) throws Exception {
		Configuration conf = new Configuration();
		conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, new File(args[0]).getAbsolutePath());
		conf.setBoolean("dfs.permissions.enabled", true);
		conf.set("dfs.blocksize", "1048576");
		conf.set("dfs.namenode.fs-limits.min-block-size", "0");
		for (int i = 1; i < args.length; i++) {
			String[] pair = args[i].split("=", 2);
			conf.set(pair[0], pair[1]);
		}
		MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
		cluster.waitActive();
		// What an administrator makes: a folder of the user that Doris and Terraform act as.
		Path home = new Path("/doris");
		cluster.getFileSystem().mkdirs(home, new FsPermission((short) 0755));
		cluster.getFileSystem().setOwner(home, "doris", "doris");
		System.out.println("name node on 127.0.0.1:" + cluster.getNameNodePort());
		while (System.in.read() >= 0) {
			// until whoever started it closes the pipe
		}
		cluster.shutdown();
		System.exit(0);
	}
}
