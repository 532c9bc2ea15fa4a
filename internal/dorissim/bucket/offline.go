// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import "context"

// Offline is a Store at a host that the stand-in never asks: a test double does not talk to a cloud. Every request fails
// as it does on a machine without a network.
type Offline struct{ Host string }

func (o Offline) failure() error {
	return &Failure{Kind: UnknownHost, Host: o.Host, Message: "no such host: " + o.Host}
}

// Get fails.
func (o Offline) Get(context.Context, string) ([]byte, error) { return nil, o.failure() }

// Put fails.
func (o Offline) Put(context.Context, string, []byte) error { return o.failure() }

// List fails.
func (o Offline) List(context.Context, string) ([]string, error) { return nil, o.failure() }

// Folders fails.
func (o Offline) Folders(context.Context, string) ([]string, error) { return nil, o.failure() }
