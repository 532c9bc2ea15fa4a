// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"net"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// The stand-in does what the frontend of 3.0 did: it never comes back.
func TestAzureEndsFrontend(t *testing.T) {
	for _, profile := range []string{"3.0", "4.1"} {
		sim, err := dorissim.Start(dorissim.Options{Profile: profile, Tick: 5 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		for _, statement := range []string{
			`CREATE REPOSITORY z WITH S3 ON LOCATION "s3://box/x" PROPERTIES("provider"="AZURE","s3.endpoint"="https://acme.blob.core.windows.net","s3.access_key"="acme","s3.secret_key"="SK")`,
			"DROP REPOSITORY z",
		} {
			if err := sim.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		sim.Refuse(true)
		sim.Refuse(false)
		up := func() bool {
			c, err := net.DialTimeout("tcp", sim.Addr(), time.Second)
			if err == nil {
				_ = c.Close()
			}
			return err == nil
		}
		if !up() {
			t.Errorf("%s: the frontend is away before any restart", profile)
		}
		sim.Restart()
		sim.Refuse(false)
		if got, want := up(), profile != "3.0"; got != want {
			t.Errorf("%s: after a restart the frontend answers: %v", profile, got)
		}
	}
}
