// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"regexp"
)

// SecretKey matches keys of secrets. A token is one at the end only: dfs.block.access.token.enable is a switch. Hadoop names
// the keys of Azure with the account behind them, such as fs.azure.account.key.acme.blob.core.windows.net.
var SecretKey = regexp.MustCompile(`(?i)(secret|password|passwd|passphrase|(account|private|api)[._-]?key([._-]|$)|(^|[._-])(sas|pwd)([._-]|$)|token$|credential$)`)
