// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package storagetest

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var hdfsReady = regexp.MustCompile(`^name node on (\S+)`)

// StartHDFS starts a real NameNode and a real DataNode, with permissions on and simple authentication, and returns the
// address of the NameNode. The folder /doris is the user doris's; / is that of whom the test runs as. Further arguments are
// properties, such as dfs.namenode.fs-limits.max-component-length=10.
func StartHDFS(t testing.TB, properties ...string) string {
	t.Helper()
	java := program(t, "java", "HDFS")
	directory := installed(t, "hdfs")
	classes := filepath.Join(directory, "classes") + string(filepath.ListSeparator) + filepath.Join(directory, "lib", "*")
	command := exec.Command(java, append([]string{"-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes, "Cluster", t.TempDir()}, properties...)...)
	return start(t, command, hdfsReady)
}
