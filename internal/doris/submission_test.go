// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
)

// masters answers SHOW FRONTENDS of a cluster whose frontends are fe1 to fe3, of which the first named is the master.
func masters(master string) fakeAnswer {
	answer := table("Host QueryPort RpcPort IsMaster ClusterId CurrentConnected")
	for _, host := range []string{"fe1", "fe2", "fe3"} {
		answer.rows = append(answer.rows, []any{host, "9030", "9020", yes(host == master, "true", "false"), "7", "No"})
	}
	return answer
}

// What got lost is lost for certain only where the master that it went to is known, and is a follower now.
func TestSuperseded(t *testing.T) {
	forward := "ForwardToMasterException, msg: forward to master FE TNetworkAddress(hostname:fe1, port:9020): failed, cause: java.net.SocketException: Broken pipe"
	for name, c := range map[string]struct {
		endpoints     int
		before, after string // the master
		end           fakeAnswer
		want          bool
	}{
		"another master":                      {2, "fe1", "fe2", fakeAnswer{cut: true}, true},
		"the same master":                     {2, "fe1", "fe1", fakeAnswer{cut: true}, false},
		"no master was named before":          {2, "", "fe2", fakeAnswer{cut: true}, false},
		"the old one left the cluster":        {2, "fe9", "fe2", fakeAnswer{cut: true}, false},
		"none is named now":                   {2, "fe1", "", fakeAnswer{cut: true}, false},
		"one endpoint, connection lost":       {1, "fe1", "fe2", fakeAnswer{cut: true}, false},
		"one endpoint, a follower tells":      {1, "fe1", "fe2", refused(1105, forward), true},
		"one endpoint, told, the same master": {1, "fe1", "fe1", refused(1105, forward), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var submitted atomic.Bool
			answer := func(sql string) fakeAnswer {
				switch {
				case sql == "SHOW FRONTENDS" && submitted.Load():
					return masters(c.after)
				case sql == "SHOW FRONTENDS":
					return masters(c.before)
				case strings.HasPrefix(sql, "BACKUP"):
					submitted.Store(true)
					return c.end
				}
				return answersAll(sql)
			}
			var addresses []string
			for range c.endpoints {
				addresses = append(addresses, startFrontend(t, answer).address())
			}
			client := openClient(t, func(cfg *Config) { cfg.Limits = quick }, addresses...)
			lost := client.SubmitBackup(context.Background(), BackupSpec{Database: "d", Label: "l", Repository: "r"})
			if KindOf(lost) != KindConnectionLost {
				t.Fatalf("got %v", lost)
			}
			if got, err := client.Superseded(context.Background(), lost); err != nil || got != c.want {
				t.Errorf("superseded %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

// A submission is not sent into a cluster that has no master.
func TestNothingIsSubmittedWithoutMaster(t *testing.T) {
	var frontends []string
	var all []*fakeFrontend
	for range 2 {
		fe := startFrontend(t, func(sql string) fakeAnswer {
			if sql == "SHOW FRONTENDS" {
				return refused(1105, withoutMasterWords[0])
			}
			return fakeAnswer{}
		})
		all, frontends = append(all, fe), append(frontends, fe.address())
	}
	client := openClient(t, func(cfg *Config) { cfg.Limits = quick; cfg.Limits.Election = quick.Pause }, frontends...)
	err := client.SubmitBackup(context.Background(), BackupSpec{Database: "d", Label: "l", Repository: "r"})
	if KindOf(err) != KindNotMaster {
		t.Errorf("got %v", err)
	}
	for _, fe := range all {
		if n := fe.count("BACKUP"); n != 0 {
			t.Errorf("sent %d times", n)
		}
	}
}

const noFolder = "Failed to get info: java.nio.file.NoSuchFileException: /opt/apache-doris/fe/temp_dir/backup/__info_1767225600000"

// A follower without its folder for downloads is no reason to call a storage unreadable.
func TestFrontendWithoutItsFolder(t *testing.T) {
	lacks := nobodyKnows(func(sql string) fakeAnswer {
		if strings.Contains(sql, "AND TIMESTAMP") {
			return table("Snapshot Timestamp Database Details Status", []any{nil, nil, nil, nil, noFolder})
		}
		return answersAll(sql)
	})
	first, second, third := startFrontend(t, lacks), startFrontend(t, lacks), startFrontend(t, nobodyKnows(answersAll))
	ctx := context.Background()
	client := openClient(t, nil, first.address(), second.address(), third.address())
	if details, err := client.SnapshotDetails(ctx, "r", "s", "2026-01-01-00-00-00"); err != nil || details.Database != "shop" {
		t.Errorf("%+v, %v", details, err)
	}
	alone := openClient(t, nil, first.address(), second.address())
	_, err := alone.SnapshotDetails(ctx, "r", "s", "2026-01-01-00-00-00")
	if KindOf(err) != KindRepositoryUnreadable || !MissingFolder(err) || !strings.Contains(err.(*Error).Endpoint, second.address()) {
		t.Errorf("got %#v", err)
	}
}
