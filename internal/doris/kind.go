// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "slices"

// backedUp are the kinds of objects that BACKUP takes: tables of Doris itself, views, and ODBC tables with their resource
// (BackupHandler.java, BackupJobInfo.java). "" is what an old frontend shows of a view, and what nobody could read.
var backedUp = []string{"", OLAP, kindView, "ODBC"}

// IsBackedUp reports whether BACKUP takes objects of this kind, in the words of SHOW PROC and of ObjectKind.
func IsBackedUp(kind string) bool { return slices.Contains(backedUp, kind) }
