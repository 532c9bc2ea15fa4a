// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"io"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// Lines of one operation are written from several goroutines at a time, with secrets to mask: the map of fields that they
// share is never written twice at a time, which Go ends the process for.
func TestLogLineFromManyGoroutines(t *testing.T) {
	ctx := tflogtest.RootLogger(t.Context(), io.Discard)
	ctx = tflog.MaskLogStrings(tflog.SetField(ctx, "shared", "a secret"), "secret")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 2000 {
				LogLine(ctx, "debug", "a secret", map[string]any{"own": "a secret"})
			}
		})
	}
	all.Wait()
}
