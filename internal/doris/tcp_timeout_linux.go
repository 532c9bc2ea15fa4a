// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// giveUpUnacknowledged is the Control function of a dialer: it sets TCP_USER_TIMEOUT, where the kernel has it.
func giveUpUnacknowledged(_, _ string, raw syscall.RawConn) error {
	return raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unacknowledged.Milliseconds()))
	})
}
