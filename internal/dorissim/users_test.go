// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"strings"
	"testing"
)

func TestGrantsAndRoles(t *testing.T) {
	server := startServer(t, Options{Seed: shop + "; CREATE USER u IDENTIFIED BY 'p'; CREATE ROLE loaders; CREATE DATABASE other"})
	pool := open(t, server, "u", "p")
	may := func(statement string, want bool) {
		t.Helper()
		_, err := pool.Exec(statement)
		denied := err != nil && (strings.Contains(err.Error(), "Access denied") || strings.Contains(err.Error(), "Permission denied"))
		if denied == want {
			t.Errorf("%s: got %v, allowed should be %t", statement, err, want)
		}
	}
	backup := "BACKUP SNAPSHOT `shop`.`x` TO `nowhere`"
	may(backup, false)
	may("SHOW TABLES FROM `shop`", false)
	must(t, server, "GRANT LOAD_PRIV ON `internal`.`shop`.* TO ROLE 'loaders'")
	may(backup, false)
	must(t, server, "GRANT 'loaders' TO 'u'@'%'")
	may(backup, true)
	may("BACKUP SNAPSHOT `other`.`x` TO `nowhere`", false)
	may("SHOW TABLES FROM `shop`", true)
	may("SELECT * FROM `shop`.`orders`", false)
	may("DROP TABLE `shop`.`orders`", false)
	grants := "SHOW GRANTS FOR 'u'@'%'"
	if got := column(t, server, grants, "Roles") + " " + column(t, server, grants, "DatabasePrivs"); got !=
		"loaders internal.information_schema: Select_priv; internal.mysql: Select_priv; internal.shop: Load_priv" {
		t.Errorf("SHOW GRANTS says %s", got)
	}
	must(t, server, "REVOKE 'loaders' FROM 'u'@'%'")
	may(backup, false)
	must(t, server, "GRANT SELECT_PRIV ON `shop`.`orders` TO 'u'@'%'")
	may("SELECT * FROM `shop`.`orders`", true)
	may("SELECT * FROM `shop`.`customers`", false)
	must(t, server, "REVOKE SELECT_PRIV ON `shop`.`orders` FROM 'u'@'%'")
	may("SELECT * FROM `shop`.`orders`", false)
	may("SET GLOBAL time_zone = 'UTC'", false)
	must(t, server, "GRANT ADMIN_PRIV ON *.*.* TO 'u'@'%'")
	may(backup, true)
	may("SHOW REPOSITORIES", true)
	must(t, server, "ALTER USER 'u'@'%' IDENTIFIED BY 'q'")
	if err := open(t, server, "u", "p").Ping(); code(err) != 1045 {
		t.Errorf("the old password gives %v", err)
	}
	must(t, server, "DROP USER 'u'@'%'")
	if err := open(t, server, "u", "q").Ping(); code(err) != 1045 {
		t.Errorf("a dropped user gives %v", err)
	}
}
