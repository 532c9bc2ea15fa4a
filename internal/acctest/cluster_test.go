// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// The kit itself, without the provider: a snapshot of one cluster is restored by hand in a second one.
func TestAccByHand(t *testing.T) {
	t.Parallel()
	a := acctest.NewCluster(t)
	b := acctest.NewCluster(t, acctest.SharesStorageWith(a))
	shop := acctest.SeedShop(t, a)
	repository, copied := a.Name("kit"), b.Name("copy")
	a.CreateRepository(t, repository, a.Location("kit"))
	a.TakeSnapshot(t, repository, shop.Database, "by_hand")

	b.CreateRepository(t, b.Name("kit"), b.Location("kit"))
	b.Exec("CREATE DATABASE `" + copied + "`")
	b.RestoreSnapshot(t, repository, "by_hand", copied)

	for table, want := range map[string]string{shop.Orders: "5", shop.Customers: "3", shop.TmpImport: "1"} {
		a.WantRows(t, shop.Database, table, want)
		b.WantRows(t, copied, table, want)
	}
}

// Frontends whose backends take tasks and compute nothing run the same tests; only rows are not compared.
func TestAccByHandWithoutQueries(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.NoQueries())
	c.Sim(t) // a real cluster is what it is
	shop := acctest.SeedShop(t, c)
	repository, copied := c.Name("kit"), c.Name("copy")
	c.CreateRepository(t, repository, c.Location("kit"))
	c.TakeSnapshot(t, repository, shop.Database, "by_hand")
	c.Exec("CREATE DATABASE `" + copied + "`")
	c.RestoreSnapshot(t, repository, "by_hand", copied)
	c.WantRows(t, copied, shop.Orders, "as many as there are")
}

func TestAccNamesAreTheTestsOwn(t *testing.T) {
	t.Parallel()
	a, other := acctest.NewCluster(t), acctest.NewCluster(t)
	if first, again := a.Name("shop"), a.Name("shop"); first != again {
		t.Error("one name, two unique names")
	}
	if a.Name("shop") == other.Name("shop") || a.Location("main") == other.Location("main") {
		t.Error("two tests would share a name or a location")
	}
	if sibling := acctest.NewCluster(t, acctest.SharesStorageWith(a)); sibling.Location("main") != a.Location("main") {
		t.Error("two clusters that share storage must share locations")
	}
}

func TestAccProviderBlock(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	block := c.ProviderAlias("b", `connect_timeout = "2s"`)
	for _, want := range []string{`alias     = "b"`, `"` + c.Endpoints[0] + `"`, `  connect_timeout = "2s"`} {
		if !strings.Contains(block, want) {
			t.Errorf("%s\ndoes not hold %s", block, want)
		}
	}
}

// Whatever runs a test binary, an operator's settings do not reach the provider.
func TestOperatorsSettingsAreGone(t *testing.T) {
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "DORIS_") && !strings.HasPrefix(entry, "DORIS_TEST_") {
			t.Errorf("%s is still set", strings.SplitN(entry, "=", 2)[0])
		}
	}
}
