// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"strings"
	"testing"
)

// A repository is registered anew only where ALTER REPOSITORY would change nothing: a wrong key would leave none behind.
func TestAlterInVain(t *testing.T) {
	others := repositoryMark{OtherNames: true}
	keys := map[string]string{"s3.access_key": "A", "s3.secret_key": "S"}
	for name, c := range map[string]struct {
		name       string
		properties map[string]string
		mark       repositoryMark
		want       bool
	}{
		"nothing to send":     {"dr_main", nil, others, false},
		"our names":           {"dr_main", keys, repositoryMark{}, false},
		"other names":         {"dr_main", keys, others, true},
		"other names, MinIO":  {"dr_main", map[string]string{"s3.endpoint": "http://minio:9000"}, others, true},
		"other names, Amazon": {"dr_main", map[string]string{"s3.endpoint": "https://s3.eu-central-1.amazonaws.com", "s3.secret_key": "S"}, others, false},
		"long name":           {"r" + strings.Repeat("x", 64), keys, repositoryMark{}, true},
	} {
		if got := inVain(c.name, c.properties, c.mark); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
