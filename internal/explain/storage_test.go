// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// What this machine's settings get wrong is told apart: the endpoint, the region, the keys, a right.
func TestStorageErrorTexts(t *testing.T) {
	seen := map[string]objectstore.Kind{}
	for kind, wants := range map[objectstore.Kind][]string{
		objectstore.BadSetup:    {"The AWS settings of this machine do not fit", "environment variables that begin with AWS_"},
		objectstore.NotS3:       {"What answers does not speak S3", "not of its console"},
		objectstore.WrongRegion: {"The bucket lies in another region", "Set region"},
		objectstore.WrongKeys:   {"The storage refuses the keys of this machine", "Correct them"},
		objectstore.NoBucket:    {"The bucket of the repository does not exist", "Check object_storage.endpoint"},
		objectstore.Unreachable: {"The bucket cannot be reached from here", "Set object_storage.endpoint"},
		objectstore.Denied:      {"This machine lacks a right in the bucket", "Grant s3:ListBucket"},
		objectstore.Throttled:   {"The storage is too busy", "Apply again"},
	} {
		summary, detail := testInstance().Explain().ObjectsError("dr_main", "verify_files", &objectstore.Error{Kind: kind, Operation: "list", Bucket: "backups", Message: "said so"}).Parts()
		for _, want := range append(wants, `bucket "backups" of repository "dr_main"`, "Said so.") {
			if !strings.Contains(summary+"\n"+detail, want) {
				t.Errorf("%s: no %q in\n%s\n%s", kind, want, summary, detail)
			}
		}
		if other, there := seen[summary]; there {
			t.Errorf("%s and %s are called the same", kind, other)
		}
		seen[summary] = kind
	}
}
