// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"regexp"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// checkTableName refuses names of new tables and views that this line does not take. Restored ones keep or get theirs
// unchecked.
func (c *Catalog) checkTableName(name string, session Session) error {
	pattern := c.profile.TableName
	if session.UnicodeNames {
		pattern = c.profile.TableNameInLetters
	}
	if name != "" && (pattern == "" || regexp.MustCompile(pattern).MatchString(name)) {
		return nil
	}
	return c.errorf(profile.WrongTableName, "Incorrect table name '%s'. Table name regex is '%s'", name, pattern)
}
