// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

func TestGrantStatements(t *testing.T) {
	missing := []explain.Need{{Privilege: doris.LoadPrivilege, Database: "a`b"}, {Privilege: doris.CreatePrivilege, Database: "a`b"}}
	want := "As an administrator run:\nGRANT LOAD_PRIV ON internal.`a``b`.* TO 'u';\nGRANT CREATE_PRIV ON internal.`a``b`.* TO 'u';"
	if got := explain.GrantAll(missing, explain.Grantee("u", "'u'@'%'")); got != want {
		t.Errorf("%s", got)
	}
	for identity, want := range map[string]string{"'u'@'%'": "'u'", "'u'@'10.%'": "'u'@'10.%'", "": "'u'", "u": "'u'"} {
		if got := explain.Grantee("u", identity); got != want {
			t.Errorf("%s: %s, want %s", identity, got, want)
		}
	}
}
