// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Number prints a whole number.
func Number(t *testing.T, value tftypes.Value) string {
	t.Helper()
	var n *big.Float
	if err := value.As(&n); err != nil || n == nil {
		t.Fatalf("%v is no number: %v", value, err)
	}
	return n.Text('f', 0)
}

// Held is what objects in state names: tables with their number of partitions, and views.
func (x *Thing) Held() (tables, views []string) {
	x.T.Helper()
	var objects map[string]tftypes.Value
	if err := x.Attributes(x.State)["objects"].As(&objects); err != nil {
		x.T.Fatal(err)
	}
	var list []tftypes.Value
	if err := objects["tables"].As(&list); err != nil {
		x.T.Fatal(err)
	}
	for _, element := range list {
		values := map[string]tftypes.Value{}
		if err := element.As(&values); err != nil {
			x.T.Fatal(err)
		}
		var name string
		if err := values["name"].As(&name); err != nil {
			x.T.Fatal(err)
		}
		tables = append(tables, fmt.Sprintf("%s %s", name, Number(x.T, values["partition_count"])))
	}
	return tables, x.List("", objects["views"])
}
