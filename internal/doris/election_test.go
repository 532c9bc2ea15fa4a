// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What frontends of 4.1 say in the time of an election.
var withoutMasterWords = []string{
	"ForwardToMasterException, msg: forward to master FE TNetworkAddress(hostname:10.0.0.1, port:9020): failed, cause: java.net.SocketException: Broken pipe",
	"Exception, msg: Failed to get master client.",
	"Exception, msg: Node catalog is not ready, please wait for a while. To master progress: NONE.\nFrontends: \nname: fe1",
}

// A cluster that elects a master is waited for, whatever is read from it.
func TestElectionIsWaitedFor(t *testing.T) {
	for _, endpoints := range []int{1, 3} {
		for name, ask := range readsOfAllKinds {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var asked atomic.Int32
				elected := time.Now().Add(300 * time.Millisecond)
				var addresses []string
				for range endpoints {
					fe := startFrontend(t, func(sql string) fakeAnswer {
						if time.Now().Before(elected) {
							n := int(asked.Add(1))
							return refused(1105, withoutMasterWords[min(n-1, len(withoutMasterWords)-1)])
						}
						return nobodyKnows(answersAll)(sql)
					})
					addresses = append(addresses, fe.address())
				}
				var lines logLines
				client := openClient(t, func(cfg *Config) { cfg.Limits, cfg.Log = quick, lines.log }, addresses...)
				if err := ask(context.Background(), client); err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(lines.text(), "info The cluster has no master just now") {
					t.Errorf("nothing at INFO tells of the election:\n%s", lines.text())
				}
			})
		}
	}
}

// What a frontend without master did not do is sent once there is one; what got lost on the way to the master is not.
func TestChangeInAnElection(t *testing.T) {
	for _, words := range withoutMasterWords {
		var asked atomic.Int32
		fe := startFrontend(t, func(string) fakeAnswer {
			if asked.Add(1) <= 3 {
				return refused(1105, words)
			}
			return fakeAnswer{}
		})
		client := openClient(t, func(cfg *Config) { cfg.Limits = quick }, fe.address())
		err := client.DropRepository(context.Background(), "r")
		lost := strings.Contains(words, "Broken pipe")
		if lost != (KindOf(err) == KindConnectionLost) || !lost && err != nil {
			t.Errorf("%s: %v", words, err)
		}
		if n := asked.Load(); lost && n != 1 {
			t.Errorf("%s: sent %d times", words, n)
		}
	}
}

// A cluster that stays without a master is waited for once, and not by each statement.
func TestElectionIsWaitedForOnce(t *testing.T) {
	fe := startFrontend(t, func(string) fakeAnswer { return refused(1105, withoutMasterWords[1]) })
	client := openClient(t, func(cfg *Config) { cfg.Limits = quick; cfg.Limits.Election = 200 * time.Millisecond }, fe.address())
	began := time.Now()
	for range 20 {
		if _, err := client.Now(context.Background()); KindOf(err) != KindNotMaster {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("20 statements took %v", took)
	}
}

// Whoever comes while another looks for the master waits for what it finds.
func TestConcurrentCallersWaitForTheLook(t *testing.T) {
	follower, master := startFrontend(t, nil), startFrontend(t, nil)
	names := []string{follower.address(), master.address()}
	for i, fe := range []*fakeFrontend{follower, master} {
		fe.setAnswer(func(sql string) fakeAnswer {
			if sql == "SHOW FRONTENDS" {
				time.Sleep(200 * time.Millisecond) // the others come meanwhile
				return frontendTable(names[i], names[1], names...)
			}
			return answersAll(sql)
		})
	}
	client := openClient(t, nil, names...)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := client.CountRows(context.Background(), "d", "t"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := follower.count("SELECT"); n != 0 {
		t.Errorf("the follower was asked %d times of 10", n)
	}
}

// The change of a master is told, with the names of both.
func TestChangeOfMasterIsTold(t *testing.T) {
	first, second := startFrontend(t, nil), startFrontend(t, nil)
	names := []string{first.address(), second.address()}
	var master atomic.Int32
	for i, fe := range []*fakeFrontend{first, second} {
		fe.setAnswer(func(sql string) fakeAnswer {
			if sql == "SHOW FRONTENDS" {
				return frontendTable(names[i], names[master.Load()], names...)
			}
			return answersAll(sql)
		})
	}
	var lines logLines
	client := openClient(t, func(cfg *Config) { cfg.Log = lines.log }, names...)
	if _, err := client.Now(context.Background()); err != nil {
		t.Fatal(err)
	}
	first.stop()
	master.Store(1)
	for range 2 {
		if _, err := client.Now(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	text := lines.text()
	if !strings.Contains(text, "info Frontend "+names[0]+" is lost") || strings.Count(text, "info The master changed: ") != 1 {
		t.Errorf("told:\n%s", text)
	}
}

// A frontend that hangs over the question who is master is of no harm to the statement.
func TestMasterThatIsSilent(t *testing.T) {
	hangs := make(chan struct{})
	defer close(hangs)
	follower, other := startFrontend(t, nil), startFrontend(t, nil)
	for _, fe := range []*fakeFrontend{follower, other} {
		fe.setAnswer(func(sql string) fakeAnswer {
			answer := answersAll(sql)
			if sql == "SHOW FRONTENDS" {
				answer.until = hangs
			}
			return answer
		})
	}
	client := openClient(t, func(cfg *Config) { cfg.Limits = quick }, follower.address(), other.address())
	for range 3 {
		if _, err := client.Now(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n := follower.count("SHOW FRONTENDS") + other.count("SHOW FRONTENDS"); n != 1 {
		t.Errorf("looked for the master %d times", n)
	}
}
