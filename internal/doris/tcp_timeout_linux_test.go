// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

// What was sent to a host that is cut off is not waited for until the kernel gives up by itself.
func TestUnacknowledgedBytesAreGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialer := net.Dialer{Control: giveUpUnacknowledged}
	conn, err := dialer.DialContext(context.Background(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	set := 0
	if err := raw.Control(func(fd uintptr) {
		set, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
	}); err != nil {
		t.Fatal(err)
	}
	if err != nil || set != 30_000 {
		t.Errorf("TCP_USER_TIMEOUT is %d ms, %v", set, err)
	}
}
