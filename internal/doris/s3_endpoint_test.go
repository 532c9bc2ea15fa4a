// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "testing"

// The scheme that Doris puts in front of a bare host (recorded: repository_bad, "endpoint without scheme").
func TestEndpointURL(t *testing.T) {
	for _, test := range []struct{ version, endpoint, want string }{
		{"3.0.3", "minio:9000", "https://minio:9000"},
		{"3.1", "minio:9000", "http://minio:9000"},
		{"4.1.0", "minio:9000", "http://minio:9000"},
		{"4.1.0", "https://minio:9000", "https://minio:9000"},
		{"3.0.3", "http://minio:9000", "http://minio:9000"},
		{"4.1.0", "", ""},
	} {
		version, err := parseVersion(test.version)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&S3Storage{Endpoint: test.endpoint}).URL(version); got != test.want {
			t.Errorf("%s on %s: %q, want %q", test.endpoint, test.version, got, test.want)
		}
	}
}
