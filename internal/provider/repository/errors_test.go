// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

// Every recorded refusal of CREATE REPOSITORY gets an advice that fits (recorded: repository_bad).
func TestStorageAdviceForRecordedRefusals(t *testing.T) {
	const keys, bucket, address, broker, name = "Check the access key", "Create the bucket", "Check the address", "Add the broker", "Correct what Doris names"
	want := map[string]string{
		"wrong secret": keys, "unknown access key": keys, "secret without key": keys, "bucket does not exist": bucket,
		"nothing listens at the endpoint": address, "endpoint without scheme": address, "no endpoint": address,
		"hdfs that does not exist": address, "unknown broker": broker, "reserved name": name,
	}
	seen := map[string]bool{}
	for _, line := range []string{"3.0", "4.1"} {
		for given, words := range recordedRefusals(t, line) {
			advice, ok := want[given]
			if !ok || strings.HasPrefix(words, "Lost connection") || line == "3.0" && given == "no endpoint" {
				continue // refused before Doris is asked, or no answer of Doris
			}
			seen[given] = true
			if got := explain.StorageAdvice(explain.Place{}, words); !strings.HasPrefix(got, advice) {
				t.Errorf("%s, %s: %q\ngets %q, want %q", line, given, words, got, advice)
			}
		}
	}
	for given := range want {
		if !seen[given] {
			t.Errorf("%q is not in the recordings any more", given)
		}
	}
}

// Refusals that storages are known for and that are not recorded.
func TestStorageAdvice(t *testing.T) {
	for words, want := range map[string]string{
		"The difference between the request time and the current time is too large. (Service: S3, Status Code: 403, Request ID: 0)":                       "Synchronise the clocks",
		"The provided token has expired. (Service: S3, Status Code: 400, Request ID: 0)":                                                                  "The session token has expired.",
		"software.amazon.awssdk.core.exception.SdkClientException: Unsupported or unrecognized SSL message":                                               "Check the address",
		"java.net.NoRouteToHostException: No route to host":                                                                                               "Check the address",
		"The authorization header is malformed; the region 'us-east-1' is wrong (Service: S3, Status Code: 400)":                                          "Set region",
		"Credential should be scoped to a valid Region, not eu-west-1 (Service: S3, Status Code: 403, Request ID: 0)":                                     "Set region",
		"The bucket you are attempting to access must be addressed using the specified endpoint. (Service: S3, Status Code: 301)":                         "Set region",
		"put object failed: Not Found (Service: S3, Status Code: 404, Request ID: 0, Extended Request ID: 0)":                                             "What answers at the endpoint",
		"No user exists with the provided access key ID. (Service: S3, Status Code: 404, Request ID: 0)":                                                  "Check the access key",
		"Failed to list snapshot in repo: r, err: errors while get file status java.net.URISyntaxException: Relative path in absolute URI: __ss_at_10:30": "This Doris cannot list a repository that holds a name with a colon, and backs up into it no more. Delete or rename the folder __ss_at_10:30 in the bucket.",
		"The specified bucket does not exist. (Service: S3, Status Code: 404, Request ID: 0)":                                                             "Create the bucket",
	} {
		if got := explain.StorageAdvice(explain.Place{}, words); !strings.HasPrefix(got, want) {
			t.Errorf("%q gets %q, want %q", words, got, want)
		}
	}
}

// recordedRefusals maps what was wrong to Doris's words.
func recordedRefusals(t *testing.T, line string) map[string]string {
	t.Helper()
	content, err := os.ReadFile("../../dorissim/testdata/conformance/" + line + "/repository_bad.json")
	if err != nil {
		t.Fatal(err)
	}
	var scenario struct {
		Steps []struct {
			Given string
			Error struct{ Message string }
		}
	}
	if err := json.Unmarshal(content, &scenario); err != nil {
		t.Fatal(err)
	}
	refusals := map[string]string{}
	for _, step := range scenario.Steps {
		if step.Error.Message != "" && step.Given != "" {
			_, words, found := strings.Cut(step.Error.Message, "detailMessage = ")
			if !found {
				words = step.Error.Message
			}
			refusals[step.Given] = words
		}
	}
	return refusals
}

func TestGrantFor(t *testing.T) {
	for _, test := range []struct{ message, database, want string }{
		{"Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation", "", "GRANT ADMIN_PRIV ON *.*.* TO 'tf';"},
		{"Access denied; you need (at least one of) the (Admin_priv) privilege(s) for this operation", "shop", "GRANT ADMIN_PRIV ON *.*.* TO 'tf';"},
		{"Access denied; you need (at least one of) the (ADMIN/OPERATOR) privilege(s) for this operation", "", "GRANT ADMIN_PRIV ON *.*.* TO 'tf';"},
		{"Access denied; you need (at least one of) the (LOAD) privilege(s) for this operation", "shop", "GRANT LOAD_PRIV ON internal.`shop`.* TO 'tf';"},
		{"Access denied; you need (at least one of) the (LOAD) privilege(s) for this operation", "", "GRANT LOAD_PRIV ON *.*.* TO 'tf';"},
		{"Access denied for user 'tf' to database 'shop'", "", "GRANT LOAD_PRIV ON internal.`shop`.* TO 'tf';"},
		{"Access denied", "", "GRANT ADMIN_PRIV ON *.*.* TO 'tf';"},
	} {
		if got := explain.GrantFor(test.message, "tf", test.database); got != test.want {
			t.Errorf("%s, %q: got %s, want %s", test.message, test.database, got, test.want)
		}
	}
}
