// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strings"
)

// Names of the files and folders of a repository (DORIS.md "Files of a repository"), for the stand-in: it must not learn them from the provider.
const (
	SnapshotPrefix   = "__ss_"
	repositoryPrefix = "__palo_repository_"
	repoInfoName     = "__repo_info"
	metaName         = "__meta"
	infoPrefix       = "__info_"
	contentName      = "__ss_content"
)

// Layout is where the files of one repository are: Location as it was given, such as s3://bucket/path.
type Layout struct {
	Location   string
	Repository string
}

// Root is the folder of the repository.
func (l Layout) Root() string {
	return strings.TrimRight(l.Location, "/") + "/" + repositoryPrefix + l.Repository
}

// RepoInfo is the path of __repo_info.
func (l Layout) RepoInfo() string { return l.Root() + "/" + repoInfoName }

// Snapshots is what the paths of all snapshot folders begin with.
func (l Layout) Snapshots() string { return l.Root() + "/" + SnapshotPrefix }

// Snapshot is the folder of one snapshot.
func (l Layout) Snapshot(label string) string { return l.Snapshots() + label }

// Meta is the path of the meta file without its checksum.
func (l Layout) Meta(label string) string { return l.Snapshot(label) + "/" + metaName }

// Info is the path of the info file of a timestamp without its checksum; an empty timestamp is what all begin with.
func (l Layout) Info(label, timestamp string) string {
	return l.Snapshot(label) + "/" + infoPrefix + timestamp
}

// Tablet is the folder with the files of one tablet.
func (l Layout) Tablet(label string, database, table, partition, index, tablet int64) string {
	return fmt.Sprintf("%s/%s/__db_%d/__tbl_%d/__part_%d/__idx_%d/__%d",
		l.Snapshot(label), contentName, database, table, partition, index, tablet)
}

// WithChecksum is the name under which content is stored: name.<md5 of content>.
func WithChecksum(name string, content []byte) string { return name + "." + Checksum(content) }

// Checksum is the md5 of content in hexadecimal.
func Checksum(content []byte) string {
	sum := md5.Sum(content)
	return hex.EncodeToString(sum[:])
}

// SplitChecksum takes name.<md5> apart; ok is false when there is no md5 at the end.
func SplitChecksum(file string) (name, checksum string, ok bool) {
	dot := strings.LastIndexByte(file, '.')
	if dot < 0 || len(file)-dot-1 != 32 {
		return "", "", false
	}
	return file[:dot], file[dot+1:], true
}

// base is the last part of a path.
func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
