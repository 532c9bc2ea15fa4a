// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "time"

// unacknowledged is how long bytes that were sent may stay without an acknowledgement before the connection counts as broken.
// Keep-alive does not run meanwhile: left alone, the kernel sends them again for some fifteen minutes.
const unacknowledged = 30 * time.Second
