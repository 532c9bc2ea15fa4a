// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestKeyComparesCase(t *testing.T) {
	key := jobKey{kind: kindBackup, label: "casex"}
	if key.find([]row{{Job: doris.Job{Label: "CaseX"}}}) != nil {
		t.Error("CaseX is not casex")
	}
	two := []row{{Job: doris.Job{Label: "casex", ID: "1"}}, {Job: doris.Job{Label: "casex", ID: "2"}}, {Job: doris.Job{Label: "y"}}}
	if found := key.find(two); found == nil || found.ID != "2" {
		t.Errorf("of two rows the last counts: %+v", found)
	}
}
