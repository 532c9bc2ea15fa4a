// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"errors"
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// MissingFolderText is cause and cure where frontends lack the folder to which they download what is inside of a snapshot;
// false = that is not what failed.
func MissingFolderText(repository string, err error) (happened, next string, ok bool) {
	answer, is := errors.AsType[*doris.Error](err)
	if !is || !doris.MissingFolder(err) {
		return "", "", false
	}
	where := answer.Endpoint
	if where == "" {
		where = "the frontend that was asked"
	}
	return fmt.Sprintf("Repository %q and its storage are in order, but %s cannot download the info file of the snapshot: its folder temp_dir/backup is missing, which only the master frontend makes.", repository, where),
		"Name the master frontend in endpoints of the provider as well (SHOW FRONTENDS; column IsMaster), or make the folder that Doris names on that frontend's host; then apply again.", true
}
