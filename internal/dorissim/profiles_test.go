// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"database/sql"
	"strings"
	"testing"
)

// TestLines shows, statement by statement, where the lines of Doris differ from one another.
func TestLines(t *testing.T) {
	const (
		restoreWith = "RESTORE SNAPSHOT `shop`.`snap` FROM `repo` PROPERTIES(\"backup_timestamp\"=\"2001-01-01-00-00-00\",\"%s\"=\"true\")"
		noSuch      = "Expected one file with path"
	)
	with := func(property string) string { return strings.Replace(restoreWith, "%s", property, 1) }
	unknown := func(property string) string { return "Unknown restore job properties: [" + property + "]" }
	tests := []struct {
		name, user, statement string
		want                  map[string]string // by line: a part of the error; "" = no error
	}{
		{
			"ALTER REPOSITORY of a key", "root", "ALTER REPOSITORY `repo` PROPERTIES(\"s3.access_key\"=\"doriskey\",\"s3.secret_key\"=\"dorissecret\")",
			map[string]string{"2.0": "yntax error", "2.1": "", "3.0": "", "3.1": "", "4.0": "", "4.1": ""},
		},
		{
			"ALTER REPOSITORY of another property", "root", "ALTER REPOSITORY `repo` PROPERTIES(\"foo\"=\"bar\")",
			map[string]string{"2.1": "unsupported properties: [foo]", "3.0": "unsupported properties: [foo]", "4.0": "", "4.1": ""},
		},
		{
			"SHOW REPOSITORIES of a plain user", "plain", "SHOW REPOSITORIES",
			map[string]string{"2.0": "", "2.1": "Admin_priv", "3.0": "Admin_priv", "4.1": "Admin_priv"},
		},
		{
			"SHOW FRONTENDS of a plain user", "plain", "SHOW FRONTENDS",
			map[string]string{"2.0": "ADMIN/OPERATOR", "3.0": "ADMIN/OPERATOR", "4.1": ""},
		},
		{
			"BACKUP of a plain user", "plain", "BACKUP SNAPSHOT `shop`.`x` TO `repo`",
			map[string]string{"2.0": "(LOAD)", "3.0": "(LOAD)", "4.1": "(LOAD)"},
		},
		{
			"BACKUP with a timeout", "root", "BACKUP SNAPSHOT `shop`.`timed` TO `repo` PROPERTIES(\"timeout\"=\"3600\")",
			map[string]string{"2.0": "", "2.1": "", "3.0": "", "4.0": "UnsupportedOperationException", "4.1": "UnsupportedOperationException"},
		},
		{
			"clean_tables", "root", with("clean_tables"),
			map[string]string{"2.0": unknown("clean_tables"), "2.1": noSuch, "3.0": noSuch, "4.1": noSuch},
		},
		{
			"atomic_restore", "root", with("atomic_restore"),
			map[string]string{"2.0": unknown("atomic_restore"), "2.1": noSuch, "3.0": noSuch, "4.1": noSuch},
		},
		{
			"force_replace", "root", with("force_replace"),
			map[string]string{"2.1": unknown("force_replace"), "3.0": unknown("force_replace"), "3.1": noSuch, "4.1": noSuch},
		},
		{
			"reserve_colocate", "root", with("reserve_colocate"),
			map[string]string{"2.1": unknown("reserve_colocate"), "3.1": unknown("reserve_colocate"), "4.0": noSuch, "4.1": noSuch},
		},
		{
			"a repository's name in unicode", "root", strings.Replace(createRepository(&S3{}, ""), "`repo`", "`répo`", 1),
			map[string]string{"2.0": "Incorrect repository name", "3.1": "Incorrect repository name"},
		},
		{
			"a label in unicode", "root", "BACKUP SNAPSHOT `shop`.`étiquette` TO `nowhere`",
			map[string]string{"2.0": "Label format error", "3.0": "Label format error", "4.0": "Repository nowhere does not exist", "4.1": "does not exist"},
		},
		{
			"SHOW BACKUP LIKE", "root", "SHOW BACKUP FROM `shop` LIKE \"x\"",
			map[string]string{"2.0": "", "3.0": "", "4.0": "Where clause should like", "4.1": "Where clause should like"},
		},
	}
	for _, line := range []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"} {
		objects := startS3(t)
		server := startServer(t, Options{Profile: line, Seed: shop + ";CREATE USER plain IDENTIFIED BY 'p'"})
		must(t, server, createRepository(objects, ""))
		pools := map[string]*sql.DB{"root": open(t, server, "root", ""), "plain": open(t, server, "plain", "p")}
		for _, test := range tests {
			want, given := test.want[line]
			if !given {
				continue
			}
			_, err := pools[test.user].Exec(test.statement)
			switch {
			case want == "" && err != nil:
				t.Errorf("%s: %s: got %v, want no error", line, test.name, err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("%s: %s: got %v, want %q", line, test.name, err, want)
			case want != "" && line >= "4" && code(err) != 1105:
				t.Errorf("%s: %s: code %d, want 1105", line, test.name, code(err))
			}
			if test.name == "BACKUP with a timeout" && want == "" {
				end(t, server, "SHOW BACKUP FROM `shop`")
			}
		}
	}
}

// SHOW CREATE REPOSITORY shows secrets in clear on 2.0, access keys up to 3.0, nothing since (DORIS.md "Secrets in SHOW CREATE REPOSITORY").
func TestSecretsByLine(t *testing.T) {
	for line, want := range map[string]string{
		"2.0": "doriskey dorissecret", "2.1": "doriskey *XXX", "3.0": "doriskey *XXX", "3.1": "*XXX *XXX", "4.0": "*XXX *XXX", "4.1": "*XXX *XXX",
	} {
		objects := startS3(t)
		server := startServer(t, Options{Profile: line})
		must(t, server, createRepository(objects, ""))
		text := column(t, server, "SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt")
		value := func(key string) string {
			_, rest, _ := strings.Cut(text, `"`+key+`"  =  "`)
			value, _, _ := strings.Cut(rest, `"`)
			return value
		}
		if got := value("s3.access_key") + " " + value("s3.secret_key"); got != want {
			t.Errorf("%s shows %s, want %s", line, got, want)
		}
	}
}
