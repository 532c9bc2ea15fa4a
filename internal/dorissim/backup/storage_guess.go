// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// objectPrefixes are the prefixes of the property names of S3-like storage, in the order in which they are read.
var objectPrefixes = []string{"s3.", "minio.", "oss.", "obs.", "cos.", "gs."}

// objectSchemes are the schemes of their locations.
var objectSchemes = []string{"s3", "s3a", "s3n", "oss", "cos", "cosn", "obs", "gs"}

// objectKey is the value of a setting of S3-like storage under any of its names (DORIS.md "Storages").
func objectKey(properties sql.Properties, name, aws string) string {
	var keys []string
	for _, prefix := range objectPrefixes {
		keys = append(keys, prefix+name)
	}
	return first(properties, append(keys, aws, name)...)
}

// guessStorage finds the kind of storage in the properties, as 3.1 and later do; the keyword plays no part. What it refuses
// and accepts is recorded in repository_bad (4.1).
func (h *Handler) guessStorage(properties sql.Properties, location string) (*storage, *profile.Error) {
	switch {
	case looksLikeHDFS(properties):
		return h.hdfsStorage(properties, location)
	case looksLikeAzure(properties):
		return h.azureStorage(properties, azureStore(properties)), nil
	}
	config := bucket.S3Config{
		Endpoint:  objectKey(properties, "endpoint", "AWS_ENDPOINT"),
		Region:    objectKey(properties, "region", "AWS_REGION"),
		AccessKey: objectKey(properties, "access_key", "AWS_ACCESS_KEY"),
		SecretKey: objectKey(properties, "secret_key", "AWS_SECRET_KEY"),
		Token:     objectKey(properties, "session_token", "AWS_TOKEN"),
		PathStyle: first(properties, "use_path_style", "s3.path-style-access") == "true",
	}
	if config.Endpoint != "" && !strings.Contains(config.Endpoint, "amazonaws.com") {
		minioKeys(properties, &config)
	}
	if config.Endpoint == "" && config.Region == "" && config.AccessKey == "" && config.SecretKey == "" {
		return nil, h.profile.Err(profile.Common, "No supported storage type found. Please check your configuration.")
	}
	if (config.AccessKey == "") != (config.SecretKey == "") {
		return nil, h.profile.Err(profile.Common, "Both the access key and the secret key must be set.")
	}
	amazon := config.Endpoint == "" || strings.Contains(config.Endpoint, "amazonaws.com")
	if config.Endpoint == "" && config.Region == "" {
		return nil, h.profile.Err(profile.Common, "Endpoint is not set. Please specify it explicitly.")
	}
	if amazon && first(properties, "s3.external_id", "AWS_EXTERNAL_ID") != "" && first(properties, "s3.role_arn", "AWS_ROLE_ARN") == "" {
		return nil, h.profile.Err(profile.Common, "s3.external_id must be used with s3.role_arn")
	}
	if !slices.Contains(objectSchemes, scheme(location)) {
		return nil, h.profile.Err(profile.Common, "org.apache.doris.common.UserException: errCode = 2, detailMessage = Invalid scheme: %s", location)
	}
	if config.Endpoint != "" && scheme(config.Endpoint) == "" {
		config.Endpoint = "http://" + config.Endpoint
	}
	if config.Region == "" {
		config.Region = "us-east-1"
	}
	return &storage{kind: kindS3, properties: properties, store: s3Store(config, location)}, nil
}

// minioKeys: at an endpoint of one's own the names with "minio." win, and AWS_ACCESS_KEY wins over s3.access_key
// (MinioProperties.java).
func minioKeys(properties sql.Properties, config *bucket.S3Config) {
	config.Endpoint = first(properties, "minio.endpoint", "s3.endpoint", "AWS_ENDPOINT", "endpoint", "ENDPOINT")
	config.Region = first(properties, "minio.region", "s3.region", "AWS_REGION", "region", "REGION")
	config.AccessKey = first(properties, "minio.access_key", "AWS_ACCESS_KEY", "ACCESS_KEY", "access_key", "s3.access_key")
	config.SecretKey = first(properties, "minio.secret_key", "s3.secret_key", "AWS_SECRET_KEY", "secret_key", "SECRET_KEY")
}

func looksLikeHDFS(properties sql.Properties) bool {
	for _, p := range properties {
		if p.Key == "fs.defaultFS" || p.Key == "fs.hdfs.support" && p.Value == "true" ||
			strings.HasPrefix(p.Key, "hadoop.") || strings.HasPrefix(p.Key, "dfs.") {
			return true
		}
	}
	return false
}

func looksLikeAzure(properties sql.Properties) bool {
	for _, p := range properties {
		if strings.HasPrefix(p.Key, "azure.") || p.Key == "fs.azure.support" && p.Value == "true" ||
			p.Key == "provider" && strings.EqualFold(p.Value, "azure") {
			return true
		}
	}
	return false
}

// hdfsStorage is an HDFS repository.
func (h *Handler) hdfsStorage(properties sql.Properties, location string) (*storage, *profile.Error) {
	if first(properties, "hadoop.security.authentication") == "kerberos" &&
		(first(properties, "hadoop.kerberos.principal") == "" || first(properties, "hadoop.kerberos.keytab") == "") {
		return nil, h.profile.Err(profile.Common, "HDFS authentication type is kerberos, but principal or keytab is not set.")
	}
	_, address, _ := strings.Cut(first(properties, "fs.defaultFS"), "://")
	if address == "" {
		address = bucketOf(location)
	}
	return &storage{kind: kindHDFS, properties: properties, store: hdfsStore(properties, address), address: address}, nil
}
