// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// deadPort is an address that refuses connections.
func deadPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// silentPort is an address that accepts connections and says nothing.
func silentPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

func clock(string) fakeAnswer { return table("UNIX_TIMESTAMP()", []any{"1795420067"}) }

// A user may begin in another catalog; a frontend that knows none is used as it is.
func TestEveryConnectionIsInCatalogInternal(t *testing.T) {
	for _, refuses := range []bool{false, true} {
		fe := startFrontend(t, clock)
		fe.noCatalogs = refuses
		client := openClient(t, nil, fe.address())
		if _, err := client.Now(context.Background()); err != nil {
			t.Errorf("refuses %v: %v", refuses, err)
		}
		if fe.switches != 1 {
			t.Errorf("refuses %v: switched %d times", refuses, fe.switches)
		}
	}
}

// Backslashes are read as they are written whatever sql_mode is global, and nobody else's statement gets that connection.
func TestBackslashesAreReadAsWritten(t *testing.T) {
	fe := startFrontend(t, nil)
	client := openClient(t, nil, fe.address())
	for _, secret := range []string{`a\b-canary`, "plain-canary"} {
		if err := client.AlterRepository(context.Background(), "r", map[string]string{"s3.secret_key": secret}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{`SET sql_mode = "ONLY_FULL_GROUP_BY"`, "ALTER REPOSITORY `r` PROPERTIES(\"s3.secret_key\"=\"a\\\\b-canary\")", "ALTER REPOSITORY `r` PROPERTIES(\"s3.secret_key\"=\"plain-canary\")"}
	if got := fe.asked(); !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
	if fe.switches != 2 {
		t.Errorf("%d connections, want one for the secret and another one", fe.switches)
	}
}

// What breaks before a statement is sent leaves no doubt about that statement.
func TestNothingIsSentWhereTheModeIsNotSet(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	fe := startFrontend(t, func(sql string) fakeAnswer {
		if strings.HasPrefix(sql, "SET sql_mode") {
			return fakeAnswer{until: release}
		}
		return fakeAnswer{}
	})
	client := openClient(t, nil, fe.address())
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	err := client.AlterRepository(ctx, "r", map[string]string{"s3.secret_key": `a\b-canary`})
	if KindOf(err) != KindCancelled || fe.count("ALTER") != 0 {
		t.Errorf("kind %d, %v; asked %q", KindOf(err), err, fe.asked())
	}
}

func TestReadFailsOverToTheNextFrontend(t *testing.T) {
	fe := startFrontend(t, clock)
	client := openClient(t, nil, deadPort(t), fe.address())
	now, err := client.Now(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Unix(1795420067, 0).UTC(); !now.Equal(want) {
		t.Errorf("got %v, want %v", now, want)
	}
}

func TestReadIsAskedAgainWhenTheConnectionBreaks(t *testing.T) {
	first := startFrontend(t, func(string) fakeAnswer { return fakeAnswer{cut: true} })
	second := startFrontend(t, clock)
	client := openClient(t, nil, first.address(), second.address())
	if _, err := client.Now(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := second.count("SELECT UNIX_TIMESTAMP()"); n != 1 {
		t.Errorf("the second frontend was asked %d times", n)
	}
}

func TestReadGoesOnWhenAFrontendHasNoMaster(t *testing.T) {
	first := startFrontend(t, func(string) fakeAnswer {
		return refused(1105, "Node catalog is not ready, please wait for a while.")
	})
	second := startFrontend(t, clock)
	client := openClient(t, nil, first.address(), second.address())
	if _, err := client.Now(context.Background()); err != nil {
		t.Fatal(err)
	}
	alone := openClient(t, func(cfg *Config) { cfg.Limits = quick }, first.address())
	if _, err := alone.Now(context.Background()); KindOf(err) != KindNotMaster {
		t.Errorf("one frontend without master: %v", err)
	}
}

func TestWriteIsNeverSentTwice(t *testing.T) {
	first := startFrontend(t, func(string) fakeAnswer { return fakeAnswer{cut: true} })
	second := startFrontend(t, nil)
	client := openClient(t, nil, first.address(), second.address())
	client.frontends.masterUntil = time.Now().Add(time.Hour) // no look-ups between
	err := client.SubmitBackup(context.Background(), BackupSpec{Database: "shop", Label: "l", Repository: "r"})
	if KindOf(err) != KindConnectionLost {
		t.Fatalf("got %v (kind %d), want KindConnectionLost", err, KindOf(err))
	}
	if !strings.Contains(err.Error(), "not known") || !strings.Contains(err.Error(), first.address()) {
		t.Errorf("the error does not say so: %v", err)
	}
	if n := first.count("BACKUP") + second.count("BACKUP"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestWriteAfterAnIdleConnectionDied(t *testing.T) {
	fe := startFrontend(t, nil)
	client := openClient(t, nil, fe.address())
	for range 3 {
		if err := client.CancelBackup(context.Background(), "shop"); err != nil {
			t.Fatalf("an idle connection that died became an error: %v", err)
		}
		fe.hangUp()
	}
	if n := fe.count("CANCEL BACKUP"); n != 3 {
		t.Errorf("sent %d times, want 3", n)
	}
}

func TestWriteAfterARestart(t *testing.T) {
	fe := startFrontend(t, nil)
	client := openClient(t, nil, fe.address())
	if err := client.CancelBackup(context.Background(), "shop"); err != nil {
		t.Fatal(err)
	}
	fe.stop()
	if err := client.CancelBackup(context.Background(), "shop"); KindOf(err) != KindUnreachable {
		t.Errorf("stopped: %v", err)
	}
	fe.restart()
	if err := client.CancelBackup(context.Background(), "shop"); err != nil {
		t.Errorf("restarted: %v", err)
	}
}

func TestUnreachableNamesEveryEndpoint(t *testing.T) {
	dead, silent := deadPort(t), silentPort(t)
	client := openClient(t, func(cfg *Config) { cfg.ConnectTimeout = 100 * time.Millisecond }, dead, silent, "no-such-host.invalid:9030")
	_, err := client.Now(context.Background())
	var unreachable *Unreachable
	if !errors.As(err, &unreachable) || KindOf(err) != KindUnreachable {
		t.Fatalf("got %v", err)
	}
	text := err.Error()
	for _, want := range []string{dead + " (connection refused)", silent + " (no answer within 100ms: it accepts the connection and sends no greeting)", "no-such-host.invalid:9030 ("} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if len(unreachable.Attempts) != 3 || unreachable.Attempts[0].Endpoint != dead {
		t.Errorf("attempts: %v", unreachable.Attempts)
	}
}

func TestRoundOverSilentEndpointsIsBounded(t *testing.T) {
	var endpoints []string
	for range 12 {
		endpoints = append(endpoints, silentPort(t))
	}
	client := openClient(t, func(cfg *Config) { cfg.ConnectTimeout = 200 * time.Millisecond }, endpoints...)
	began := time.Now()
	_, err := client.Now(context.Background())
	if KindOf(err) != KindUnreachable {
		t.Fatalf("got %v", err)
	}
	took := time.Since(began)
	if took > longestRound+time.Second {
		t.Errorf("a round took %v", took)
	}
	// Others need not wait as long again.
	began = time.Now()
	if _, err := client.Repositories(context.Background()); KindOf(err) != KindUnreachable {
		t.Errorf("got %v", err)
	}
	if again := time.Since(began); again > took/4 {
		t.Errorf("the next statement waited %v again", again)
	}
}

func TestRefusedLoginIsAccessDenied(t *testing.T) {
	fe := startFrontend(t, nil)
	client := openClient(t, func(cfg *Config) { cfg.Password = "another-canary" }, fe.address(), silentPort(t))
	_, err := client.Now(context.Background())
	if KindOf(err) != KindAccessDenied || !LoginRefused(err) {
		t.Fatalf("got %v", err)
	}
	if LoginRefused(&Error{Kind: KindAccessDenied, Code: 1227, Message: "Access denied; you need ..."}) {
		t.Error("a missing privilege is no refused login")
	}
	if text := err.Error(); !strings.Contains(text, "Access denied for user") || strings.Contains(text, "canary") {
		t.Errorf("text: %s", text)
	}
}

func TestContextEndsAStatement(t *testing.T) {
	never := make(chan struct{})
	fe := startFrontend(t, func(string) fakeAnswer { return fakeAnswer{until: never} })
	t.Cleanup(func() { close(never) })
	client := openClient(t, nil, fe.address())

	deadline, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := client.Now(deadline)
	if !errors.Is(err, context.DeadlineExceeded) || KindOf(err) != KindCancelled {
		t.Errorf("read at its deadline: %v (kind %d)", err, KindOf(err))
	}
	if text := err.Error(); strings.Contains(text, "context") || !strings.Contains(text, "did not answer SELECT UNIX_TIMESTAMP()") {
		t.Errorf("text: %s", text)
	}

	interrupted, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, interrupt)
	err = client.SubmitBackup(interrupted, BackupSpec{Database: "shop", Label: "l", Repository: "r"})
	if !errors.Is(err, context.Canceled) || KindOf(err) != KindConnectionLost {
		t.Errorf("interrupted submission: %v (kind %d)", err, KindOf(err))
	}
	sent := fe.count("BACKUP")
	err = client.SubmitBackup(interrupted, BackupSpec{Database: "shop", Label: "l", Repository: "r"})
	if !errors.Is(err, context.Canceled) || KindOf(err) == KindConnectionLost || fe.count("BACKUP") != sent {
		t.Errorf("submission with an ended context: %v (kind %d)", err, KindOf(err))
	}
}

func TestContextEndsConnecting(t *testing.T) {
	client := openClient(t, nil, silentPort(t))
	deadline, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := client.Now(deadline)
	if KindOf(err) != KindUnreachable || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "(no answer within ") {
		t.Errorf("deadline: %v", err)
	}
	interrupted, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, interrupt)
	_, err = client.Now(interrupted)
	if KindOf(err) != KindCancelled || !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "context") {
		t.Errorf("interrupted: %v", err)
	}
}

// frontendTable is SHOW FRONTENDS as seen by the frontend connected.
func frontendTable(connected, master string, addresses ...string) fakeAnswer {
	answer := table("Host QueryPort IsMaster ClusterId CurrentConnected")
	for _, address := range addresses {
		host, port := splitAddress(address)
		answer.rows = append(answer.rows, []any{host, port, yes(address == master, "true", "false"), "7", yes(address == connected, "Yes", "No")})
	}
	return answer
}

func yes(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func TestMasterIsPreferred(t *testing.T) {
	for _, test := range []struct {
		name   string
		hidden bool // Doris knows the frontends under other addresses
	}{{"by address", false}, {"by asking each", true}} {
		t.Run(test.name, func(t *testing.T) {
			follower, other, master := startFrontend(t, nil), startFrontend(t, nil), startFrontend(t, nil)
			all := []*fakeFrontend{follower, other, master}
			names := []string{follower.address(), other.address(), master.address()}
			if test.hidden {
				names = []string{"10.0.0.1:9030", "10.0.0.2:9030", "10.0.0.3:9030"}
			}
			for i, fe := range all {
				fe.setAnswer(func(sql string) fakeAnswer {
					if sql == "SHOW FRONTENDS" {
						return frontendTable(names[i], names[2], names...)
					}
					return clock(sql)
				})
			}
			client := openClient(t, nil, follower.address(), other.address(), master.address())
			for range 5 {
				if _, err := client.Now(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			if n := master.count("SELECT"); n != 5 {
				t.Errorf("the master was asked %d times of 5", n)
			}
			if n := follower.count("SHOW FRONTENDS") + other.count("SHOW FRONTENDS") + master.count("SHOW FRONTENDS"); n > 3 {
				t.Errorf("looked for the master %d times", n)
			}
			master.stop()
			if _, err := client.Now(context.Background()); err != nil {
				t.Errorf("without the master: %v", err)
			}
		})
	}
}

func TestMasterThatIsDead(t *testing.T) {
	silent := silentPort(t)
	follower := startFrontend(t, nil)
	follower.setAnswer(func(sql string) fakeAnswer {
		if sql == "SHOW FRONTENDS" {
			return frontendTable(follower.address(), silent, follower.address(), silent)
		}
		return clock(sql)
	})
	client := openClient(t, func(cfg *Config) { cfg.ConnectTimeout = 200 * time.Millisecond }, follower.address(), silent)
	began := time.Now()
	for range 20 {
		if _, err := client.Now(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("20 statements took %v: the dead master was waited for each time", took)
	}
	if n := follower.count("SHOW FRONTENDS"); n != 1 {
		t.Errorf("looked for the master %d times", n)
	}
}

func TestMasterIsNotLookedForWithOneEndpoint(t *testing.T) {
	fe := startFrontend(t, clock)
	client := openClient(t, nil, fe.address())
	if _, err := client.Now(context.Background()); err != nil {
		t.Fatal(err)
	}
	if asked := fe.asked(); len(asked) != 1 {
		t.Errorf("asked: %q", asked)
	}
}

func TestOpenChecksTheConfiguration(t *testing.T) {
	for _, test := range []struct {
		name string
		cfg  Config
		want string
	}{
		{"no endpoint", Config{Username: "u"}, "no endpoint"},
		{"no port", Config{Username: "u", Endpoints: []string{"fe1"}}, `"fe1" is not host:port`},
		{"bad port", Config{Username: "u", Endpoints: []string{"fe1:mysql"}}, "no port between"},
		{"twice", Config{Username: "u", Endpoints: []string{"fe1:9030", "fe1:9030"}}, "given twice"},
		{"no user", Config{Endpoints: []string{"fe1:9030"}}, "user name"},
		{"version", Config{Username: "u", Endpoints: []string{"fe1:9030"}, Version: "four"}, `"four"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Open(test.cfg); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
