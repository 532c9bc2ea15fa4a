// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"regexp"
)

// SecretKey matches keys of secrets. A token is one at the end only: dfs.block.access.token.enable is a switch.
var SecretKey = regexp.MustCompile(`(?i)(secret|password|passwd|account_key|private_key|token$|credential$)`)
