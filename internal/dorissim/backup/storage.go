// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Kinds of storage, the column Type of SHOW REPOSITORIES.
const (
	kindS3     = "S3"
	kindHDFS   = "HDFS"
	kindAzure  = "AZURE"
	kindBroker = "BROKER"
)

// storage is where the files of a repository are.
type storage struct {
	kind       string
	broker     string
	properties sql.Properties // as SHOW CREATE REPOSITORY shows them, before masking
	store      bucket.Store
	address    string // HDFS: of the name node
}

func (s *storage) close() {
	if client, ok := s.store.(*bucket.S3); ok {
		client.Close()
	}
}

// refuse is why the storage does not answer, or empty. Only a name node that is named by an
// address is asked whether it listens (recorded: repository_bad).
func (s *storage) refuse(ctx context.Context) string {
	host, port, err := net.SplitHostPort(s.address)
	if s.kind != kindHDFS || err != nil || net.ParseIP(host) == nil {
		return ""
	}
	dialer := net.Dialer{Timeout: 2 * time.Second}
	connection, err := dialer.DialContext(ctx, "tcp", s.address)
	if err == nil {
		_ = connection.Close()
		return ""
	}
	return "errors while get file status Call From vm/127.0.0.1 to localhost:" + port + " failed on connection exception: " +
		"java.net.ConnectException: Connection refused; For more details see:  http://wiki.apache.org/hadoop/ConnectionRefused"
}

// chooseStorage reads the properties of CREATE REPOSITORY: by the keyword on the legacy lines, by guessing from the
// properties since 3.1 (DORIS.md "Storages").
func (h *Handler) chooseStorage(s *sql.CreateRepository) (*storage, *profile.Error) {
	switch strings.ToUpper(s.Storage) {
	case "LOCAL":
		return nil, h.profile.Err(profile.Analysis, "LOCAL is not support now.")
	case kindBroker:
		if !h.repos.hasBroker(s.Broker) {
			return nil, h.profile.Err(profile.Common, "broker does not exist: %s", s.Broker)
		}
		return &storage{kind: kindBroker, broker: s.Broker, properties: h.brokerProperties(s.Properties), store: bucket.NewMemory()}, nil
	}
	if h.profile.GuessesStorage {
		return h.guessStorage(s.Properties, s.Location)
	}
	return h.legacyStorage(strings.ToUpper(s.Storage), s.Properties, s.Location)
}

// alteredStorage is the storage after ALTER REPOSITORY.
func (h *Handler) alteredStorage(old *storage, changes sql.Properties, location string) (*storage, *profile.Error) {
	var merged sql.Properties
	if _, ok := old.properties.Get(storageTypeKey); ok {
		// It stands first of those in one place of the map from then on (recorded: repository_alter, 3.0).
		merged = set(merged, storageTypeKey, old.kind)
	}
	for _, p := range old.properties {
		merged = set(merged, p.Key, p.Value)
	}
	for _, change := range changes {
		merged = set(merged, change.Key, change.Value)
		if name, ok := strings.CutPrefix(change.Key, "AWS_"); ok && !h.profile.GuessesStorage {
			merged = set(merged, legacyNames[name], change.Value)
		}
	}
	var changed *storage
	var err *profile.Error
	if h.profile.GuessesStorage {
		changed, err = h.guessStorage(merged, location)
	} else {
		changed, err = h.legacyStorage(old.kind, merged, location)
	}
	if err == nil && changed.kind == old.kind && changed.kind != kindS3 && !isReal(changed.store) {
		changed.store = old.keep(changed) // it lives in memory
	}
	return changed, err
}

// keep is the store of old for the storage that takes its place.
func (s *storage) keep(changed *storage) bucket.Store {
	before, was := s.store.(azure)
	after, is := changed.store.(azure)
	if !was || !is {
		return s.store
	}
	after.Store = before.Store
	return after
}

// brokerProperties are those that a repository behind a broker keeps: all on the legacy lines, afterwards none but those of
// the broker itself (apache/doris#51888).
func (h *Handler) brokerProperties(given sql.Properties) sql.Properties {
	if !h.profile.GuessesStorage {
		return given
	}
	var kept sql.Properties
	for _, p := range given {
		if strings.HasPrefix(p.Key, "broker.") {
			kept = append(kept, p)
		}
	}
	return kept
}

// legacyNames are the keys under which the legacy lines keep what comes as AWS_...
var legacyNames = map[string]string{"ACCESS_KEY": "s3.access_key", "SECRET_KEY": "s3.secret_key", "TOKEN": "s3.session_token"}

// set overwrites a property in its place or appends it.
func set(properties sql.Properties, key, value string) sql.Properties {
	for i := range properties {
		if properties[i].Key == key {
			properties[i].Value = value
			return properties
		}
	}
	return append(properties, sql.Property{Key: key, Value: value})
}

// s3Store is the store of an S3 configuration. Hosts of the clouds are never asked.
func s3Store(config bucket.S3Config, location string) bucket.Store {
	host := config.Endpoint
	if u, err := url.Parse(config.Endpoint); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	if host == "" {
		host = "s3." + config.Region + ".amazonaws.com"
	}
	for _, cloud := range []string{"amazonaws.com", "aliyuncs.com", "myqcloud.com", "myhuaweicloud.com", "googleapis.com", "core.windows.net"} {
		if strings.HasSuffix(host, cloud) {
			return bucket.Offline{Host: bucketOf(location) + "." + host}
		}
	}
	return bucket.NewS3(config)
}

// bucketOf is the bucket of scheme://bucket/path.
func bucketOf(location string) string {
	_, rest, _ := strings.Cut(location, "://")
	name, _, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
	return name
}

// scheme is the scheme of a location, empty without one.
func scheme(location string) string {
	before, _, ok := strings.Cut(location, "://")
	if !ok {
		return ""
	}
	return strings.ToLower(before)
}

// first is the value of the first of the keys that is set.
func first(properties sql.Properties, keys ...string) string {
	for _, key := range keys {
		if value, ok := properties.Get(key); ok && value != "" {
			return value
		}
	}
	return ""
}

// isCredential says whether a key is an access key, a secret key or a token.
func isCredential(key string) bool {
	switch key {
	case "s3.access_key", "s3.secret_key", "s3.session_token", "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_TOKEN",
		"azure.account_name", "azure.account_key":
		return true
	}
	return false
}
