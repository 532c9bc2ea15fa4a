// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

// What the tests outside of this package see of it.

const (
	EnvEndpoints = envEndpoints
	EnvTLS       = envTLS
	EnvUsername  = envUsername
	EnvVersion   = envVersion
)
