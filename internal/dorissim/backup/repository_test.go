// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
)

func TestRepositoryLifecycle(t *testing.T) {
	lines(t, func(t *testing.T, line string) {
		c := newCluster(t, line, nil)
		c.createRepository("repo")
		c.fails("CREATE REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES("+c.keysClause()+")",
			"Failed to create repository: repository with same name already exist: repo")
		rows := c.rows("SHOW REPOSITORIES")
		if len(rows) != 1 || strings.Join(rows[0][1:], "|") != "repo|2026-11-23 07:30:00|false|s3://backups/a|-|S3|NULL" {
			t.Errorf("rows %q", rows)
		}
		c.must("DROP REPOSITORY `repo`")
		c.fails("DROP REPOSITORY `repo`", "Repository does not exist")
		c.fails("SHOW CREATE REPOSITORY FOR `repo`", "repository not exist.")
		c.fails("SHOW SNAPSHOT ON `repo`", "Repository repo does not exist")
		c.clock = c.clock.Add(time.Hour)
		c.must("CREATE READ ONLY REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(" + c.keysClause() + ")")
		if got := c.last("SHOW REPOSITORIES", "CreateTime"); got != "2026-11-23 07:30:00" {
			t.Errorf("an adopted repository was created %s", got)
		}
	})
}

// The texts are recorded in repository_lifecycle and repository_bad; 2.x from its source.
func TestShowCreateRepository(t *testing.T) {
	const head = "CREATE REPOSITORY repo \nWITH  S3  \nON LOCATION \"s3://backups/a\"\nPROPERTIES\n("
	endpoint := func(c *cluster) string { return "\"s3.endpoint\"  =  \"" + c.store.url + "\"" }
	tests := []struct {
		line string
		want func(c *cluster) string
	}{
		{"4.1", func(c *cluster) string {
			return head + "\"s3.access_key\"  =  \"*XXX\",\n\"s3.region\"  =  \"us-east-1\",\n\"use_path_style\"  =  \"true\",\n" + endpoint(c) +
				",\n\"s3.secret_key\"  =  \"*XXX\"\n)"
		}},
		{"3.0", func(c *cluster) string {
			return head + "\"s3.region\"  =  \"us-east-1\",\n" + endpoint(c) + ",\n\"s3.secret_key\"  =  \"*XXX\",\n\"s3.access_key\"  =  \"doriskey\",\n" +
				"\"use_path_style\"  =  \"true\",\n\"_DORIS_STORAGE_TYPE_\"  =  \"S3\"\n)"
		}},
		{"2.0", func(c *cluster) string {
			return head + "\"s3.region\"  =  \"us-east-1\",\n" + endpoint(c) + ",\n\"s3.secret_key\"  =  \"dorissecret\",\n\"s3.access_key\"  =  \"doriskey\",\n" +
				"\"use_path_style\"  =  \"true\",\n\"_DORIS_STORAGE_TYPE_\"  =  \"S3\"\n)"
		}},
	}
	for _, test := range tests {
		c := newCluster(t, test.line, nil)
		c.createRepository("repo")
		if got := c.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); got != test.want(c) {
			t.Errorf("%s: got\n%s\nwant\n%s", test.line, got, test.want(c))
		}
	}
}

func TestAWSNames(t *testing.T) {
	properties := func(c *cluster) string {
		return "CREATE REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(\"AWS_ENDPOINT\"=\"" + c.store.url +
			"\",\"AWS_REGION\"=\"us-east-1\",\"AWS_ACCESS_KEY\"=\"k\",\"AWS_SECRET_KEY\"=\"s\",\"use_path_style\"=\"true\")"
	}
	c := newCluster(t, "4.1", nil)
	c.must(properties(c))
	if got := c.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); !strings.HasSuffix(got, "PROPERTIES\n(\"use_path_style\"  =  \"true\"\n)") {
		t.Errorf("4.1: %s", got)
	}
	c = newCluster(t, "3.0", nil)
	c.must(properties(c))
	if got := c.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); !strings.Contains(got, "(\"s3.region\"  =  \"us-east-1\",\n\"s3.endpoint\"") || strings.Contains(got, "AWS_") {
		t.Errorf("3.0: %s", got)
	}
}

// The beginnings are recorded in repository_bad.
func TestCreateRepositoryRefuses(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := listener.Addr().String()
	listener.Close()
	const keys = `"s3.region"="us-east-1","s3.access_key"="k","s3.secret_key"="s","use_path_style"="true"`
	tests := []struct{ name, storage, location, properties, want41, want30 string }{
		{
			"r1", "S3", "s3://backups/a", `"s3.endpoint"="http://` + dead + `",` + keys,
			"Failed to create repository: Errors while getting file status java.net.ConnectException: Connection refused",
			"Failed to create repository: errors while get file status ",
		},
		{
			"r1", "S3", "s3://no-such-bucket/x", `"s3.endpoint"="<url>",` + keys,
			"Failed to create repository: Errors while getting file status software.amazon.awssdk.services.s3.model.NoSuchBucketException: The specified bucket does not exist. (Service: S3, Status Code: 404, Request ID: ",
			"Failed to create repository: errors while get file status `s3://no-such-bucket/x/__palo_repository_r1/__repo_info': getFileStatus on ",
		},
		{"r1", "S3", "", `"s3.endpoint"="<url>",` + keys, "You must specify a location on the repository", "You must specify a location on the repository"},
		{
			"r1", "S3", "backups/bad", `"s3.endpoint"="<url>",` + keys,
			"org.apache.doris.common.UserException: errCode = 2, detailMessage = Invalid scheme: backups/bad",
			"Invalid export path, there is no schema of URI found. please check your path.",
		},
		{
			"r1", "S3", "hdfs://backups/bad", `"s3.endpoint"="<url>",` + keys,
			"org.apache.doris.common.UserException: errCode = 2, detailMessage = Invalid scheme: hdfs://backups/bad",
			"Invalid export path hdfs://backups/bad. please use valid 's3://' path.",
		},
		{
			"r1", "S3", "s3://backups/bad", `"s3.region"="us-east-1","s3.access_key"="k","s3.secret_key"="s"`,
			"Failed to create repository: Errors while getting file status java.net.UnknownHostException: backups.s3.us-east-1.amazonaws.com",
			"Unexpected exception: org.apache.doris.common.DdlException: errCode = 2, detailMessage = Missing [s3.endpoint] in properties.",
		},
		{
			"r1", "S3", "s3://backups/bad", `"s3.endpoint"="<url>","s3.secret_key"="s"`, "Both the access key and the secret key must be set.",
			"Failed to create repository: errors while get file status profile file cannot be null",
		},
		{
			"r1", "S3", "s3://backups/bad", `"foo"="bar"`, "No supported storage type found. Please check your configuration.",
			"Unexpected exception: org.apache.doris.common.DdlException: errCode = 2, detailMessage = Missing [s3.endpoint] in properties.",
		},
		{
			"1bad", "S3", "s3://backups/bad", `"s3.endpoint"="<url>",` + keys,
			`Incorrect repository name '1bad', required format is '^[a-zA-Z\p{L}][a-zA-Z0-9\-_\p{L}]{0,255}$'`,
			"Incorrect repository name '1bad', required format is '^[a-zA-Z][a-zA-Z0-9-_]{0,63}$'",
		},
		{"r1", "BROKER `nobroker`", "hdfs://nn/x", `"username"="u"`, "broker does not exist: nobroker", "broker does not exist: nobroker"},
		{
			"r1", "HDFS", "hdfs://127.0.0.1:1/x", `"fs.defaultFS"="hdfs://` + dead + `","hadoop.username"="u"`,
			"Failed to create repository: errors while get file status Call From vm/127.0.0.1 to localhost:",
			"Failed to create repository: errors while get file status Call From vm/127.0.0.1 to localhost:",
		},
	}
	for _, line := range []string{"3.0", "4.1"} {
		c := newCluster(t, line, nil)
		for _, test := range tests {
			want := test.want41
			if line == "3.0" {
				want = test.want30
			}
			text := "CREATE REPOSITORY `" + test.name + "` WITH " + test.storage + " ON LOCATION \"" + test.location + "\" PROPERTIES(" +
				strings.ReplaceAll(test.properties, "<url>", c.store.url) + ")"
			_, err := c.exec(text)
			if err == nil || !strings.HasPrefix(detail(err), want) {
				t.Errorf("%s: %s\ngot  %v\nwant %s", line, text, err, want)
			}
		}
		if got := c.rows("SHOW REPOSITORIES"); len(got) != 0 {
			t.Errorf("%s: registered %q", line, got)
		}
	}
}

func TestOtherStorage(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.h.AddBroker("hb")
	c.must("CREATE REPOSITORY `h` WITH HDFS ON LOCATION \"hdfs://nn:8020/x\" PROPERTIES(\"fs.defaultFS\"=\"hdfs://nn:8020\",\"hadoop.username\"=\"u\")",
		"CREATE REPOSITORY `b` WITH BROKER `hb` ON LOCATION \"hdfs://nn/x\" PROPERTIES(\"username\"=\"u\",\"password\"=\"p\")",
		"CREATE REPOSITORY `z` WITH S3 ON LOCATION \"abfss://c@a/x\" PROPERTIES(\"azure.account_name\"=\"a\",\"azure.account_key\"=\"k\")")
	var kinds []string
	for _, row := range c.rows("SHOW REPOSITORIES") {
		kinds = append(kinds, row[5]+" "+row[6])
	}
	if got := strings.Join(kinds, ", "); got != "- HDFS, hb BROKER, - AZURE" {
		t.Errorf("kinds %s", got)
	}
	if got := c.last("SHOW CREATE REPOSITORY FOR `b`", "CreateStmt"); !strings.Contains(got, "WITH  BROKER hb \n") || strings.Contains(got, "\"p\"") {
		t.Errorf("broker: %s", got)
	}
	c.fails("SHOW CREATE REPOSITORY FOR `z`", "AZURE backend is not implemented")
	c.fails("ALTER REPOSITORY `h` PROPERTIES(\"hadoop.username\"=\"v\")", "Failed to alter repository: Only support alter s3 repository")
	c.shop("shop")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `h`")
	c.finishes("SHOW BACKUP FROM `shop`")
}

// The texts are recorded in repository_alter.
func TestAlterRepository(t *testing.T) {
	legacy, nereids := newCluster(t, "3.0", nil), newCluster(t, "4.1", nil)
	for _, c := range []*cluster{legacy, nereids} {
		c.createRepository("repo")
		c.clock = c.clock.Add(time.Hour)
		c.must("ALTER REPOSITORY `repo` PROPERTIES(\"s3.access_key\"=\"doriskey\",\"s3.secret_key\"=\"new\")")
		if got := c.last("SHOW REPOSITORIES", "CreateTime"); got != "2026-11-23 08:30:00" {
			t.Errorf("%s: CreateTime %s", c.profile.Name, got)
		}
		c.fails("ALTER REPOSITORY `no_such_repo` PROPERTIES(\"s3.access_key\"=\"a\",\"s3.secret_key\"=\"b\")", "Repository does not exist")
	}
	if got := legacy.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); !strings.HasSuffix(got,
		"\"_DORIS_STORAGE_TYPE_\"  =  \"S3\",\n\"use_path_style\"  =  \"true\"\n)") {
		t.Errorf("3.0 after ALTER: %s", got)
	}
	legacy.fails("ALTER REPOSITORY `repo` PROPERTIES(\"foo\"=\"bar\")", "alter repository only support ak/sk/token info of s3. unsupported properties: [foo]")
	nereids.must("ALTER REPOSITORY `repo` PROPERTIES(\"foo\"=\"bar\")")
	if got := nereids.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); !strings.Contains(got,
		"\"s3.secret_key\"  =  \"*XXX\",\n\"foo\"  =  \"bar\",\n\"s3.access_key\"  =  \"*XXX\"") {
		t.Errorf("after ALTER: %s", got)
	}
	nereids.fails("ALTER REPOSITORY `repo` PROPERTIES(\"s3.endpoint\"=\"http://127.0.0.1:1\")", "Repository ping failed with new properties")
	if _, err := newCluster(t, "2.0", nil).exec("ALTER REPOSITORY `repo` PROPERTIES(\"s3.access_key\"=\"a\")"); err == nil {
		t.Error("2.0 has ALTER REPOSITORY")
	}
}

// Old names of credentials work in ALTER too.
func TestAlterWithAWSNames(t *testing.T) {
	c := newCluster(t, "3.0", nil)
	c.createRepository("repo")
	c.must("ALTER REPOSITORY `repo` PROPERTIES(\"AWS_ACCESS_KEY\"=\"other\",\"AWS_SECRET_KEY\"=\"new\")")
	if got := c.last("SHOW CREATE REPOSITORY FOR `repo`", "CreateStmt"); !strings.Contains(got, "\"s3.access_key\"  =  \"other\"") || strings.Contains(got, "AWS_") {
		t.Errorf("after ALTER: %s", got)
	}
}

// 2.0 knows delete_if_exists; later lines ignore it.
func TestDeleteIfExists(t *testing.T) {
	for line, want := range map[string]string{"2.0": "2026-11-23 08:30:00", "3.0": "2026-11-23 07:30:00"} {
		c := newCluster(t, line, nil)
		c.createRepository("repo")
		c.must("DROP REPOSITORY `repo`")
		c.clock = c.clock.Add(time.Hour)
		c.must("CREATE REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(" + c.keysClause() + ",\"delete_if_exists\"=\"true\")")
		if got := c.last("SHOW REPOSITORIES", "CreateTime"); got != want {
			t.Errorf("%s: created %s, want %s", line, got, want)
		}
	}
}

// CREATE may fail although the repository is registered (DORIS.md "CREATE REPOSITORY").
func TestPingAfterCreate(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.h.FailPingAfterCreate(1)
	c.fails("CREATE REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES("+c.keysClause()+")",
		"Failed to create repository: failed to connect to the repo")
	if got := len(c.rows("SHOW REPOSITORIES")); got != 1 {
		t.Errorf("%d repositories", got)
	}
}

// Another name in __repo_info is refused, and taken over without a word by 2.0.
func TestStoredName(t *testing.T) {
	for line, want := range map[string]string{"2.0": "other", "3.0": ""} {
		c := newCluster(t, line, nil)
		layout := bucket.Layout{Location: "s3://backups/a", Repository: "repo"}
		store := bucket.NewS3(bucket.S3Config{Endpoint: c.store.url, Region: "us-east-1", AccessKey: "k", SecretKey: "s", PathStyle: true})
		if err := store.Put(t.Context(), layout.RepoInfo(), []byte(`{"create_time":"2026-01-01 00:00:00","name":"other"}`)); err != nil {
			t.Fatal(err)
		}
		_, err := c.exec("CREATE REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES(" + c.keysClause() + ")")
		if want == "" {
			if err == nil || !strings.HasPrefix(detail(err), "Failed to create repository: Invalid repository __repo_info, expected repo 'repo', but get name 'other' from ") {
				t.Errorf("%s: %v", line, err)
			}
			continue
		}
		if got := c.last("SHOW REPOSITORIES", "RepoName"); err != nil || got != want {
			t.Errorf("%s: %v, %s", line, err, got)
		}
	}
}

// The ping every ten minutes fills ErrMsg.
func TestErrMsg(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.createRepository("repo")
	c.ticks(1)
	for _, key := range c.store.keys(t, "__repo_info") {
		if _, err := c.store.back.DeleteObject("backups", key); err != nil {
			t.Fatal(err)
		}
	}
	c.clock = c.clock.Add(10 * time.Minute)
	c.ticks(1)
	want := "2026-11-23 07:40:02: remote path does not exist: s3://backups/a/__palo_repository_repo/__repo_info"
	if got := c.last("SHOW REPOSITORIES", "ErrMsg"); got != want {
		t.Errorf("ErrMsg %q, want %q", got, want)
	}
}
