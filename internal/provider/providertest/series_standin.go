// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

var NightlySeries = Obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}
