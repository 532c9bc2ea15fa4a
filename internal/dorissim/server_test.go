// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-mysql-org/go-mysql/client"
	protocol "github.com/go-mysql-org/go-mysql/mysql"
	"github.com/go-sql-driver/mysql"
)

// startServer starts a server whose daemon moves only by Tick.
func startServer(t *testing.T, options Options) *Server {
	t.Helper()
	if options.Tick == 0 {
		options.Tick = -1
	}
	server, err := Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

// open is a pool of one user; parameters change the driver's settings.
func open(t *testing.T, server *Server, user, password string, change ...func(*mysql.Config)) *sql.DB {
	t.Helper()
	config := mysql.NewConfig()
	config.Net, config.Addr, config.User, config.Passwd = "tcp", server.Addr(), user, password
	config.Logger = &mysql.NopLogger{}
	for _, c := range change {
		c(config)
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

// one is the first value of a query.
func one(t *testing.T, pool *sql.DB, query string) string {
	t.Helper()
	var value sql.NullString
	if err := pool.QueryRow(query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if !value.Valid {
		return "NULL"
	}
	return value.String
}

func code(err error) uint16 {
	if packet, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return packet.Number
	}
	return 0
}

func TestLogin(t *testing.T) {
	server := startServer(t, Options{Seed: "CREATE USER 'u'@'%' IDENTIFIED BY 'secret'; CREATE DATABASE shop"})
	if got := one(t, open(t, server, "root", ""), "SELECT CURRENT_USER()"); got != "'root'@'%'" {
		t.Errorf("root is %s", got)
	}
	if got := one(t, open(t, server, "u", "secret"), "SELECT USER()"); got != "'u'@'127.0.0.1'" {
		t.Errorf("u is %s", got)
	}
	for _, test := range []struct{ user, password string }{{"u", "wrong"}, {"u", ""}, {"stranger", ""}, {"stranger", "x"}, {"root", "x"}} {
		if err := open(t, server, test.user, test.password).Ping(); code(err) != 1045 {
			t.Errorf("%s with password %q: got %v, want 1045", test.user, test.password, err)
		}
	}
	inShop := func(c *mysql.Config) { c.DBName = "shop" }
	if got := one(t, open(t, server, "root", "", inShop), "SELECT DATABASE()"); got != "shop" {
		t.Errorf("the database of the connection is %s", got)
	}
	nowhere := func(c *mysql.Config) { c.DBName = "nowhere" }
	if err := open(t, server, "root", "", nowhere).Ping(); code(err) != 1049 || !strings.Contains(err.Error(), "Unknown database 'nowhere'") {
		t.Errorf("an unknown database gives %v", err)
	}
	if err := open(t, server, "root", "", func(c *mysql.Config) { c.TLSConfig = "skip-verify" }).Ping(); !errors.Is(err, mysql.ErrNoTLS) {
		t.Errorf("TLS gives %v, want a refusal", err)
	}
}

// Several statements in one text all run; without the capability the client sees the last result (DORIS.md "One statement, one text").
func TestSeveralStatements(t *testing.T) {
	server := startServer(t, Options{})
	text := "SELECT 1; CREATE DATABASE a; SELECT 'x;y'"
	if got := one(t, open(t, server, "root", ""), text); got != "x;y" {
		t.Errorf("the client sees %q", got)
	}
	if _, _, err := server.Query("SHOW CREATE DATABASE `a`"); err != nil {
		t.Errorf("the second statement did not run: %v", err)
	}
	// This driver sets the capability only when a server offers it, and Doris does not.
	if got := one(t, open(t, server, "root", "", func(c *mysql.Config) { c.MultiStatements = true }), "SELECT 1; SELECT 2"); got != "2" {
		t.Errorf("the client sees %q", got)
	}
	// Others set it all the same.
	c, err := client.Connect(server.Addr(), "root", "", "", func(c *client.Conn) error {
		return c.SetCapability(protocol.CLIENT_MULTI_STATEMENTS)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	var seen []string
	_, err = c.ExecuteMultiple("SELECT 1; SELECT 2", func(r *protocol.Result, err error) {
		if err != nil {
			t.Error(err)
			return
		}
		value, _ := r.GetString(0, 0)
		seen = append(seen, value)
	})
	if err != nil || !slices.Equal(seen, []string{"1", "2"}) {
		t.Errorf("a client with CLIENT_MULTI_STATEMENTS sees %q (%v)", seen, err)
	}
}

func TestPrepareIsRefused(t *testing.T) {
	server := startServer(t, Options{})
	statement, err := open(t, server, "root", "").Prepare("SELECT ?")
	if statement != nil {
		defer func() { _ = statement.Close() }()
	}
	if err == nil || !strings.Contains(err.Error(), "not supported for prepare statement") {
		t.Errorf("got %v", err)
	}
}

func TestSessions(t *testing.T) {
	server := startServer(t, Options{})
	ctx := context.Background()
	pool := open(t, server, "root", "")
	first, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	second, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	zone := func(c *sql.Conn, query string) (value string) {
		if err := c.QueryRowContext(ctx, query).Scan(&value); err != nil {
			t.Fatal(err)
		}
		return value
	}
	set := func(c *sql.Conn, text string) {
		if _, err := c.ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	set(first, "SET time_zone = '+09:00'")
	if got := zone(first, "SELECT @@time_zone"); got != "+09:00" {
		t.Errorf("the session's zone is %s", got)
	}
	if got := zone(second, "SELECT @@session.time_zone"); got != "UTC" {
		t.Errorf("another session's zone is %s", got)
	}
	set(second, "SET GLOBAL time_zone = 'Asia/Shanghai'")
	if got := zone(second, "SELECT @@time_zone"); got != "Asia/Shanghai" {
		t.Errorf("SET GLOBAL leaves the session in %s (recorded: time_zones)", got)
	}
	if got := zone(first, "SELECT @@global.time_zone"); got != "Asia/Shanghai" {
		t.Errorf("the global zone is %s", got)
	}
	if zone(first, "SELECT CONNECTION_ID()") == zone(second, "SELECT CONNECTION_ID()") {
		t.Error("two connections have one id")
	}
}

func TestStatementsAreRecorded(t *testing.T) {
	server := startServer(t, Options{})
	pool := open(t, server, "root", "")
	one(t, pool, "SELECT 1")
	one(t, pool, "SELECT 2")
	if err := server.Exec("CREATE DATABASE quiet"); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, s := range server.Statements() {
		texts = append(texts, s.User+": "+s.Text)
	}
	if !slices.Equal(texts, []string{"root: SELECT 1", "root: SELECT 2"}) {
		t.Errorf("recorded %q", texts)
	}
	server.ResetStatements()
	if len(server.Statements()) != 0 {
		t.Error("ResetStatements keeps statements")
	}
}

func TestDropFaults(t *testing.T) {
	server := startServer(t, Options{})
	single := func(pool *sql.DB, text string) error {
		c, err := pool.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		_, err = c.ExecContext(context.Background(), text)
		return err
	}
	pool := open(t, server, "root", "")
	server.DropBefore("CREATE DATABASE", 1)
	if err := single(pool, "create  database a"); err == nil || code(err) != 0 {
		t.Errorf("DropBefore: got %v, want a broken connection", err)
	}
	server.DropAfter("CREATE DATABASE", 1)
	if err := single(pool, "CREATE DATABASE b"); err == nil || code(err) != 0 {
		t.Errorf("DropAfter: got %v, want a broken connection", err)
	}
	if err := single(pool, "CREATE DATABASE c"); err != nil {
		t.Errorf("the fault acts more often than asked: %v", err)
	}
	for name, want := range map[string]bool{"a": false, "b": true, "c": true} {
		if got := server.catalog.HasDatabase(name); got != want {
			t.Errorf("database %s exists: %t, want %t", name, got, want)
		}
	}
}

func TestHoldAndDelay(t *testing.T) {
	server := startServer(t, Options{})
	pool := open(t, server, "root", "")
	for _, test := range []struct {
		name string
		hold func(string) *Gate
		done bool // the statement took effect while it is held
	}{{"before", server.HoldBefore, false}, {"answer", server.HoldAnswer, true}} {
		gate := test.hold("CREATE DATABASE")
		answered := make(chan error, 1)
		go func() {
			_, err := pool.Exec("CREATE DATABASE held_" + test.name)
			answered <- err
		}()
		select {
		case <-gate.Reached:
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: no statement stands at the gate", test.name)
		}
		if got := server.catalog.HasDatabase("held_" + test.name); got != test.done {
			t.Errorf("%s: took effect: %t, want %t", test.name, got, test.done)
		}
		select {
		case err := <-answered:
			t.Errorf("%s: answered before the release: %v", test.name, err)
		default:
		}
		gate.Release()
		gate.Release()
		if err := <-answered; err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	server.Delay("SELECT", 50*time.Millisecond)
	began := time.Now()
	one(t, pool, "SELECT 1")
	if waited := time.Since(began); waited < 50*time.Millisecond {
		t.Errorf("the answer came after %s", waited)
	}
	server.Delay("SELECT", 0)
	if len(server.faults.list) != 0 {
		t.Errorf("%d faults are left", len(server.faults.list))
	}
}

func TestFailStatement(t *testing.T) {
	server := startServer(t, Options{Profile: "3.0"})
	pool := open(t, server, "root", "")
	server.FailStatement("CREATE DATABASE", "Another backup or restore job is being submitted. Please wait and try again", 1)
	_, err := pool.Exec("CREATE DATABASE a")
	if code(err) != 5064 || !strings.Contains(err.Error(), "errCode = 2, detailMessage = Another backup") {
		t.Errorf("got %v", err)
	}
	if _, err := pool.Exec("CREATE DATABASE a"); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

func TestRefuseAndRestart(t *testing.T) {
	server := startServer(t, Options{})
	address := server.Addr()
	pool := open(t, server, "root", "")
	one(t, pool, "SELECT 1")
	server.Refuse(true)
	if c, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		_ = c.Close()
		t.Error("a connection is accepted")
	}
	server.Refuse(false)
	if got := one(t, pool, "SELECT 1"); got != "1" {
		t.Errorf("got %s", got)
	}
	if _, err := pool.Exec(`ADMIN SET FRONTEND CONFIG ("backup_job_default_timeout_ms" = "1000")`); err != nil {
		t.Fatal(err)
	}
	c, err := pool.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	server.Restart()
	if err := c.QueryRowContext(context.Background(), "SELECT 1").Scan(new(string)); err == nil {
		t.Error("a connection outlives the restart")
	}
	if server.Addr() != address {
		t.Errorf("the address changed from %s to %s", address, server.Addr())
	}
	if value, _ := server.lookConfig("backup_job_default_timeout_ms"); value != "86400000" {
		t.Errorf("a config that was set outlives the restart: %s", value)
	}
}

func TestCloseTwice(t *testing.T) {
	server := startServer(t, Options{Tick: time.Millisecond})
	gate := server.HoldBefore("SELECT")
	pool := open(t, server, "root", "")
	answered := make(chan error, 1)
	go func() { answered <- pool.QueryRow("SELECT 1").Scan(new(string)) }()
	<-gate.Reached
	for range 2 {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-answered; err == nil {
		t.Error("a held statement is answered after the end")
	}
	if err := pool.Ping(); err == nil {
		t.Error("a closed server accepts connections")
	}
}

func TestLike(t *testing.T) {
	for _, test := range []struct {
		text, pattern string
		want          bool
	}{
		{"version_comment", "version_comment", true},
		{"version_comment", "%COMM%", true},
		{"ab", "a_", true},
		{"ab", "_", false},
		{"a_b", `a\_b`, true},
		{"axb", `a\_b`, false},
		{"", "%", true},
		{"abc", "a%c%", true},
		{"abc", "b%", false},
	} {
		if got := like(test.text, test.pattern); got != test.want {
			t.Errorf("like(%q, %q) = %t", test.text, test.pattern, got)
		}
	}
}

func TestParseZone(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{"+09:00": "09:00", "+9:00": "09:00", "-01:30": "22:30", "CST": "08:00", "Asia/Shanghai": "08:00", "UTC": "00:00"} {
		zone, ok := parseZone(name)
		if got := at.In(zone).Format("15:04"); !ok || got != want {
			t.Errorf("%s: midnight in UTC is %s (%t), want %s", name, got, ok, want)
		}
	}
	for _, name := range []string{"Nowhere/City", "+15:00", "-12:30", "9"} {
		if _, ok := parseZone(name); ok {
			t.Errorf("%s is a zone", name)
		}
	}
}
