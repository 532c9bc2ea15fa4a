// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// refuseRename stops a restore under new names that may cost live tables. Before the fix of apache/doris#48820 a restored table
// bears its name in the snapshot until the job has looked at all its objects. When one of them is refused, the cancel removes
// what the database holds under that name, past the recycle bin. A job of one object has no other one that can be refused, so
// it is let through; splitting a selection into jobs of our own would leave a half-done restore behind when one fails.
func (o *restore) refuseRename(look restoreLook) error {
	if o.version.Has(doris.SafeRename) || len(o.objects.targets) < 2 {
		return nil
	}
	live := slices.Concat(look.present, look.others)
	endangered := map[string]string{} // names in the snapshot by the names of what is there
	for _, ref := range o.objects.refs {
		for _, name := range live {
			if ref.Alias != "" && (name == ref.Name || o.objects.anyCase && strings.EqualFold(name, ref.Name)) {
				endangered[name] = ref.Name
			}
		}
	}
	if len(endangered) == 0 {
		return nil
	}
	return o.failWith(CodeRename, TablesInTheWay{Of: len(o.objects.targets), Renamed: endangered})
}
