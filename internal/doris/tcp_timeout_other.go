// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

//go:build !linux

package doris

import "syscall"

// giveUpUnacknowledged does nothing: only Linux has TCP_USER_TIMEOUT. The limits of statements notice a dead host all the same.
func giveUpUnacknowledged(string, string, syscall.RawConn) error { return nil }
