// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
)

// hadoop is a store that Doris lists with Hadoop's glob: S3 up to 3.0, HDFS and brokers. It takes what stands before a
// colon for the scheme of a URI, so that one label with a colon makes the whole repository unreadable. Read from the
// sources of Doris (S3FileSystem) and Hadoop (Path, Globber; HADOOP-14235), not recorded.
type hadoop struct{ bucket.Store }

// listedByHadoop tells whether this line lists such a storage with Hadoop.
func (h *Handler) listedByHadoop(s *storage) bool {
	return s.kind == kindS3 && !h.profile.GuessesStorage || s.kind == kindHDFS || s.kind == kindBroker
}

func (s hadoop) List(ctx context.Context, prefix string) ([]string, error) {
	_, path, _ := strings.Cut(prefix, "://")
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, bucket.SnapshotPrefix) && strings.Contains(part, ":") {
			return nil, relativePath(part)
		}
	}
	return s.Store.List(ctx, prefix)
}

func (s hadoop) Folders(ctx context.Context, prefix string) ([]string, error) {
	folders, err := s.Store.Folders(ctx, prefix)
	for _, folder := range folders {
		if name := folder[strings.LastIndexByte(folder, '/')+1:]; strings.Contains(name, ":") {
			return nil, relativePath(name)
		}
	}
	return folders, err
}

func relativePath(name string) error {
	return errors.New("java.net.URISyntaxException: Relative path in absolute URI: " + name)
}
