// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "strings"

// URL is the endpoint as this line of Doris completes it: https:// in front of a bare host before 3.1, http:// from then on
// (recorded: repository_bad, "endpoint without scheme"; fs/obj/S3ObjStorage.java).
func (s *S3Storage) URL(v Version) string {
	switch {
	case s.Endpoint == "" || strings.Contains(s.Endpoint, "://"):
		return s.Endpoint
	case v.Has(GuessedStorage):
		return "http://" + s.Endpoint
	}
	return "https://" + s.Endpoint
}
