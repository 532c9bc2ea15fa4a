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

// legacyStorage reads the properties by the keyword of the statement, as the lines before 3.1 do. What it refuses is
// recorded in repository_bad (3.0).
func (h *Handler) legacyStorage(keyword string, properties sql.Properties, location string) (*storage, *profile.Error) {
	if scheme(location) == "" {
		return nil, h.profile.Err(profile.Analysis, "Invalid export path, there is no schema of URI found. please check your path.")
	}
	if keyword == kindHDFS {
		if !slices.Contains([]string{"hdfs", "viewfs"}, scheme(location)) {
			return nil, h.profile.Err(profile.Analysis, "Invalid export path %s. please use valid 'HDFS://' path.", location)
		}
		return h.hdfsStorage(properties, location)
	}
	if looksLikeAzure(properties) && h.profile.LegacyAzure {
		return h.azureStorage(properties, azureStore(properties)), nil
	}
	if scheme(location) != "s3" {
		return nil, h.profile.Err(profile.Analysis, "Invalid export path %s. please use valid 's3://' path.", location)
	}
	return h.legacyS3(properties, location)
}

func (h *Handler) legacyS3(properties sql.Properties, location string) (*storage, *profile.Error) {
	endpoint := first(properties, "s3.endpoint", "AWS_ENDPOINT")
	if endpoint == "" {
		return nil, h.profile.Bare(profile.Analysis,
			"Unexpected exception: org.apache.doris.common.DdlException: errCode = 2, detailMessage = Missing [s3.endpoint] in properties.")
	}
	if provider := first(properties, "provider"); provider != "" &&
		!slices.Contains([]string{"OSS", "OBS", "AZURE", "BOS", "COS", "S3", "GCP"}, strings.ToUpper(provider)) {
		return nil, h.profile.Err(profile.Analysis, "Provider must be one of OSS, OBS, AZURE, BOS, COS, S3, GCP")
	}
	stored := append(sql.Properties(nil), properties...)
	for _, name := range []string{"endpoint", "region", "access_key", "secret_key"} {
		if value := first(properties, "AWS_"+strings.ToUpper(name)); value != "" && first(properties, "s3."+name) == "" {
			stored = set(stored, "s3."+name, value)
		}
	}
	stored = set(stored, storageTypeKey, kindS3)
	config := bucket.S3Config{
		Endpoint:  endpoint,
		Region:    first(stored, "s3.region"),
		AccessKey: first(stored, "s3.access_key"),
		SecretKey: first(stored, "s3.secret_key"),
		Token:     first(stored, "s3.session_token", "AWS_TOKEN"),
		PathStyle: first(stored, "use_path_style") == "true",
	}
	if scheme(endpoint) == "" {
		config.Endpoint = "https://" + endpoint
	}
	if config.Region == "" {
		config.Region = "us-east-1"
	}
	if config.AccessKey == "" || config.SecretKey == "" {
		// The client looks for keys elsewhere and finds none (recorded: repository_bad, 3.0).
		return &storage{kind: kindS3, properties: stored, store: keyless{}}, nil
	}
	return &storage{kind: kindS3, properties: stored, store: s3Store(config, location)}, nil
}

// storageTypeKey is a property that the legacy lines add (recorded: repository_lifecycle, 3.0).
const storageTypeKey = "_DORIS_STORAGE_TYPE_"
