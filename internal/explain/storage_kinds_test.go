// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// No kind of error of Azure or HDFS has words of S3, and each names its place and what to do.
func TestOtherStorageErrorTexts(t *testing.T) {
	kinds := []objectstore.Kind{
		objectstore.Other, objectstore.Unreachable, objectstore.NotS3, objectstore.NoBucket, objectstore.WrongKeys, objectstore.Denied, objectstore.ClockSkew,
		objectstore.BadSetup, objectstore.NoKeys, objectstore.NoObject, objectstore.Locked, objectstore.Throttled, objectstore.Busy, objectstore.BadName,
		objectstore.BadContent, objectstore.Stopped,
	}
	never := map[string]map[objectstore.Kind]bool{ // what a storage does not answer
		objectstore.Azure: {objectstore.BadSetup: true},
		objectstore.HDFS:  {objectstore.NoBucket: true, objectstore.BadSetup: false},
	}
	foreign := regexp.MustCompile(`\bs3:|AWS|\bS3\b|access_key|Object Lock`)
	for storage, place := range map[string]string{objectstore.Azure: `container "box" of repository "dr_main"`, objectstore.HDFS: `HDFS "box" of repository "dr_main"`} {
		for _, kind := range kinds {
			if never[storage][kind] {
				continue
			}
			text := testInstance().Explain().ObjectsError("dr_main", "verify_files", &objectstore.Error{Kind: kind, Operation: "list", Bucket: "box", Storage: storage, Message: "said so"})
			summary, detail := text.Parts()
			if match := foreign.FindString(summary + detail); match != "" {
				t.Errorf("%s, %s: %q in\n%s\n%s", storage, kind, match, summary, detail)
			}
			if !strings.Contains(detail, place) || !strings.Contains(detail, "Said so.") || text.Next == "" {
				t.Errorf("%s, %s:\n%s\n%s", storage, kind, summary, detail)
			}
		}
	}
}
