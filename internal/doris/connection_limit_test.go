// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-mysql-org/go-mysql/mysql"
)

// atMost lets so many connections in and refuses the others as a frontend does.
func atMost(most int) func(int) error {
	return func(before int) error {
		if before < most {
			return nil
		}
		return &mysql.MyError{Code: 1203, State: "42000", Message: fmt.Sprintf("Reach limit of connections. Total: 1024, User: %d, Current: %d", most, before)}
	}
}

// A user with few connections (max_user_connections) has to share them: more statements at a time wait for each other.
func TestFewConnectionsAreShared(t *testing.T) {
	fe := startFrontend(t, func(string) fakeAnswer {
		time.Sleep(5 * time.Millisecond) // long enough for the others to want a connection too
		return table("UNIX_TIMESTAMP()", []any{"1795420067"})
	})
	fe.letIn = atMost(2)
	client := openClient(t, nil, fe.address())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := client.Now(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// Some builds cannot format the message about the limit and only hang up (AcceptListener).
func TestFewConnectionsAreSharedWhenTheFrontendOnlyHangsUp(t *testing.T) {
	release := make(chan struct{})
	fe := startFrontend(t, func(string) fakeAnswer {
		answer := table("UNIX_TIMESTAMP()", []any{"1795420067"})
		answer.until = release
		return answer
	})
	client := openClient(t, nil, fe.address())
	refusals := make(chan struct{}, 100)
	fe.letIn = func(before int) error {
		if before == 0 {
			return nil
		}
		refusals <- struct{}{}
		return errHangUp
	}
	ends := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := client.Now(context.Background())
			ends <- err
		}()
	}
	<-refusals
	close(release)
	for range 2 {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
}

// A statement that takes longer than opening a connection may makes the others wait, not fail.
func TestOneConnectionIsHeldForLong(t *testing.T) {
	release := make(chan struct{})
	fe := startFrontend(t, func(sql string) fakeAnswer {
		answer := table("UNIX_TIMESTAMP()", []any{"1795420067"})
		if strings.HasPrefix(sql, "DROP") {
			answer = fakeAnswer{until: release}
		}
		return answer
	})
	fe.letIn = atMost(1)
	client := openClient(t, func(c *Config) { c.ConnectTimeout = 100 * time.Millisecond }, fe.address())
	dropped, asked := make(chan error, 1), make(chan error, 1)
	go func() { dropped <- client.DropRepository(context.Background(), "r") }()
	for fe.count("DROP") == 0 {
		time.Sleep(time.Millisecond)
	}
	go func() {
		_, err := client.Now(context.Background())
		asked <- err
	}()
	select {
	case err := <-asked:
		close(release)
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(300 * time.Millisecond): // three times as long as a connection may take
	}
	close(release)
	for _, end := range []chan error{dropped, asked} {
		if err := <-end; err != nil {
			t.Error(err)
		}
	}
}

// Where the connections of others use the limit up, that is said, and not that the network is broken.
func TestNoConnectionIsLeft(t *testing.T) {
	fe := startFrontend(t, clock)
	fe.letIn = atMost(0)
	client := openClient(t, func(c *Config) { c.ConnectTimeout = 300 * time.Millisecond }, fe.address())
	_, err := client.Now(context.Background())
	crowded, ok := errors.AsType[*Unreachable](err)
	if !ok || !crowded.Crowded() || !strings.Contains(err.Error(), "Reach limit of connections. Total: 1024, User: 0, Current: 0") {
		t.Errorf("got %v", err)
	}
	// The caller's time may be over first.
	client = openClient(t, nil, fe.address())
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err = client.Now(ctx)
	if crowded, ok := errors.AsType[*Unreachable](err); !ok || !crowded.Crowded() {
		t.Errorf("interrupted: %v", err)
	}
	gone := openClient(t, nil, deadPort(t))
	_, err = gone.Now(context.Background())
	if closed, ok := errors.AsType[*Unreachable](err); !ok || closed.Crowded() {
		t.Errorf("a port that nobody listens at: %v", err)
	}
}

// Connections that are only being opened are none to wait for: who finds the limit used up by others, or a port that hangs
// up on everybody, hears so as soon as one who asks alone, and the frontend is not flooded with logins meanwhile.
func TestManyFindNoConnectionLeft(t *testing.T) {
	for name, answer := range map[string]error{"limit": atMost(0)(0), "hang up": errHangUp} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fe := startFrontend(t, clock)
			var logins atomic.Int32
			fe.letIn = func(int) error {
				logins.Add(1)
				time.Sleep(10 * time.Millisecond) // long enough for the others to try as well
				return answer
			}
			client := openClient(t, func(c *Config) { c.ConnectTimeout = 500 * time.Millisecond }, fe.address())
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if _, err := client.Now(ctx); err == nil || errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %v", err)
					}
				})
			}
			all.Wait()
			if n := logins.Load(); n > 8*6 {
				t.Errorf("%d logins", n)
			}
		})
	}
}

// An expired password and a locked account are refused logins too: other frontends say the same, and every further attempt
// prolongs a lock.
func TestLoginIsRefusedByPolicy(t *testing.T) {
	for code, message := range map[uint16]string{
		1862: "Your password has expired. To log in you must change it using a client that supports expired passwords.",
		3955: "Access denied for user 'tf_backup'@'%'. Account is blocked for 600 second(s) (590 second(s) remaining) due to 3 consecutive failed logins.",
	} {
		first, second := startFrontend(t, clock), startFrontend(t, clock)
		var logins atomic.Int32
		for _, fe := range []*fakeFrontend{first, second} {
			fe.letIn = func(int) error {
				logins.Add(1)
				return &mysql.MyError{Code: code, State: "HY000", Message: message}
			}
		}
		client := openClient(t, nil, first.address(), second.address())
		_, err := client.Now(context.Background())
		if KindOf(err) != KindAccessDenied || !LoginRefused(err) || err.Error() != message {
			t.Errorf("%d: got kind %d, %v", code, KindOf(err), err)
		}
		if logins.Load() != 1 {
			t.Errorf("%d: tried %d times", code, logins.Load())
		}
	}
}
