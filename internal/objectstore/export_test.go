// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import "time"

// Hurry makes the pauses between two attempts as short as a test wants them, and pages of a listing so short that few
// objects make many.
func (b *Bucket) Hurry(page int32) {
	b.page, b.pause = page, time.Millisecond
	b.work = b.worker()
}
