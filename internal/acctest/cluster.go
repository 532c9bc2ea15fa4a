// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"crypto/rand"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// Cluster is the Doris cluster that a test aims the provider at.
type Cluster struct {
	Endpoints []string
	Username  string
	Password  string
	Storage   *Storage

	t      *testing.T
	suffix string // tells this test's names from those of any other test
	names  []string
	sim    *dorissim.Server // nil when it is a real one
	sql    *connection
}

// Option changes what NewCluster starts. A real cluster is what it is and heeds only SharesStorageWith.
type Option func(*settings)

type settings struct {
	sim     dorissim.Options
	ownS3   bool
	sibling *Cluster
}

// Profile chooses the Doris version of the stand-in, such as "3.0"; 4.1 otherwise.
func Profile(version string) Option { return func(s *settings) { s.sim.Profile = version } }

// Tick sets the period of the stand-in's job daemon; 5 ms otherwise.
func Tick(period time.Duration) Option { return func(s *settings) { s.sim.Tick = period } }

// Backends sets how many alive backends the stand-in lists; 3 otherwise.
func Backends(number int) Option { return func(s *settings) { s.sim.Backends = number } }

// Frontends gives the stand-in so many frontends, which elect another master after a while when theirs is lost.
func Frontends(number int, election time.Duration) Option {
	return func(s *settings) { s.sim.Frontends, s.sim.Election = number, election }
}

// NoQueries gives the stand-in backends that take the tasks of jobs and answer no queries.
func NoQueries() Option { return func(s *settings) { s.sim.NoQueries = true } }

// OwnS3 gives the stand-in an S3 server of its own instead of the one that all tests share.
func OwnS3() Option { return func(s *settings) { s.ownS3 = true } }

// SharesStorageWith makes this a second cluster which sees the same bucket, and which names things as the first one does.
func SharesStorageWith(first *Cluster) Option { return func(s *settings) { s.sibling = first } }

// NewCluster starts a stand-in, or takes the real cluster of DORIS_TEST_ENDPOINTS. It is cleaned up when the test ends.
func NewCluster(t *testing.T, options ...Option) *Cluster {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run a real CLI: set TF_ACC=1, as make testacc does")
	}
	chosen := settings{sim: dorissim.Options{Tick: 5 * time.Millisecond}}
	for _, option := range options {
		option(&chosen)
	}
	c := &Cluster{t: t, Username: "root", suffix: strings.ToLower(rand.Text()[:8])}
	if chosen.sibling != nil {
		c.suffix, c.Storage = chosen.sibling.suffix, chosen.sibling.Storage
	}
	if Real() {
		c.takeReal(chosen)
	} else {
		c.startSim(chosen)
	}
	c.sql = connect(c.Endpoints, c.Username, c.Password)
	t.Cleanup(c.cleanUp)
	return c
}

// Real reports whether tests run against a real cluster.
func Real() bool { return os.Getenv("DORIS_TEST_ENDPOINTS") != "" }

func (c *Cluster) startSim(chosen settings) {
	c.t.Helper()
	switch {
	case c.Storage != nil:
	case chosen.ownS3:
		c.Storage = ownStorage(c.t)
	case os.Getenv("DORIS_TEST_S3_ENDPOINT") != "":
		c.Storage = realStorage(c.t)
	default:
		server, err := sharedS3()
		if err != nil {
			c.t.Fatalf("the embedded S3 server did not start: %v", err)
		}
		c.Storage = embeddedStorage(server)
	}
	if chosen.sibling == nil && c.Storage.server != nil {
		// The embedded server walks over the whole bucket to list a part of it.
		c.t.Cleanup(func() { c.Storage.server.Delete(c.Storage.Bucket, path.Join("tfacc", c.suffix)+"/") })
	}
	sim, err := dorissim.Start(chosen.sim)
	if err != nil {
		c.t.Fatalf("the stand-in did not start: %v", err)
	}
	c.t.Cleanup(func() { _ = sim.Close() })
	c.sim, c.Endpoints = sim, nil
	for _, frontend := range sim.Frontends() {
		c.Endpoints = append(c.Endpoints, frontend.Addr())
	}
}

func (c *Cluster) takeReal(chosen settings) {
	c.t.Helper()
	variable := "DORIS_TEST_ENDPOINTS"
	if chosen.sibling != nil {
		variable = "DORIS_TEST_SECOND_ENDPOINTS"
	}
	endpoints := os.Getenv(variable)
	if endpoints == "" {
		c.t.Skipf("needs a second cluster that sees the same bucket: set %s", variable)
	}
	for endpoint := range strings.SplitSeq(endpoints, ",") {
		c.Endpoints = append(c.Endpoints, strings.TrimSpace(endpoint))
	}
	c.Username = environment("DORIS_TEST_USERNAME", "root")
	c.Password = os.Getenv("DORIS_TEST_PASSWORD")
	if c.Storage == nil {
		c.Storage = realStorage(c.t)
	}
}

// Sim is the stand-in, for tests that drive it: hold a state, restart, count statements. A real cluster skips the test.
func (c *Cluster) Sim(t *testing.T) *dorissim.Server {
	t.Helper()
	if c.sim == nil {
		t.Skip("drives the stand-in (faults, job journal, statement count), which a real cluster does not let a test do")
	}
	return c.sim
}

// SimS3 is the embedded S3 server, for tests that revoke keys or delete objects. Ask for OwnS3 when others must not
// notice. Real storage skips the test.
func (c *Cluster) SimS3(t *testing.T) *dorissim.S3 {
	t.Helper()
	if c.Storage.server == nil {
		t.Skip("drives the embedded S3 server, which real storage does not let a test do")
	}
	return c.Storage.server
}

// Name makes a name of a database, repository or snapshot unique to this test. On cleanup, databases and repositories
// of that name are dropped.
func (c *Cluster) Name(name string) string {
	unique := "tfacc_" + name + "_" + c.suffix
	if !slices.Contains(c.names, unique) {
		c.names = append(c.names, unique)
	}
	return unique
}

// Location is where a repository of this test may lie. Two clusters that share storage get the same one.
func (c *Cluster) Location(name string) string {
	return "s3://" + c.Storage.Bucket + "/" + path.Join("tfacc", c.suffix, name)
}

// S3Block is the argument `s3 = {...}` of a doris_repository that reaches Location.
func (c *Cluster) S3Block() string { return c.Storage.Block() }

// Provider is the provider block that reaches this cluster; further lines are put into it as they are.
func (c *Cluster) Provider(lines ...string) string { return c.provider("", lines) }

// ProviderAlias is the same under an alias. Mind that the test framework makes all aliases of a
// provider one server: the last one configured wins. See TestAccGuideMoving for two clusters in one configuration.
func (c *Cluster) ProviderAlias(alias string, lines ...string) string {
	return c.provider(alias, lines)
}

func (c *Cluster) provider(alias string, lines []string) string {
	var b strings.Builder
	b.WriteString("provider \"doris\" {\n")
	if alias != "" {
		fmt.Fprintf(&b, "  alias     = %q\n", alias)
	}
	fmt.Fprintf(&b, "  endpoints = [%s]\n  username  = %q\n  password  = %q\n", quoteAll(c.Endpoints), c.Username, c.Password)
	if c.sim != nil && !strings.Contains(strings.Join(lines, "\n"), "poll_interval") {
		b.WriteString("  poll_interval = \"100ms\"\n")
	}
	for _, line := range lines {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func quoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(quoted, ", ")
}

// Exec runs statements, separated by semicolons at line ends, as the test user.
func (c *Cluster) Exec(statements string) {
	c.t.Helper()
	if err := c.sql.exec(statements); err != nil {
		c.t.Fatal(err)
	}
}

// Query runs one statement as the test user. NULL is `\N`.
func (c *Cluster) Query(statement string) [][]string {
	c.t.Helper()
	rows, err := c.sql.query(statement)
	if err != nil {
		c.t.Fatal(err)
	}
	return rows
}

// WantRows compares the number of rows of a table. On a cluster whose backends answer no queries rows cannot be counted;
// then the log says so, and the rest of the test stands.
func (c *Cluster) WantRows(t *testing.T, database, table, want string) {
	t.Helper()
	rows, err := c.sql.query("SELECT COUNT(*) FROM `" + database + "`.`" + table + "`")
	switch {
	case err != nil && computesNothing(err):
		t.Logf("rows of %s.%s are not compared: the backends of this cluster answer no queries", database, table)
	case err != nil:
		t.Error(err)
	case rows[0][0] != want:
		t.Errorf("%s.%s has %s rows, want %s", database, table, rows[0][0], want)
	}
}

// NeedQueries skips a test that queries tables where the backends of the cluster answer no queries. The table must exist.
func (c *Cluster) NeedQueries(t *testing.T, database, table string) {
	t.Helper()
	if _, err := c.sql.query("SELECT COUNT(*) FROM `" + database + "`.`" + table + "`"); err != nil {
		if computesNothing(err) {
			t.Skip("queries a table, and the backends of this cluster answer no queries")
		}
		t.Fatal(err)
	}
}

// computesNothing recognises what a frontend says of a statement that needs a backend to compute, where none does
// (recorded: properties_read, skipped_objects).
func computesNothing(err error) bool {
	for _, words := range []string{"No backend available", "There is no scanNode Backend", "send fragments failed"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// cleanUp drops what the test left. Jobs are cancelled first: they would hold databases and repositories. Errors are
// expected, most of the names are not there any more.
func (c *Cluster) cleanUp() {
	if c.sim == nil {
		for _, name := range c.names {
			_ = c.sql.exec("CANCEL BACKUP FROM `" + name + "`")
			_ = c.sql.exec("CANCEL RESTORE FROM `" + name + "`")
		}
		for _, name := range c.names {
			_ = c.sql.exec("DROP REPOSITORY `" + name + "`")
			_ = c.sql.exec("DROP DATABASE IF EXISTS `" + name + "` FORCE")
		}
	}
	c.sql.close()
}
