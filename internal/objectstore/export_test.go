// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import "time"

// Hurry makes the pauses between two attempts as short as a test wants them.
func (b *Bucket) Hurry() { b.pause = time.Millisecond; b.work = b.worker() }
