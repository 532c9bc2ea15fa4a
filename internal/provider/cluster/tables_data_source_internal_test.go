// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestSkippedReason(t *testing.T) {
	for _, test := range []struct {
		info doris.TableInfo
		want string
	}{
		{doris.TableInfo{Name: "a", Type: "OLAP"}, ""},
		{doris.TableInfo{Name: "a", Type: "VIEW"}, ""},
		{doris.TableInfo{Name: "a", Type: "ODBC"}, ""},
		{doris.TableInfo{Name: "a", Type: "MATERIALIZED_VIEW"}, "asynchronous materialized view"},
		{doris.TableInfo{Name: "a", Type: "MYSQL"}, "mysql table"},
		{doris.TableInfo{Name: "a", Type: "OLAP", Temporary: true}, "temporary table"},
	} {
		if got := skippedReason(test.info); got != test.want {
			t.Errorf("%+v: %q, want %q", test.info, got, test.want)
		}
	}
}
